package dev.penstock.local.demo;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// The requests of one run: every webhook in turn, one request in five a single event, the others batches of 10 to
/// 100 as arrays or NDJSON, half of the batches compressed.
///
/// Any number of threads may ask; each request is made when it is asked for, so that its times are true.
final class DemoTraffic {

    private static final int SMALLEST_BATCH = 10;
    private static final int LARGEST_BATCH = 100;
    private static final int SINGLE_OUT_OF = 5;

    private final List<Webhook> webhooks;
    private final int total;
    private final String run;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final ClientEventIds ids;
    private int requests;
    private int events;

    /// @param run marks the trace ids of this run; letters and digits
    DemoTraffic(List<Webhook> webhooks, int total, String run, InstantSource clock, RandomGenerator random) {
        this.webhooks = webhooks;
        this.total = total;
        this.run = run;
        this.clock = clock;
        this.random = random;
        this.ids = new ClientEventIds(random);
    }

    /// The next request, or nothing when all events have been given out.
    synchronized Optional<DemoRequest> next() {
        int left = total - events;
        if (left == 0) {
            return Optional.empty();
        }
        boolean single = left == 1 || random.nextInt(SINGLE_OUT_OF) == 0;
        int size = single ? 1 : Math.min(left, random.nextInt(SMALLEST_BATCH, LARGEST_BATCH + 1));
        DemoRequest.Form form = single
                ? DemoRequest.Form.OBJECT
                : random.nextBoolean() ? DemoRequest.Form.ARRAY : DemoRequest.Form.NDJSON;
        boolean gzip = !single && random.nextBoolean();

        // The edge keeps milliseconds; finer digits would only make the event longer.
        Instant at = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        List<DemoEvent> batch = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            Webhook webhook = webhooks.get((events + i) % webhooks.size());
            batch.add(DemoEvent.of(webhook, ids.next(at.toEpochMilli()), traceId(requests, i), at));
        }
        DemoRequest request = new DemoRequest(requests, form, gzip, batch);
        requests++;
        events += size;
        return Optional.of(request);
    }

    /// Starts every trace id of this run and no other.
    String marker() {
        return "demo-" + run + "-";
    }

    private String traceId(int request, int index) {
        return marker() + request + "-" + index;
    }
}
