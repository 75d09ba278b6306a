package dev.penstock.edge.ledger;

import dev.penstock.model.ledger.LedgerCount;
import dev.penstock.model.ledger.LedgerOutcome;
import dev.penstock.model.ledger.LedgerRecord.EdgeMinute;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/// What this edge counts, by organization, stream and minute, until Kafka has it.
///
/// A minute is announced before it begins: an edge that dies leaves a line that is not closed, and nobody takes what
/// it counted for all there was. It is closed once its requests must have ended; what comes later all the same makes
/// the line anew. A request adds to a few counters, whatever the number of its events.
///
/// Thread-safe; [#lines] and what follows from it are for one thread.
public final class EdgeLedger {

    /// Minutes that are kept for a Kafka that does not take them; the oldest is given up for a newer one.
    static final int MOST_MINUTES = 60;

    private static final Duration MINUTE = Duration.ofMinutes(1);

    // How long before it begins a minute is announced. A Kafka that is away for longer shows elsewhere.
    private static final Duration AHEAD = Duration.ofSeconds(20);

    // How often an open minute's counts are written: what is known of a minute that is never closed.
    private static final Duration SNAPSHOT = Duration.ofSeconds(10);

    // A request that ends so much later than it came is counted in the oldest minute there is.
    private static final Duration KEPT = Duration.ofMinutes(10);

    private final String instance;
    private final String boot;
    private final Duration closeAfter;
    private final LedgerMetrics metrics;
    private final NavigableMap<Instant, Kept> minutes = new ConcurrentSkipListMap<>();

    private volatile Instant forgotten = Instant.MIN;
    private volatile @Nullable Kept latest;

    /// @param closeAfter how long after its end a minute's requests may still run
    EdgeLedger(String instance, String boot, Duration closeAfter, LedgerMetrics metrics) {
        // The record's key is split at slashes.
        this.instance = instance.replace('/', '_');
        this.boot = boot;
        this.closeAfter = closeAfter;
        this.metrics = metrics;
    }

    /// Counts a request that came at `receivedAt`.
    ///
    /// @param organization null when it has proved to be of none
    public void request(@Nullable String organization, Instant receivedAt, LedgerOutcome outcome, String reason) {
        add(Objects.requireNonNullElse(organization, LedgerCount.NOBODY), "", receivedAt, outcome, reason, 0, 1);
    }

    /// Counts events of a request that came at `receivedAt`.
    public void events(
            String organization, String stream, Instant receivedAt, LedgerOutcome outcome, String reason, int events) {
        if (events > 0) {
            add(organization, stream, receivedAt, outcome, reason, events, 0);
        }
    }

    private void add(
            String organization,
            String stream,
            Instant receivedAt,
            LedgerOutcome outcome,
            String reason,
            int events,
            int requests) {
        LedgerKey key = new LedgerKey(organization, stream, outcome, reason);
        if (!minuteOf(receivedAt).counts.add(key, events, requests)) {
            metrics.overflowed(Math.max(events, requests));
        }
    }

    private Kept minuteOf(Instant receivedAt) {
        Kept recent = latest;
        if (recent != null && recent.holds(receivedAt)) {
            return recent;
        }
        Instant minute = receivedAt.truncatedTo(ChronoUnit.MINUTES);
        if (!minute.isAfter(forgotten)) {
            // Its line is written and forgotten: made anew it would take the place of all that was counted.
            minute = forgotten.plus(MINUTE);
        }
        Kept found = minutes.computeIfAbsent(minute, Kept::new);
        latest = found;
        return found;
    }

    /// The lines that are to be written now: minutes that begin soon, that have new counts, or that have ended.
    ///
    /// @param end whether this edge ends, so that nothing more is counted
    public List<Line> lines(Instant now, boolean end) {
        Instant current = now.truncatedTo(ChronoUnit.MINUTES);
        if (!end && current.isAfter(forgotten)) {
            minutes.computeIfAbsent(current, Kept::new);
            Instant next = current.plus(MINUTE);
            if (!now.isBefore(next.minus(AHEAD))) {
                minutes.computeIfAbsent(next, Kept::new);
            }
        }
        forget(now);
        List<Line> lines = new ArrayList<>();
        for (Kept minute : minutes.values()) {
            Line line = minute.due(now, end);
            if (line != null) {
                lines.add(line);
            }
        }
        return lines;
    }

    private void forget(Instant now) {
        while (!minutes.isEmpty()) {
            Kept oldest = minutes.firstEntry().getValue();
            boolean written = oldest.isWritten() && oldest.end().plus(KEPT).isBefore(now);
            if (!written && minutes.size() <= MOST_MINUTES) {
                return;
            }
            if (!written) {
                metrics.dropped();
            }
            forgotten = oldest.counts.start();
            minutes.remove(forgotten);
        }
    }

    /// A line to be written. Exactly one of its two methods is to be called, on any thread.
    public final class Line {

        private final Kept minute;
        private final EdgeMinute record;

        private Line(Kept minute, EdgeMinute record) {
            this.minute = minute;
            this.record = record;
        }

        public EdgeMinute record() {
            return record;
        }

        /// Kafka has it.
        public void written() {
            minute.written(record);
            metrics.line(true);
        }

        /// Kafka may have it; it will be due again.
        public void failed() {
            minute.failed();
            metrics.line(false);
        }
    }

    /// A minute and what of it is written.
    private final class Kept {

        private final LedgerMinute counts;
        private @Nullable EdgeMinute written;
        private Instant sentAt = Instant.MIN;
        private boolean sending;

        Kept(Instant start) {
            this.counts = new LedgerMinute(start);
        }

        Instant end() {
            return counts.start().plus(MINUTE);
        }

        boolean holds(Instant time) {
            return !time.isBefore(counts.start()) && time.isBefore(end());
        }

        synchronized @Nullable Line due(Instant now, boolean ending) {
            EdgeMinute last = written;
            boolean wasClosed = last != null && last.closed();
            boolean closed = ending || wasClosed || !now.isBefore(end().plus(closeAfter));
            boolean changesState = last == null || last.closed() != closed;
            // At its end an edge says all it knows, whatever is still on its way.
            if (!ending && (sending || (!changesState && now.isBefore(sentAt.plus(SNAPSHOT))))) {
                return null;
            }
            EdgeMinute record = new EdgeMinute(instance, boot, counts.start(), closed, counts.counts(closed));
            if (last != null && last.closed() == closed && sameCounts(last, record)) {
                return null;
            }
            sending = true;
            sentAt = now;
            return new Line(this, record);
        }

        synchronized void written(EdgeMinute record) {
            written = record;
            sending = false;
        }

        synchronized void failed() {
            sending = false;
            sentAt = Instant.MIN;
        }

        /// Whether its last line is in Kafka. What came after it was due every second since.
        synchronized boolean isWritten() {
            EdgeMinute last = written;
            return last != null && last.closed() && !sending;
        }

        private static boolean sameCounts(EdgeMinute one, EdgeMinute other) {
            return Set.copyOf(one.counts()).equals(Set.copyOf(other.counts()));
        }
    }
}
