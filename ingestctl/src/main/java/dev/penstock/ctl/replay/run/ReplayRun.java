package dev.penstock.ctl.replay.run;

import dev.penstock.ctl.replay.log.EventsLog;
import dev.penstock.ctl.replay.plan.OffsetSpan;
import dev.penstock.ctl.replay.plan.PlannedSpan;
import dev.penstock.ctl.replay.plan.ReplayPlan;
import dev.penstock.ctl.replay.shadow.ReplayState;
import dev.penstock.ctl.replay.shadow.SpanProgress;
import dev.penstock.sink.insert.BlockInserts;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;

/// Replays a plan into its shadow tables, from where the last run ended.
public final class ReplayRun {

    private static final Duration BETWEEN_TELLING = Duration.ofSeconds(2);

    private final ReplayPlan plan;
    private final EventsLog log;
    private final RowMaker maker;
    private final BlockInserts sink;
    private final ReplayState state;
    private final InstantSource clock;

    /// @param state whose tables are there, as the shadow tables are
    public ReplayRun(
            ReplayPlan plan, EventsLog log, RowMaker maker, BlockInserts sink, ReplayState state, InstantSource clock) {
        this.plan = plan;
        this.log = log;
        this.maker = maker;
        this.sink = sink;
        this.state = state;
        this.clock = clock;
    }

    /// Brings it to its end.
    ///
    /// @param busy asked every two seconds whether what is live needs all there is; it waits until that is over
    /// @param told every two seconds how many records are done, those of earlier runs included
    /// @return false when it was cancelled meanwhile
    /// @throws ReplayRefusedException when it cannot go on now; another run goes on from there
    public boolean run(RunLimits limits, BooleanSupplier busy, LongConsumer told)
            throws SQLException, InterruptedException {
        Map<OffsetSpan, SpanProgress> before = new HashMap<>();
        for (SpanProgress known : state.progress()) {
            for (PlannedSpan planned : plan.spans()) {
                if (planned.span().partition() == known.partition()
                        && planned.span().from() == known.from()) {
                    before.put(planned.span(), known);
                }
            }
        }
        AtomicLong read = new AtomicLong(
                before.values().stream().mapToLong(SpanProgress::read).sum());
        Gate gate = new Gate();
        gate.close(busy.getAsBoolean());
        SpanRun spans = new SpanRun(
                plan,
                log,
                maker,
                new ShadowInserts(sink),
                state,
                new Throttle(limits.rowsPerSecond(), System.nanoTime()),
                limits.share(),
                gate,
                clock,
                read);
        // To close it waits until all spans have ended.
        try (ExecutorService threads = Executors.newFixedThreadPool(limits.parallel())) {
            try {
                CompletionService<Boolean> ends = new ExecutorCompletionService<>(threads);
                for (PlannedSpan planned : plan.spans()) {
                    OffsetSpan span = planned.span();
                    SpanProgress from = before.getOrDefault(
                            span,
                            new SpanProgress(span.partition(), span.from(), span.from(), 0, 0, 0, clock.millis()));
                    ends.submit(() -> spans.run(span, from));
                }
                boolean whole = await(ends, plan.spans().size(), gate, busy, () -> told.accept(read.get()));
                told.accept(read.get());
                return whole;
            } catch (RuntimeException | SQLException | InterruptedException e) {
                threads.shutdownNow();
                throw e;
            }
        }
    }

    private static boolean await(
            CompletionService<Boolean> ends, int count, Gate gate, BooleanSupplier busy, Runnable told)
            throws SQLException, InterruptedException {
        boolean whole = true;
        int open = count;
        while (open > 0) {
            Future<Boolean> end = ends.poll(BETWEEN_TELLING.toMillis(), TimeUnit.MILLISECONDS);
            if (end == null) {
                gate.close(busy.getAsBoolean());
                told.run();
                continue;
            }
            open--;
            try {
                whole &= end.get();
            } catch (ExecutionException e) {
                Throwable cause = e.getCause();
                if (cause instanceof RuntimeException failure) {
                    throw failure;
                }
                if (cause instanceof SQLException failure) {
                    throw failure;
                }
                if (cause instanceof InterruptedException failure) {
                    throw failure;
                }
                throw new IllegalStateException("a span ended for no known reason", e);
            }
        }
        return whole;
    }

    /// What a plan says that is not as it was when it was made.
    ///
    /// @throws ReplayRefusedException when it is another topic or cluster, or retention has taken records
    public static void recheck(ReplayPlan plan, EventsLog log, List<SpanProgress> progress) {
        Rechecks.identity(plan, log.identity());
        Rechecks.retention(plan, log.facts(List.of()), progress);
    }
}
