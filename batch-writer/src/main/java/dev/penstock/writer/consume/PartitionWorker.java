package dev.penstock.writer.consume;

import dev.penstock.model.topic.TopicId;
import dev.penstock.sink.block.BlockOrigin;
import dev.penstock.writer.batch.Batch;
import dev.penstock.writer.batch.PartitionBuffer;
import dev.penstock.writer.batch.SourceRecord;
import dev.penstock.writer.control.Revisions;
import dev.penstock.writer.fuse.Halting;
import dev.penstock.writer.intent.CommitNote;
import dev.penstock.writer.intent.Intent;
import dev.penstock.writer.intent.PartitionFacts;
import dev.penstock.writer.intent.PartitionFacts.Committed;
import dev.penstock.writer.intent.Recovery;
import dev.penstock.writer.intent.Start;
import dev.penstock.writer.intent.Start.Discard;
import dev.penstock.writer.pressure.PartitionView;
import dev.penstock.writer.settle.Outcome;
import dev.penstock.writer.settle.Outcome.Blown;
import dev.penstock.writer.settle.Outcome.Halted;
import dev.penstock.writer.settle.Outcome.Obstacle;
import dev.penstock.writer.settle.Outcome.Settled;
import dev.penstock.writer.settle.Outcome.Undecided;
import dev.penstock.writer.settle.Outcome.Waiting;
import dev.penstock.writer.settle.Settlement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.jspecify.annotations.Nullable;

/// One partition while this writer has it: what waits, the batch that is being settled (at most one, which keeps
/// the order and makes every settled offset the end of a prefix without holes), and what may be committed: the offset
/// everything is settled before, and beside it the intent of the batch that is under way.
///
/// Not thread-safe: the thread that polls owns it. An attempt runs elsewhere and comes back through its future.
final class PartitionWorker {

    private final int partition;
    private final PartitionBuffer buffer;
    private final RunningAttempt attempt;
    private final NextAttempt next;
    private final RevisionWait revisionWait;
    private final StreamWait streamWait;
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

    private final Intake intake = new Intake();
    private final OpenRecords records;
    private final Position position;

    PartitionWorker(
            int partition,
            PartitionBuffer buffer,
            Function<Settlement, Future<Outcome>> attempts,
            RetryPace pace,
            Revisions revisions,
            Halting halting,
            WorkerReports reports,
            ConsumeMetrics metrics,
            InstantSource clock) {
        this.partition = partition;
        this.buffer = buffer;
        this.attempt = new RunningAttempt(attempts, metrics);
        this.next = new NextAttempt(pace);
        this.revisionWait = new RevisionWait(revisions, reports);
        this.streamWait = new StreamWait(partition, revisions, halting, reports, metrics);
        this.reports = reports;
        this.metrics = metrics;
        this.records = new OpenRecords(metrics);
        this.position = new Position(records);
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
        intake.expect(start.offset());
        position.beginAt(
                start.offset(),
                facts.committed()
                        .filter(last -> last.offset() == start.offset())
                        .map(Committed::leaderEpoch)
                        .orElse(-1));
        OffsetAndMetadata due = due(facts.topic());
        // What was discarded must not be found, told and counted again by the next owner.
        position.found(start.discarded().isEmpty() && start.broken().isEmpty() ? due : null);
        return due;
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
        drop();
        rebuild = null;
        topic = null;
        position.forget();
        revisionWait.forget();
    }

    /// Takes a record over.
    ///
    /// @param fromRevision the revision of the control topic before which it may not be read, if there is one
    void add(SourceRecord record, OptionalLong fromRevision) {
        long jumped = intake.take(record);
        if (jumped != 0) {
            jumped(jumped);
        }
        buffer.add(record);
        records.take();
        fromRevision.ifPresent(revisionWait::require);
    }

    /// Takes in what the last attempt came to, and cuts the next batch when one is due. Its intent is to be committed
    /// before [#begin].
    void advance(long now, boolean mayInsert) {
        takeIn(now);
        TopicId id = topic;
        if (id == null) {
            return;
        }
        if (settlement == null && mayInsert) {
            cut(id, now);
        } else {
            moveOn(id, now);
        }
    }

    /// Begins the next attempt when it is due, and never before the batch's intent is committed: whoever reads these
    /// records after a crash must find where the batch ended.
    void begin(long now, boolean mayInsert) {
        Settlement current = settlement;
        boolean due = !streamWait.isWaiting() && !attempt.isRunning() && next.isDue(now);
        if (current != null && due && mayInsert && committable().isEmpty()) {
            attempt.begin(current);
        }
    }

    /// Waits for the running attempt, if there is one, and takes in what it came to.
    ///
    /// @param deadline a reading of [System#nanoTime]; an attempt that is not back by then is abandoned
    void drain(long deadline) {
        try {
            attempt.await(deadline).ifPresent(outcome -> finish(outcome, System.nanoTime()));
        } catch (ExecutionException e) {
            reports.defect(e.getCause() == null ? e : e.getCause());
        }
    }

    /// Drops everything that is not settled.
    ///
    /// @return where reading has to start again, or empty when nothing was read
    Optional<Long> rewind() {
        if (settlement != null) {
            // Its intent may be committed and its rows may be stored: it has to be the same batch again.
            rebuild = intent;
        }
        drop();
        intake.expect(position.next());
        return topic == null ? Optional.empty() : Optional.of(position.next());
    }

    /// What is to be committed, or empty when all that is settled, and what is under way, is.
    Optional<OffsetAndMetadata> committable() {
        TopicId id = topic;
        if (id == null) {
            return Optional.empty();
        }
        OffsetAndMetadata due = due(id);
        return position.isCommitted(due) ? Optional.empty() : Optional.of(due);
    }

    void committed(OffsetAndMetadata offset) {
        position.committed(offset);
    }

    /// It is another writer's now.
    void gone() {
        attempt.abandon();
        records.dropAll();
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
                position.next(),
                oldestMillis(),
                intake.bytesPerRecord(),
                position.verified().from(),
                position.verified().deadLettered(),
                position.verified().parked());
    }

    // One commit says both: what is settled, and what is under way from there. So a busy partition has one a batch.
    private OffsetAndMetadata due(TopicId id) {
        Intent current = intent == null ? rebuild : intent;
        return position.with(current == null ? new CommitNote.Mark(id).text() : current.text());
    }

    private void drop() {
        attempt.abandon();
        settlement = null;
        intent = null;
        streamWait.forget();
        buffer.clear();
        records.drop();
        next.forgetFailures();
    }

    private void cut(TopicId id, long now) {
        Intent before = rebuild;
        OptionalLong revision = before == null ? revisionOfTheNext(now) : revisionOf(before, now);
        if (revision.isEmpty()) {
            return;
        }
        Optional<Batch> batch = before == null ? buffer.cut(now) : buffer.cutAt(before.end());
        if (batch.isEmpty()) {
            return;
        }
        metrics.flushed(batch.get());
        // No rounding afterwards: what the intent says is what the rows have.
        Intent named = before == null
                ? new Intent(batch.get().lastOffset(), Instant.ofEpochMilli(clock.millis()), revision.getAsLong(), id)
                : before;
        BlockOrigin origin = new BlockOrigin(id, partition, named.at());
        settlement = before == null
                ? Settlement.first(batch.get(), origin, named.revision())
                : Settlement.again(batch.get(), origin, named.revision());
        intent = named;
        rebuild = null;
        if (position.next() != batch.get().firstOffset()) {
            position.jumpTo(batch.get().firstOffset());
        }
        next.atOnce(now);
    }

    private OptionalLong revisionOfTheNext(long now) {
        return buffer.oldest().isEmpty() ? OptionalLong.empty() : revisionWait.next(now);
    }

    private OptionalLong revisionOf(Intent before, long now) {
        if (!buffer.reaches(before.end())) {
            return OptionalLong.empty();
        }
        return switch (revisionWait.standing(before.revision(), now)) {
            case KNOWN -> OptionalLong.of(before.revision());
            case AWAITED -> OptionalLong.empty();
            case MISSING -> {
                discard(Discard.UNKNOWN_REVISION);
                yield OptionalLong.empty();
            }
        };
    }

    // Once more is said of the streams that held it up, the same records are read at the revision that says it. The new
    // intent is committed before anything is done by it.
    private void moveOn(TopicId id, long now) {
        Settlement current = settlement;
        Intent before = intent;
        if (current == null || before == null) {
            return;
        }
        streamWait.over(before).ifPresent(revision -> {
            intent = new Intent(before.end(), before.at(), revision, id);
            settlement = current.movedTo(revision);
            streamWait.forget();
            next.forgetFailures();
            next.atOnce(now);
            reports.moved(before.revision(), revision);
        });
    }

    // Nothing writes to the topic but edges, one record an offset: a hole is what retention took, a step back is a
    // log that was cut.
    private void jumped(long offsets) {
        if (offsets > 0) {
            metrics.lost(offsets);
            reports.lost(offsets);
        }
        if (rebuild != null) {
            discard(offsets > 0 ? Discard.BEFORE_LOG : Discard.BEYOND_LOG);
        }
    }

    private void discard(Discard why) {
        metrics.discarded(why);
        reports.discarded(why);
        rebuild = null;
    }

    private void takeIn(long now) {
        try {
            attempt.result().ifPresent(outcome -> finish(outcome, now));
        } catch (ExecutionException e) {
            reports.defect(e.getCause() == null ? e : e.getCause());
            startOver();
            finish(new Waiting(Obstacle.DEFECT, "unexpected_error"), now);
        }
    }

    private void finish(Outcome outcome, long now) {
        switch (outcome) {
            case Settled settled -> settled(settled, now);
            case Waiting waiting -> {
                next.after(waiting, now);
                reports.waiting(waiting);
            }
            case Halted halted -> {
                next.afterHalt(now);
                reports.halted(halted);
            }
            case Blown blown -> {
                if (intent != null) {
                    streamWait.begin(blown, position.next(), intent);
                }
            }
            case Undecided undecided -> streamWait.begin(undecided);
        }
    }

    private void settled(Settled settled, long now) {
        Settlement done = settlement;
        if (done == null) {
            return;
        }
        settlement = null;
        intent = null;
        next.forgetFailures();
        position.settled(settled, done.batch().records().getLast().timestampMillis(), now);
        buffer.putBack(done.batch().after(settled.through()));
        reports.moving();
    }

    // What broke in the middle may have left anything behind. Rows that are stored already are known by their token.
    private void startOver() {
        Settlement broken = settlement;
        if (broken != null) {
            settlement = broken.anew();
        }
    }

    private long oldestMillis() {
        Settlement current = settlement;
        if (current != null) {
            return current.batch().records().getFirst().timestampMillis();
        }
        return buffer.oldest().map(SourceRecord::timestampMillis).orElse(position.lastMillis());
    }
}
