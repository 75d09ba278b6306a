package dev.penstock.writer.letters;

import dev.penstock.sink.failure.InsertResult;
import dev.penstock.sink.insert.LetterInserts;
import dev.penstock.sink.letter.LetterEncoder;
import dev.penstock.sink.letter.LetterRow;
import dev.penstock.writer.letters.LettersMetrics.Outcome;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings the letters of one batch into the table of all letters, an insert at a time.
///
/// A letter that ClickHouse refuses goes again without its text. One that it refuses even so is left out, with an
/// alarm, once ClickHouse has taken others or has been asked for long enough. Either way it blocks nobody for ever, and
/// its bytes are in the topic.
///
/// Not thread-safe.
final class LetterSettlement {

    private static final Logger log = LoggerFactory.getLogger(LetterSettlement.class);

    // Inserts that may be spent on finding refused letters. Beyond it, it is not some letters that are bad.
    private static final int MOST_ISOLATIONS = 64;

    // How often a batch of which ClickHouse takes nothing is tried: as a rule it is the table that is bad then, and
    // somebody repairs it.
    private static final int MOST_REFUSALS = 20;

    private final LetterBatch batch;
    private final LetterInserts inserts;
    private final Map<Long, LetterRow> whole;
    private final Deque<List<LetterRow>> blocks = new ArrayDeque<>();
    private final List<LetterRow> refused = new ArrayList<>();

    private int isolations;
    private int refusals;
    private int stored;
    private int reduced;
    private int skipped;

    /// Begins with nothing done.
    ///
    /// @param rows of the batch, in the order of their offsets
    LetterSettlement(LetterBatch batch, List<LetterRow> rows, LetterInserts inserts) {
        this.batch = batch;
        this.inserts = inserts;
        this.whole = rows.stream().collect(Collectors.toMap(LetterRow::offset, Function.identity()));
        blocks.add(List.copyOf(rows));
    }

    /// Tries the next insert. Blocks until ClickHouse has answered, or not in time.
    Step step() {
        List<LetterRow> rows = blocks.peekFirst();
        if (rows == null) {
            return refused.isEmpty() ? new Step.Done() : giveUp();
        }
        return switch (inserts.insert(LetterEncoder.store(batch.topic(), rows))) {
            case InsertResult.Stored done -> {
                blocks.removeFirst();
                stored += rows.size();
                reduced += (int) rows.stream().filter(LetterRow::reduced).count();
                yield new Step.Again();
            }
            case InsertResult.Retry retry -> new Step.Waiting(retry.reason());
            case InsertResult.Schema schema -> new Step.Halted(schema.reason());
            case InsertResult.Halt halt -> new Step.Halted(halt.reason());
            case InsertResult.TooLarge large -> split(rows, large.fitting());
            case InsertResult.Poison poison -> isolate(rows, poison);
        };
    }

    /// Counts what became of the letters, once their place is committed.
    void count(LettersMetrics metrics) {
        metrics.done(Outcome.LOADED, batch.records().size() - reduced - skipped);
        metrics.done(Outcome.REDUCED, reduced);
        metrics.done(Outcome.SKIPPED, skipped);
    }

    private Step isolate(List<LetterRow> rows, InsertResult.Poison poison) {
        if (isolations++ == MOST_ISOLATIONS) {
            isolations = 0;
            return new Step.Halted("too_many_refused_letters");
        }
        if (poison.row().isEmpty() && rows.size() > 1) {
            return split(rows, rows.size() / 2);
        }
        int index = poison.row().orElse(0);
        LetterRow bad = rows.get(index);
        List<LetterRow> others = new ArrayList<>(rows);
        if (bad.reduced()) {
            others.remove(index);
            refused.add(whole.getOrDefault(bad.offset(), bad));
        } else {
            others.set(index, bad.reduced("clickhouse_" + poison.code()));
            log.atWarn()
                    .addKeyValue("partition", bad.partition())
                    .addKeyValue("offset", bad.offset())
                    .addKeyValue("code", poison.code())
                    .log("ClickHouse refuses a dead letter, will load it without its text");
        }
        blocks.removeFirst();
        if (!others.isEmpty()) {
            blocks.addFirst(others);
        }
        return new Step.Again();
    }

    private Step giveUp() {
        if (stored == 0 && refusals++ < MOST_REFUSALS) {
            blocks.add(List.copyOf(refused));
            refused.clear();
            return new Step.Halted("all_letters_refused");
        }
        skipped += refused.size();
        log.atError()
                .addKeyValue("partition", batch.partition())
                .addKeyValue("offset", refused.getFirst().offset())
                .addKeyValue("letters", refused.size())
                .log("dead letters cannot be loaded, left them in their topic");
        refused.clear();
        return new Step.Again();
    }

    private Step split(List<LetterRow> rows, int index) {
        blocks.removeFirst();
        blocks.addFirst(List.copyOf(rows.subList(index, rows.size())));
        blocks.addFirst(List.copyOf(rows.subList(0, index)));
        return new Step.Again();
    }
}
