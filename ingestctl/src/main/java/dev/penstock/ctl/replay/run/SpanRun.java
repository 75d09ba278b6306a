package dev.penstock.ctl.replay.run;

import dev.penstock.ctl.replay.log.EventsLog;
import dev.penstock.ctl.replay.log.SpanReader;
import dev.penstock.ctl.replay.plan.OffsetSpan;
import dev.penstock.ctl.replay.plan.ReplayPlan;
import dev.penstock.ctl.replay.shadow.AsideRecord;
import dev.penstock.ctl.replay.shadow.ReplayState;
import dev.penstock.ctl.replay.shadow.SpanProgress;
import dev.penstock.sink.block.BlockOrigin;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// Replays the spans of a plan, each from where the last run was sure of it. Threads may share it.
///
/// What a run was doing when it was killed, the next one does again, chunk by chunk the same: what is there is found,
/// by its token or by its rows.
final class SpanRun {

    private final ReplayPlan plan;
    private final EventsLog log;
    private final RowMaker maker;
    private final ShadowInserts inserts;
    private final ReplayState state;
    private final Throttle throttle;
    private final int share;
    private final Gate gate;
    private final InstantSource clock;
    private final AtomicLong recordsRead;

    SpanRun(
            ReplayPlan plan,
            EventsLog log,
            RowMaker maker,
            ShadowInserts inserts,
            ReplayState state,
            Throttle throttle,
            int share,
            Gate gate,
            InstantSource clock,
            AtomicLong recordsRead) {
        this.plan = plan;
        this.log = log;
        this.maker = maker;
        this.inserts = inserts;
        this.state = state;
        this.throttle = throttle;
        this.share = share;
        this.gate = gate;
        this.clock = clock;
        this.recordsRead = recordsRead;
    }

    /// Brings a span to its end.
    ///
    /// @param before how far it is
    /// @return false when the replay was cancelled meanwhile
    boolean run(OffsetSpan span, SpanProgress before) throws SQLException, InterruptedException {
        if (state.isCancelled()) {
            return false;
        }
        SpanProgress progress = before;
        Chunk chunk = new Chunk();
        // Nobody knows what the last run did after it noted how far it was.
        boolean doubtful = true;
        Pace pace = new Pace(throttle, share, System.nanoTime());
        try (SpanReader reader = log.read(span, before.next())) {
            while (progress.next() < span.to()) {
                for (ConsumerRecord<byte[], byte[]> record : reader.poll()) {
                    chunk.add(
                            maker.make(span.partition(), record.offset(), record.value()),
                            Math.max(0, record.serializedValueSize()));
                    if (chunk.isFull()) {
                        progress = settle(span, progress, chunk, record.offset() + 1, doubtful, pace);
                        chunk = new Chunk();
                        doubtful = false;
                        if (state.isCancelled()) {
                            return false;
                        }
                    }
                }
                pause(pace.rest(System.nanoTime()));
                if (reader.isAtEnd() && progress.next() < span.to()) {
                    progress = settle(span, progress, chunk, span.to(), doubtful, pace);
                }
            }
        }
        return true;
    }

    private SpanProgress settle(
            OffsetSpan span, SpanProgress before, Chunk chunk, long next, boolean doubtful, Pace pace)
            throws SQLException, InterruptedException {
        pause(pace.rest(System.nanoTime()));
        pause(pace.delay(chunk.rows(), System.nanoTime()));
        long asked = System.nanoTime();
        gate.pass();
        pace.passed(Duration.ofNanos(System.nanoTime() - asked));
        List<AsideRecord> aside = new ArrayList<>(chunk.aside());
        if (chunk.rows() > 0) {
            aside.addAll(inserts.insert(
                    chunk.blocks(), new BlockOrigin(plan.topicId(), span.partition(), plan.plannedAt()), doubtful));
        }
        state.setAside(aside);
        SpanProgress after = new SpanProgress(
                span.partition(),
                span.from(),
                next,
                before.read() + chunk.records(),
                before.rows() + chunk.rows() - (aside.size() - chunk.aside().size()),
                before.aside() + aside.size(),
                clock.millis());
        state.reached(after);
        recordsRead.addAndGet(chunk.records());
        return after;
    }

    private static void pause(Duration time) throws InterruptedException {
        if (time.isPositive()) {
            Thread.sleep(time);
        }
    }
}
