package dev.penstock.writer.consume;

import dev.penstock.model.topic.TopicId;
import dev.penstock.sink.block.BlockOrigin;
import dev.penstock.writer.batch.Batch;
import dev.penstock.writer.batch.PartitionBuffer;
import dev.penstock.writer.batch.SourceRecord;
import dev.penstock.writer.pressure.PartitionView;
import dev.penstock.writer.pressure.Verified;
import dev.penstock.writer.settle.Outcome;
import dev.penstock.writer.settle.Outcome.Halted;
import dev.penstock.writer.settle.Outcome.Obstacle;
import dev.penstock.writer.settle.Outcome.Settled;
import dev.penstock.writer.settle.Outcome.Waiting;
import dev.penstock.writer.settle.Settlement;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.jspecify.annotations.Nullable;

/// One partition while this writer has it: what waits, the batch that is being settled (at most one, which keeps
/// the order and makes every settled offset the end of a prefix without holes), and what may be committed.
///
/// Not thread-safe: the thread that polls owns it. An attempt runs elsewhere and comes back through its future.
final class PartitionWorker {

    private static final long NOTHING_YET = -1;

    private final int partition;
    private final PartitionBuffer buffer;
    private final Function<Settlement, Future<Outcome>> attempts;
    private final RetryPace pace;
    private final WorkerReports reports;
    private final ConsumeMetrics metrics;
    private final InstantSource clock;

    private @Nullable Settlement settlement;
    private @Nullable Future<Outcome> attempt;
    private long notBefore;
    private int failures;

    // The first offset that is not settled: where reading starts again after an unexpected error.
    private long next = NOTHING_YET;
    private int leaderEpoch = -1;
    private long committed = NOTHING_YET;
    private long storedUncommitted;
    private long deadLetteredUncommitted;

    private long lastSettledMillis = NOTHING_YET;
    private long recordsRead;
    private long bytesRead;
    private final Verified verified = new Verified();

    PartitionWorker(
            int partition,
            PartitionBuffer buffer,
            Function<Settlement, Future<Outcome>> attempts,
            RetryPace pace,
            WorkerReports reports,
            ConsumeMetrics metrics,
            InstantSource clock) {
        this.partition = partition;
        this.buffer = buffer;
        this.attempts = attempts;
        this.pace = pace;
        this.reports = reports;
        this.metrics = metrics;
        this.clock = clock;
    }

    /// Says which record is the first to come; only the first call counts.
    void startsAt(long offset) {
        if (next == NOTHING_YET) {
            next = offset;
            committed = offset;
            verified.startsAt(offset);
        }
    }

    void add(SourceRecord record) {
        buffer.add(record);
        recordsRead++;
        bytesRead += record.bytes();
    }

    /// Takes in what the last attempt came to, and begins the next one when it is due.
    ///
    /// @param topic null while nothing may be inserted
    void advance(long now, @Nullable TopicId topic) {
        Future<Outcome> running = attempt;
        if (running != null && running.isDone()) {
            attempt = null;
            finish(outcome(running), now);
        }
        if (attempt != null || topic == null) {
            return;
        }
        if (settlement == null) {
            Optional<Batch> batch = buffer.cut(now);
            if (batch.isEmpty()) {
                return;
            }
            metrics.flushed(batch.get());
            settlement = new Settlement(batch.get(), new BlockOrigin(topic, partition, clock.instant()));
            notBefore = now;
        }
        if (now - notBefore >= 0) {
            attempt = attempts.apply(settlement);
        }
    }

    /// Waits for the running attempt, if there is one, and takes in what it came to.
    ///
    /// @param deadline a reading of [System#nanoTime]; an attempt that is not back by then is abandoned
    void drain(long deadline) {
        Future<Outcome> running = attempt;
        if (running == null) {
            return;
        }
        try {
            running.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            attempt = null;
            finish(outcome(running), System.nanoTime());
        } catch (TimeoutException e) {
            abandon();
        } catch (ExecutionException e) {
            attempt = null;
            reports.defect(e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            abandon();
        }
    }

    /// Drops everything that is not settled.
    ///
    /// @return where reading has to start again, or empty when nothing was read
    Optional<Long> rewind() {
        abandon();
        settlement = null;
        buffer.clear();
        failures = 0;
        return next == NOTHING_YET ? Optional.empty() : Optional.of(next);
    }

    /// What is to be committed, or empty when all that is settled is.
    Optional<OffsetAndMetadata> committable() {
        if (next == committed) {
            return Optional.empty();
        }
        // The epoch lets the broker notice a log that was cut off below this offset.
        Optional<Integer> epoch = leaderEpoch < 0 ? Optional.empty() : Optional.of(leaderEpoch);
        return Optional.of(new OffsetAndMetadata(next, epoch, ""));
    }

    void committed(long offset) {
        committed = offset;
        metrics.committed(storedUncommitted, deadLetteredUncommitted);
        storedUncommitted = 0;
        deadLetteredUncommitted = 0;
    }

    /// It is another writer's now.
    void gone() {
        abandon();
        reports.gone();
    }

    boolean full() {
        return buffer.full();
    }

    long bytes() {
        Settlement current = settlement;
        return buffer.bytes() + (current == null ? 0 : current.bytes());
    }

    /// What the edges are told of it.
    PartitionView view(@Nullable TopicId topic) {
        return new PartitionView(
                topic,
                partition,
                next,
                oldestMillis(),
                recordsRead == 0 ? 0 : (double) bytesRead / recordsRead,
                verified.from(),
                verified.deadLettered());
    }

    private void finish(Outcome outcome, long now) {
        switch (outcome) {
            case Settled settled -> settled(settled, now);
            case Waiting waiting -> {
                failures += waiting.obstacle() == Obstacle.BREAKER ? 0 : 1;
                notBefore = now + pace.after(waiting.obstacle(), failures).toNanos();
                reports.waiting(waiting);
            }
            case Halted halted -> {
                notBefore = now + pace.halted().toNanos();
                reports.halted(halted);
            }
        }
    }

    private void settled(Settled settled, long now) {
        Settlement done = settlement;
        if (done == null) {
            return;
        }
        settlement = null;
        failures = 0;
        next = settled.through() + 1;
        leaderEpoch = settled.leaderEpoch();
        storedUncommitted += settled.stored();
        deadLetteredUncommitted += settled.deadLetters();
        verified.settled(settled.through(), settled.deadLettered(), now);
        lastSettledMillis = done.batch().records().getLast().timestampMillis();
        buffer.putBack(done.batch().after(settled.through()));
        reports.moving();
    }

    private Outcome outcome(Future<Outcome> done) {
        try {
            return done.get();
        } catch (ExecutionException e) {
            reports.defect(e.getCause() == null ? e : e.getCause());
            startOver();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return new Waiting(Obstacle.DEFECT, "unexpected_error");
    }

    // What broke in the middle may have left anything behind. Rows that are stored already are known by their token.
    private void startOver() {
        Settlement broken = settlement;
        if (broken != null) {
            settlement = broken.anew();
        }
    }

    private void abandon() {
        Future<Outcome> running = attempt;
        if (running != null && !running.isDone()) {
            metrics.abandoned();
            // One that has not begun never will: it would hold its records while others wait for a thread. One that
            // runs goes on to its end, whatever it comes to.
            running.cancel(false);
        }
        attempt = null;
    }

    private long oldestMillis() {
        Settlement current = settlement;
        if (current != null) {
            return current.batch().records().getFirst().timestampMillis();
        }
        return buffer.oldest().map(SourceRecord::timestampMillis).orElse(lastSettledMillis);
    }
}
