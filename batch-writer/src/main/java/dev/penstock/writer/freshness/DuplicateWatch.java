package dev.penstock.writer.freshness;

import dev.penstock.model.progress.OffsetRange;
import dev.penstock.sink.dashboard.DuplicateCount;
import dev.penstock.writer.pressure.PartitionView;
import dev.penstock.writer.pressure.PartitionViews;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Counts now and then how many of the rows this writer stored lately are in the tables again, on a thread of
/// its own. A failure is counted, and changes nothing.
final class DuplicateWatch implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(DuplicateWatch.class);

    private final PartitionViews views;
    private final DuplicateCount count;
    private final Duration period;
    private final int mostRows;
    private final FreshnessMetrics metrics;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("duplicates").factory());

    // By partition, where the last period ended.
    private Map<Integer, Long> before = Map.of();

    DuplicateWatch(
            PartitionViews views, DuplicateCount count, Duration period, int mostRows, FreshnessMetrics metrics) {
        this.views = views;
        this.count = count;
        this.period = period;
        this.mostRows = mostRows;
        this.metrics = metrics;
    }

    /// Begins to count, unless the period is zero.
    // What a count throws is caught within it.
    @SuppressWarnings("FutureReturnValueIgnored")
    void start() {
        if (!period.isZero()) {
            thread.scheduleWithFixedDelay(this::look, 0, period.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private void look() {
        Map<Integer, Long> now = new HashMap<>();
        for (PartitionView view : views.all()) {
            if (view.next() >= 0) {
                now.put(view.partition(), view.next());
            }
        }
        Map<Integer, OffsetRange> stored = between(before, now, mostRows);
        before = now;
        try {
            if (!stored.isEmpty()) {
                metrics.counted(count.of(stored));
            }
        } catch (SQLException | RuntimeException e) {
            metrics.countFailed();
            log.atDebug().setCause(e).log("the rows stored lately could not be counted, will try again");
        }
    }

    /// The last offsets of each partition that were settled between two looks, as many in all as `most` allows.
    static Map<Integer, OffsetRange> between(Map<Integer, Long> before, Map<Integer, Long> now, int most) {
        Map<Integer, OffsetRange> ranges = new HashMap<>();
        long each = Math.max(1, most / Math.max(1, now.size()));
        now.forEach((partition, next) -> {
            Long from = before.get(partition);
            if (from != null && from < next) {
                ranges.put(partition, new OffsetRange(Math.max(from, next - each), next - 1));
            }
        });
        return ranges;
    }
}
