package dev.penstock.writer.letters;

import dev.penstock.sink.insert.LetterInserts;
import dev.penstock.sink.letter.LetterRow;
import dev.penstock.writer.control.InForce;
import dev.penstock.writer.control.Revisions;
import dev.penstock.writer.insert.Backoff;
import dev.penstock.writer.intent.Intent;
import dev.penstock.writer.letters.LettersMetrics.Failure;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/// A batch on its way: what is next, and when. Waits as long as it takes; nothing is given up because ClickHouse, or
/// the table, is away.
///
/// Not thread-safe. Times are readings of [System#nanoTime].
final class LetterWork {

    // The control topic is here in a moment, as a rule, and worth no line.
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Duration UNREMARKABLE = Duration.ofSeconds(5);

    private final LetterBatch batch;
    private final Tools tools;
    private final long begunAt;

    private @Nullable Reading reading;
    private Stage stage = Stage.READ;
    private int failures;
    private long dueAt;

    LetterWork(LetterBatch batch, Tools tools, long now) {
        this.batch = batch;
        this.tools = tools;
        this.begunAt = now;
        this.dueAt = now;
    }

    LetterBatch batch() {
        return batch;
    }

    Stage stage() {
        return stage;
    }

    boolean due(long now) {
        return now - dueAt >= 0;
    }

    /// How long it has nothing to do.
    Duration untilDue(long now) {
        return Duration.ofNanos(Math.max(0, dueAt - now));
    }

    /// Reads its letters, once it is known what is in force at its revision: for a new batch the newest, for one that
    /// was
    /// begun before the one it was read at then.
    void read(long now) {
        OptionalLong revision = revision(Duration.ofNanos(now - begunAt));
        if (revision.isEmpty()) {
            if (now - begunAt > UNREMARKABLE.toNanos()) {
                tools.state().waiting("control_topic_not_read");
            }
            later(LOOK);
            return;
        }
        InForce inForce = tools.rules().apply(revision.getAsLong());
        List<LetterRow> rows = batch.records().stream()
                .map(record -> tools.reader().read(batch.topic(), record, inForce))
                .toList();
        reading = new Reading(
                revision.getAsLong(),
                new LetterSettlement(batch, rows, tools.inserts()),
                new QuarantineSettlement(batch.topic(), rows, tools.inserts(), inForce.normalizer()::places));
        // The intent of a batch that was begun before is what made it this batch.
        stage = batch.begunBefore() ? Stage.INSERT : Stage.INTENT;
    }

    /// The revision of the control topic whose definitions it was read by.
    long revision() {
        return reading().revision();
    }

    /// Its intent is committed.
    void begun() {
        failures = 0;
        stage = Stage.INSERT;
    }

    /// Kafka did not take a commit.
    void notCommitted(String reason) {
        tools.metrics().failed(Failure.KAFKA);
        tools.state().waiting(reason);
        later(tools.backoff().after(++failures));
    }

    /// Its end is committed.
    void committed() {
        reading().all().count(tools.metrics());
        reading().quarantines().count(tools.metrics());
    }

    /// Tries the next insert. Blocks until ClickHouse has answered, or not in time.
    void insert() {
        if (!tools.schemaSufficient().getAsBoolean()) {
            wait("schema");
            return;
        }
        switch (next()) {
            case Step.Done done -> {
                stage = Stage.COMMIT;
                moved();
            }
            case Step.Again again -> moved();
            case Step.Waiting waiting -> wait(waiting.reason());
            case Step.Halted halted -> {
                tools.metrics().failed(Failure.HALTED);
                tools.state().halted(halted.reason());
                later(tools.haltedBackoff());
            }
        }
    }

    private Step next() {
        Step step = reading().all().step();
        return step instanceof Step.Done ? reading().quarantines().step() : step;
    }

    private OptionalLong revision(Duration waited) {
        OptionalLong current = tools.revisions().current();
        Intent begun = batch.begun();
        if (begun == null || current.isEmpty()) {
            return current;
        }
        return switch (tools.revisions().standing(begun.revision(), waited)) {
            case KNOWN -> OptionalLong.of(begun.revision());
            case AWAITED -> OptionalLong.empty();
            // Of a control topic that is no more. The rows may be others then, and stand for those before.
            case MISSING -> current;
        };
    }

    private Reading reading() {
        return Objects.requireNonNull(reading, "the batch is not read yet");
    }

    private void moved() {
        failures = 0;
        tools.state().loading();
    }

    private void wait(String reason) {
        tools.metrics().failed(Failure.CLICKHOUSE);
        tools.state().waiting(reason);
        later(tools.backoff().after(++failures));
    }

    private void later(Duration pause) {
        dueAt = System.nanoTime() + pause.toNanos();
    }

    /// What is next.
    enum Stage {
        /// To read its letters.
        READ,
        /// To commit where it ends.
        INTENT,
        /// To insert.
        INSERT,
        /// To commit that it is done.
        COMMIT
    }

    /// The letters as rows, and how far these are.
    private record Reading(long revision, LetterSettlement all, QuarantineSettlement quarantines) {}

    /// What every batch is worked on with.
    ///
    /// @param rules what is in force at a revision that is known
    record Tools(
            LetterReader reader,
            Revisions revisions,
            LongFunction<InForce> rules,
            LetterInserts inserts,
            BooleanSupplier schemaSufficient,
            Backoff backoff,
            Duration haltedBackoff,
            LettersState state,
            LettersMetrics metrics) {}
}
