package dev.penstock.writer.consume;

import dev.penstock.model.topic.TopicId;
import dev.penstock.sink.block.BlockOrigin;
import dev.penstock.writer.batch.Batch;
import dev.penstock.writer.batch.PartitionBuffer;
import dev.penstock.writer.batch.SourceRecord;
import dev.penstock.writer.intent.CommitNote;
import dev.penstock.writer.intent.Intent;
import dev.penstock.writer.intent.PartitionFacts;
import dev.penstock.writer.intent.PartitionFacts.Committed;
import dev.penstock.writer.intent.Recovery;
import dev.penstock.writer.intent.Start;
import dev.penstock.writer.intent.Start.Discard;
import dev.penstock.writer.pressure.PartitionView;
import dev.penstock.writer.pressure.Verified;
import dev.penstock.writer.settle.Outcome;
import dev.penstock.writer.settle.Outcome.Halted;
import dev.penstock.writer.settle.Outcome.Obstacle;
import dev.penstock.writer.settle.Outcome.Settled;
import dev.penstock.writer.settle.Outcome.Waiting;
import dev.penstock.writer.settle.Settlement;
import java.time.Instant;
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
/// the order and makes every settled offset the end of a prefix without holes), and what may be committed: the offset
/// everything is settled before, and beside it the intent of the batch that is under way.
///
/// Not thread-safe: the thread that polls owns it. An attempt runs elsewhere and comes back through its future.
final class PartitionWorker {

    private static final long NOTHING_YET = -1;

    // Rows are made of the record alone; nothing here reads the control topic, so one revision is like another.
    private static final long REVISION = 0;

    private final int partition;
    private final PartitionBuffer buffer;
    private final Function<Settlement, Future<Outcome>> attempts;
    private final RetryPace pace;
    private final WorkerReports reports;
    private final ConsumeMetrics metrics;
    private final InstantSource clock;

    // Null until Kafka has said where the partition begins: nothing is read before.
    private @Nullable TopicId topic;
    private @Nullable TopicId lastSeen;

    // The batch that comes first because it was begun before.
    private @Nullable Intent rebuild;

    private @Nullable Settlement settlement;
    private @Nullable Intent intent;
    private @Nullable Future<Outcome> attempt;
    private long notBefore;
    private int failures;

    // The first offset that is not settled: where reading starts again after an unexpected error.
    private long next = NOTHING_YET;
    private int leaderEpoch = -1;
    private long expected = NOTHING_YET;
    private @Nullable OffsetAndMetadata acknowledged;
    private long storedUncommitted;
    private long deadLetteredUncommitted;

    // Records that were added and are not counted as anything yet.
    private long uncounted;

    private long lastSettledMillis = NOTHING_YET;
    private long recordsRead;
    private long bytesRead;
    private Verified verified = new Verified();

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

    /// Begins, or begins anew, where the group had stopped.
    ///
    /// @return the position to read from
    OffsetAndMetadata start(PartitionFacts facts) {
        Start start = Recovery.decide(facts, Optional.ofNullable(lastSeen));
        reports.started(start);
        metrics.started(start);
        topic = facts.topic();
        lastSeen = facts.topic();
        rebuild = start.rebuild().orElse(null);
        beginAt(start.offset());
        expected = start.offset();
        leaderEpoch = facts.committed()
                .filter(last -> last.offset() == start.offset())
                .map(Committed::leaderEpoch)
                .orElse(-1);
        OffsetAndMetadata position = due(facts.topic());
        // What was discarded must not be found, told and counted again by the next owner.
        acknowledged = start.discarded().isEmpty() && start.broken().isEmpty() ? position : null;
        return position;
    }

    boolean started() {
        return topic != null;
    }

    /// The topic it reads, or null before it has started.
    @Nullable
    TopicId topic() {
        return topic;
    }

    /// Forgets where it was: the topic is another one now. Nothing that is under way is committed any more.
    void restart() {
        abandon();
        settlement = null;
        intent = null;
        rebuild = null;
        topic = null;
        acknowledged = null;
        next = NOTHING_YET;
        buffer.clear();
        giveBackAllBut(storedUncommitted + deadLetteredUncommitted);
        failures = 0;
    }

    void add(SourceRecord record) {
        if (record.offset() != expected) {
            jumped(record.offset() - expected);
        }
        expected = record.offset() + 1;
        buffer.add(record);
        uncounted++;
        recordsRead++;
        bytesRead += record.bytes();
    }

    /// Takes in what the last attempt came to, and cuts the next batch when one is due. Its intent is to be committed
    /// before [#begin].
    void advance(long now, boolean mayInsert) {
        Future<Outcome> running = attempt;
        if (running != null && running.isDone()) {
            attempt = null;
            finish(outcome(running), now);
        }
        TopicId id = topic;
        if (settlement == null && mayInsert && id != null) {
            cut(id, now);
        }
    }

    /// Begins the next attempt when it is due, and never before the batch's intent is committed: whoever reads these
    /// records after a crash must find where the batch ended.
    void begin(long now, boolean mayInsert) {
        Settlement current = settlement;
        if (current != null && attempt == null && mayInsert && committable().isEmpty() && now - notBefore >= 0) {
            attempt = attempts.apply(current);
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
        if (settlement != null) {
            // Its intent may be committed and its rows may be stored: it has to be the same batch again.
            rebuild = intent;
        }
        settlement = null;
        intent = null;
        buffer.clear();
        giveBackAllBut(storedUncommitted + deadLetteredUncommitted);
        failures = 0;
        expected = next;
        return topic == null ? Optional.empty() : Optional.of(next);
    }

    /// What is to be committed, or empty when all that is settled, and what is under way, is.
    Optional<OffsetAndMetadata> committable() {
        TopicId id = topic;
        if (id == null) {
            return Optional.empty();
        }
        OffsetAndMetadata due = due(id);
        return due.equals(acknowledged) ? Optional.empty() : Optional.of(due);
    }

    void committed(OffsetAndMetadata offset) {
        acknowledged = offset;
        metrics.committed(storedUncommitted, deadLetteredUncommitted);
        uncounted -= storedUncommitted + deadLetteredUncommitted;
        storedUncommitted = 0;
        deadLetteredUncommitted = 0;
    }

    /// It is another writer's now.
    void gone() {
        abandon();
        giveBackAllBut(0);
        reports.gone();
    }

    /// Tells whether it has enough: two batches, or the batch that was begun before.
    boolean full() {
        Intent whole = rebuild;
        return whole == null ? buffer.full() : buffer.reaches(whole.end());
    }

    /// Tells whether it still reads the records of a batch that was begun before, and holds all of them meanwhile.
    boolean rebuilding() {
        Intent whole = rebuild;
        return whole != null && !buffer.reaches(whole.end());
    }

    long bytes() {
        Settlement current = settlement;
        return buffer.bytes() + (current == null ? 0 : current.bytes());
    }

    /// What the edges are told of it.
    PartitionView view() {
        return new PartitionView(
                topic,
                partition,
                next,
                oldestMillis(),
                recordsRead == 0 ? 0 : (double) bytesRead / recordsRead,
                verified.from(),
                verified.deadLettered());
    }

    // One commit says both: what is settled, and what is under way from there. So a busy partition has one a batch.
    private OffsetAndMetadata due(TopicId id) {
        Intent current = intent == null ? rebuild : intent;
        String note = current == null ? new CommitNote.Mark(id).text() : current.text();
        // The epoch lets the broker notice a log that was cut off below this offset.
        return new OffsetAndMetadata(next, leaderEpoch < 0 ? Optional.empty() : Optional.of(leaderEpoch), note);
    }

    private void cut(TopicId id, long now) {
        Intent before = rebuild;
        Optional<Batch> batch = before == null ? buffer.cut(now) : buffer.cutAt(before.end());
        if (batch.isEmpty()) {
            return;
        }
        metrics.flushed(batch.get());
        // No rounding afterwards: what the intent says is what the rows have.
        Intent named = before == null
                ? new Intent(batch.get().lastOffset(), Instant.ofEpochMilli(clock.millis()), REVISION, id)
                : before;
        BlockOrigin origin = new BlockOrigin(id, partition, named.at());
        settlement = before == null ? Settlement.first(batch.get(), origin) : Settlement.again(batch.get(), origin);
        intent = named;
        rebuild = null;
        if (next != batch.get().firstOffset()) {
            // Behind a hole in the log, which nobody may take for stored.
            beginAt(batch.get().firstOffset());
        }
        notBefore = now;
    }

    // What is dropped is read again, by this writer or by the next owner: also what is settled and not committed.
    private void giveBackAllBut(long kept) {
        metrics.givenBack(uncounted - kept);
        uncounted = kept;
    }

    private void beginAt(long offset) {
        next = offset;
        verified = new Verified();
        verified.startsAt(offset);
    }

    // Nothing writes to the topic but edges, one record an offset: a hole is what retention took, a step back is a
    // log that was cut.
    private void jumped(long offsets) {
        if (offsets > 0) {
            metrics.lost(offsets);
            reports.lost(offsets);
        }
        if (rebuild != null) {
            Discard why = offsets > 0 ? Discard.BEFORE_LOG : Discard.BEYOND_LOG;
            metrics.discarded(why);
            reports.discarded(why);
            rebuild = null;
        }
    }

    private void finish(Outcome outcome, long now) {
        switch (outcome) {
            case Settled settled -> settled(settled, now);
            case Waiting waiting -> {
                failures += waiting.obstacle().isAttempt() ? 1 : 0;
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
        intent = null;
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
