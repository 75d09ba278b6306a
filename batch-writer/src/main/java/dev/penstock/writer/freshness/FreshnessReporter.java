package dev.penstock.writer.freshness;

import dev.penstock.model.topic.TopicId;
import dev.penstock.sink.dashboard.FreshnessReport;
import dev.penstock.sink.dashboard.FreshnessTable;
import dev.penstock.writer.pressure.PartitionView;
import dev.penstock.writer.pressure.PartitionViews;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells ClickHouse every few seconds until when the partitions of this writer are complete, and which streams are
/// halted, on a thread of its own. A failure changes nothing but that the time stands still.
///
/// What it tells holds whoever owns a partition now: an old owner that wakes up late tells what was true before.
public final class FreshnessReporter implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(FreshnessReporter.class);

    private final PartitionViews views;
    private final LogEnds ends;
    private final LogMarks marks;
    private final FreshnessTable table;
    private final HaltNews halts;
    private final BooleanSupplier schemaSufficient;
    private final Duration period;
    private final FreshnessMetrics metrics;
    private final InstantSource clock;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("freshness").factory());

    private @Nullable String source;
    private @Nullable TopicId topic;
    private boolean failing;

    FreshnessReporter(
            PartitionViews views,
            LogEnds ends,
            LogMarks marks,
            FreshnessTable table,
            HaltNews halts,
            BooleanSupplier schemaSufficient,
            Duration period,
            FreshnessMetrics metrics,
            InstantSource clock) {
        this.views = views;
        this.ends = ends;
        this.marks = marks;
        this.table = table;
        this.halts = halts;
        this.schemaSufficient = schemaSufficient;
        this.period = period;
        this.metrics = metrics;
        this.clock = clock;
    }

    /// Begins to tell.
    // What a round throws is caught within it.
    @SuppressWarnings("FutureReturnValueIgnored")
    public void start() {
        thread.scheduleWithFixedDelay(this::round, period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private void round() {
        try {
            tell();
            if (failing) {
                failing = false;
                log.atInfo().log("dashboards are told again how far this writer is");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (SQLException | ExecutionException | TimeoutException | RuntimeException e) {
            metrics.failed();
            if (!failing) {
                failing = true;
                log.atWarn().setCause(e).log("dashboards cannot be told how far this writer is, will try again");
            }
        }
    }

    private void tell() throws SQLException, ExecutionException, TimeoutException, InterruptedException {
        Set<Integer> mine = views.all().stream().map(PartitionView::partition).collect(Collectors.toSet());
        marks.keepOnly(mine);
        if (mine.isEmpty() || !schemaSufficient.getAsBoolean()) {
            metrics.told(Duration.ZERO);
            return;
        }
        // Before Kafka is asked: what comes while it answers came after that.
        Instant asked = clock.instant();
        LogEnds.Log kafka = ends.read(mine);
        if (!kafka.topic().equals(topic)) {
            marks.clear();
            topic = kafka.topic();
        }
        kafka.ends().forEach((partition, end) -> marks.ended(partition, end, asked));
        List<PartitionView> taken = views.all();
        // After the views: what they count as done because it is parked was parked for a halt that is known by now.
        // Before the claims, which would cover it otherwise.
        halts.tell();
        Map<Integer, Instant> complete = complete(kafka.topic(), taken);
        if (source == null) {
            source = ends.source();
        }
        table.report(new FreshnessReport(source, kafka.topic(), kafka.partitions(), complete));
        complete.values().stream()
                .min(Instant::compareTo)
                .ifPresent(least -> metrics.told(Duration.between(least, asked)));
    }

    private Map<Integer, Instant> complete(TopicId current, List<PartitionView> taken) {
        Map<Integer, Instant> complete = new HashMap<>();
        for (PartitionView view : taken) {
            // A view of the topic before this one has offsets of other records.
            if (view.next() >= 0 && current.equals(view.topic())) {
                marks.completeUntil(view.partition(), view.next())
                        .ifPresent(until -> complete.put(view.partition(), until));
            }
        }
        return complete;
    }
}
