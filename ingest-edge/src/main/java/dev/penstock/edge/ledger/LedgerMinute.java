package dev.penstock.edge.ledger;

import dev.penstock.model.ledger.LedgerCount;
import dev.penstock.model.ledger.LedgerOutcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/// What one minute came to, so far. Thread-safe; counting never waits.
final class LedgerMinute {

    /// Counts of one minute: a line of them, each as long as it can be, stays below a record's limit.
    static final int MOST_KEYS = 2_048;

    /// Counts of one organization, so that one that makes up names leaves room for the others.
    static final int MOST_OF_ONE = 256;

    private static final String UNSETTLED = "unsettled";

    private final Instant start;
    private final Map<LedgerKey, Sums> sums = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> keys = new ConcurrentHashMap<>();
    private final AtomicInteger size = new AtomicInteger();

    LedgerMinute(Instant start) {
        this.start = start;
    }

    Instant start() {
        return start;
    }

    /// Adds to a count.
    ///
    /// @return false when there was no room for it, so that it went to that of others
    boolean add(LedgerKey key, int events, int requests) {
        Sums known = sums.get(key);
        if (known != null) {
            known.add(events, requests);
            return true;
        }
        LedgerKey roomy = withRoom(key);
        sums.computeIfAbsent(roomy, absent -> new Sums()).add(events, requests);
        return roomy.equals(key);
    }

    /// The counts as of now, in an order of their own.
    ///
    /// @param complete whether nothing more is expected: events whose fate nobody has told are of unknown fate then
    List<LedgerCount> counts(boolean complete) {
        List<LedgerCount> counts = new ArrayList<>(sums.size());
        Map<String, Long> open = new TreeMap<>();
        // Received last: an event that comes meanwhile is open rather than counted on one side alone.
        for (boolean received : new boolean[] {false, true}) {
            sums.forEach((key, sum) -> {
                if ((key.outcome() == LedgerOutcome.RECEIVED) == received) {
                    long events = sum.events.sum();
                    counts.add(count(key.organization(), key.stream(), key.outcome(), key.reason(), events, sum));
                    open.merge(key.organization(), received ? events : -events, Long::sum);
                }
            });
        }
        if (complete) {
            open.forEach((organization, events) -> {
                if (events > 0) {
                    counts.add(new LedgerCount(
                            organization, "", LedgerOutcome.UNKNOWN.code(), UNSETTLED, events, 0, start));
                }
            });
        }
        return counts;
    }

    private LedgerCount count(
            String organization, String stream, LedgerOutcome outcome, String reason, long events, Sums sum) {
        return new LedgerCount(organization, stream, outcome.code(), reason, events, sum.requests.sum(), start);
    }

    // Whose place there is none goes to the organization without its stream, then to all others.
    private LedgerKey withRoom(LedgerKey key) {
        boolean ofOneFull = keys.computeIfAbsent(key.organization(), absent -> new AtomicInteger())
                        .get()
                >= MOST_OF_ONE;
        LedgerKey narrowed = ofOneFull ? key.of(key.organization(), "") : key;
        if (sums.containsKey(narrowed)) {
            return narrowed;
        }
        if (size.get() >= MOST_KEYS) {
            // As many as there are outcomes and reasons: enums of ours.
            return key.of(LedgerCount.OTHERS, "");
        }
        size.incrementAndGet();
        keys.computeIfAbsent(key.organization(), absent -> new AtomicInteger()).incrementAndGet();
        return narrowed;
    }

    private static final class Sums {

        private final LongAdder events = new LongAdder();
        private final LongAdder requests = new LongAdder();

        void add(int moreEvents, int moreRequests) {
            if (moreEvents > 0) {
                events.add(moreEvents);
            }
            if (moreRequests > 0) {
                requests.add(moreRequests);
            }
        }
    }
}
