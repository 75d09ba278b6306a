package dev.penstock.writer.count;

import dev.penstock.model.ledger.LedgerCount;
import dev.penstock.model.ledger.LedgerOutcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Counts what the records of one batch become, by organization, stream and minute of receipt. Pure.
///
/// Not thread-safe: belongs to the attempt that has the batch. One look-up for each run of records that are counted
/// together.
public final class BatchCounts {

    /// Counts of a batch, and as many again without organization: a line of them stays below a record's limit.
    static final int MOST = 2_048;

    private static final long MINUTE_MILLIS = 60_000;

    private final Map<Key, Count> counts = new HashMap<>();
    private @Nullable Key lastKey;
    private @Nullable Count last;

    /// Counts a record.
    ///
    /// @param organization whose event it is, or [LedgerCount#NOBODY] where that cannot be read
    /// @param stream empty when it cannot be read
    /// @param receivedAtMillis when an edge received it
    public void add(String organization, String stream, long receivedAtMillis, LedgerOutcome outcome) {
        long minute = Math.floorDiv(receivedAtMillis, MINUTE_MILLIS);
        Key recent = lastKey;
        Count count = last;
        if (recent == null || count == null || !recent.is(organization, stream, minute, outcome)) {
            Key key = new Key(organization, stream, minute, outcome);
            count = of(key);
            lastKey = key;
            last = count;
        }
        count.events++;
    }

    /// Counts a record, added before with one outcome, with another.
    public void move(String organization, String stream, long receivedAtMillis, LedgerOutcome from, LedgerOutcome to) {
        of(new Key(organization, stream, Math.floorDiv(receivedAtMillis, MINUTE_MILLIS), from)).events--;
        add(organization, stream, receivedAtMillis, to);
    }

    /// The counts, in an order of their own. The same records give the same counts.
    public List<LedgerCount> counts() {
        List<LedgerCount> lines = new ArrayList<>(counts.size());
        counts.forEach((key, count) -> {
            if (count.events > 0) {
                lines.add(new LedgerCount(
                        key.organization,
                        key.stream,
                        key.outcome.code(),
                        "",
                        count.events,
                        0,
                        Instant.ofEpochMilli(key.minute * MINUTE_MILLIS)));
            }
        });
        return lines;
    }

    // What there is no room for keeps its minute, and, when there are too many of these, not even that.
    private Count of(Key key) {
        Count known = counts.get(key);
        if (known != null) {
            return known;
        }
        Key roomy = key;
        if (counts.size() >= MOST) {
            roomy = new Key(LedgerCount.OTHERS, "", key.minute, key.outcome);
            if (counts.size() >= 2 * MOST && !counts.containsKey(roomy)) {
                roomy = new Key(LedgerCount.OTHERS, "", 0, key.outcome);
            }
        }
        return counts.computeIfAbsent(roomy, absent -> new Count());
    }

    private record Key(String organization, String stream, long minute, LedgerOutcome outcome) {

        boolean is(String otherOrganization, String otherStream, long otherMinute, LedgerOutcome otherOutcome) {
            return minute == otherMinute
                    && outcome == otherOutcome
                    && stream.equals(otherStream)
                    && organization.equals(otherOrganization);
        }
    }

    private static final class Count {

        private long events;
    }
}
