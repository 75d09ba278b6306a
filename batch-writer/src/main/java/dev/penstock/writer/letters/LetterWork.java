package dev.penstock.writer.letters;

import dev.penstock.sink.insert.LetterInserts;
import dev.penstock.sink.letter.LetterRow;
import dev.penstock.writer.insert.Backoff;
import dev.penstock.writer.letters.LettersMetrics.Failure;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/// A batch on its way: what is next, and when. Waits as long as it takes; nothing is given up because ClickHouse, or
/// the table, is away.
///
/// Not thread-safe. Times are readings of [System#nanoTime].
final class LetterWork {

    private final LetterBatch batch;
    private final Tools tools;
    private final LetterSettlement all;
    private final QuarantineSettlement quarantines;

    private Stage stage;
    private int failures;
    private long dueAt;

    LetterWork(LetterBatch batch, Tools tools, long now) {
        this.batch = batch;
        this.tools = tools;
        this.dueAt = now;
        // The intent of a batch that was begun before is what made it this batch.
        this.stage = batch.begunBefore() ? Stage.INSERT : Stage.INTENT;
        List<LetterRow> rows = batch.records().stream()
                .map(record -> tools.reader().read(batch.topic(), record))
                .toList();
        this.all = new LetterSettlement(batch, rows, tools.inserts());
        this.quarantines = new QuarantineSettlement(batch.topic(), rows, tools.inserts(), tools.pointers());
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
        all.count(tools.metrics());
        quarantines.count(tools.metrics());
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
        Step step = all.step();
        return step instanceof Step.Done ? quarantines.step() : step;
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
        /// To commit where it ends.
        INTENT,
        /// To insert.
        INSERT,
        /// To commit that it is done.
        COMMIT
    }

    /// What every batch is worked on with.
    record Tools(
            LetterReader reader,
            ColumnPointers pointers,
            LetterInserts inserts,
            BooleanSupplier schemaSufficient,
            Backoff backoff,
            Duration haltedBackoff,
            LettersState state,
            LettersMetrics metrics) {}
}
