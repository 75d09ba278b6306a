package dev.penstock.ctl.audit;

import dev.penstock.model.event.Event;
import dev.penstock.model.ledger.LedgerCount;
import dev.penstock.model.organization.OrgId;
import dev.penstock.model.wire.EventCodec;
import dev.penstock.model.wire.MalformedRecordException;
import dev.penstock.model.wire.ParkedHeaders;
import dev.penstock.sink.audit.BatchLine;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/// Counts the records that are in Kafka and in no line of the ledger, because no writer has settled them yet.
final class Flying {

    private final Window window;
    private final @Nullable OrgId only;
    private final Map<Instant, Map<String, Long>> records = new HashMap<>();
    private long count;

    /// @param only counts records of this organization; null for all
    Flying(Window window, @Nullable OrgId only) {
        this.window = window;
        this.only = only;
    }

    /// Counts a record.
    void add(ConsumerRecord<byte[], byte[]> record) {
        if (record.headers().lastHeader(ParkedHeaders.LIFTED_AT) != null) {
            // An edge has counted it once, and a writer too: it comes to its end again.
            return;
        }
        String organization = LedgerCount.NOBODY;
        long receivedAt = record.timestamp();
        try {
            if (record.value() != null) {
                Event event = EventCodec.decode(record.value());
                organization = event.org().value();
                receivedAt = event.receivedAt().toEpochMilli();
            }
        } catch (MalformedRecordException e) {
            organization = LedgerCount.NOBODY;
        }
        boolean asked = only == null || only.value().equals(organization);
        if (asked && window.has(receivedAt)) {
            count++;
            records.computeIfAbsent(
                            Instant.ofEpochMilli(receivedAt).truncatedTo(ChronoUnit.MINUTES), absent -> new HashMap<>())
                    .merge(organization, 1L, Long::sum);
        }
    }

    long count() {
        return count;
    }

    /// How many there are of a minute.
    ///
    /// @param organization whose; the total of all where they are judged together
    long of(Instant minute, String organization, boolean together) {
        Map<String, Long> found = records.getOrDefault(minute, Map.of());
        return together
                ? found.values().stream().mapToLong(Long::longValue).sum()
                : found.getOrDefault(organization, 0L);
    }

    /// The organizations and minutes that there are.
    Map<Instant, Map<String, Long>> all() {
        return records;
    }

    /// What of a partition's range is to be counted: what no batch in force has, if it is not settled yet, or was in a
    /// batch that a newer one took the place of in part. The rest is in no line although it is settled: that is what
    /// an audit is to find.
    ///
    /// @param lines all that touch the range
    static List<Stretch> uncounted(PartitionRange range, List<BatchLine> lines) {
        List<BatchLine> inForce = new ArrayList<>(BatchLine.inForce(lines));
        inForce.sort(Comparator.comparingLong(BatchLine::first));
        List<Stretch> stretches = new ArrayList<>();
        long next = range.from();
        for (BatchLine line : inForce) {
            add(stretches, new Stretch(next, Math.min(line.first(), range.to())), range, lines);
            next = Math.max(next, line.last() + 1);
        }
        add(stretches, new Stretch(next, range.to()), range, lines);
        return stretches;
    }

    private static void add(List<Stretch> stretches, Stretch gap, PartitionRange range, List<BatchLine> lines) {
        if (gap.isEmpty()) {
            return;
        }
        for (BatchLine line : lines) {
            Stretch told = new Stretch(
                    Math.max(gap.from(), line.first()), Math.min(Math.min(gap.to(), line.last() + 1), range.settled()));
            if (!told.isEmpty()) {
                stretches.add(told);
            }
        }
        Stretch open = new Stretch(Math.max(gap.from(), range.settled()), gap.to());
        if (!open.isEmpty()) {
            stretches.add(open);
        }
    }

    /// Offsets in a row.
    ///
    /// @param to not among them
    record Stretch(long from, long to) {

        boolean isEmpty() {
            return from >= to;
        }
    }
}
