package dev.penstock.writer.letters;

import dev.penstock.model.event.Event;
import dev.penstock.model.stream.StreamName;
import dev.penstock.model.topic.TopicId;
import dev.penstock.normalize.json.JsonPointer;
import dev.penstock.sink.encode.Column;
import dev.penstock.sink.failure.InsertResult;
import dev.penstock.sink.insert.LetterInserts;
import dev.penstock.sink.insert.Quarantines;
import dev.penstock.sink.letter.LetterEncoder;
import dev.penstock.sink.letter.LetterRow;
import dev.penstock.sink.letter.QuarantineRow;
import dev.penstock.writer.letters.LettersMetrics.Quarantined;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings the letters of one batch into the quarantine tables of their streams, those that have one, an insert at a
/// time. Comes after the table of all letters, which has what is needed to make these rows again.
///
/// A table that refuses keeps nobody else's letters waiting: its rows are left out, with an alarm.
///
/// Not thread-safe.
final class QuarantineSettlement {

    private static final Logger log = LoggerFactory.getLogger(QuarantineSettlement.class);

    private static final int MOST_ISOLATIONS = 64;

    private final TopicId topic;
    private final List<LetterRow> rows;
    private final LetterInserts inserts;
    private final Function<StreamName, Map<String, JsonPointer>> places;
    private final Deque<Block> blocks = new ArrayDeque<>();

    private boolean looked;
    private int isolations;
    private int stored;
    private int refused;

    /// @param places where in an event each column of its stream has its value
    QuarantineSettlement(
            TopicId topic,
            List<LetterRow> rows,
            LetterInserts inserts,
            Function<StreamName, Map<String, JsonPointer>> places) {
        this.topic = topic;
        this.rows = rows;
        this.inserts = inserts;
        this.places = places;
    }

    /// Looks which tables there are, then tries one insert each time. Blocks until ClickHouse has answered, or not in
    /// time.
    Step step() {
        if (!looked) {
            return look();
        }
        Block block = blocks.peekFirst();
        if (block == null) {
            return new Step.Done();
        }
        InsertResult result =
                inserts.insert(LetterEncoder.quarantine(topic, block.table(), block.columns(), block.rows()));
        return switch (result) {
            case InsertResult.Stored done -> {
                blocks.removeFirst();
                stored += block.rows().size();
                yield new Step.Again();
            }
            case InsertResult.Retry retry -> new Step.Waiting(retry.reason());
            case InsertResult.Schema schema -> refuse(block, block.rows().size(), schema.reason());
            case InsertResult.Halt halt -> refuse(block, block.rows().size(), halt.reason());
            case InsertResult.TooLarge large -> refuse(block, block.rows().size(), "too_large");
            case InsertResult.Poison poison -> refuseSome(block, poison);
        };
    }

    /// Counts what became of the rows, once the place of their letters is committed.
    void count(LettersMetrics metrics) {
        metrics.quarantined(Quarantined.STORED, stored);
        metrics.quarantined(Quarantined.REFUSED, refused);
    }

    private Step look() {
        boolean any = rows.stream().anyMatch(row -> row.event() != null);
        if (any) {
            switch (inserts.quarantines()) {
                case Quarantines.Found found -> gather(found.tables());
                case Quarantines.Unknown unknown -> {
                    return unknown.why() instanceof InsertResult.Retry retry
                            ? new Step.Waiting(retry.reason())
                            : new Step.Halted("quarantine_tables_unknown");
                }
            }
        }
        looked = true;
        return new Step.Again();
    }

    private void gather(Map<String, List<Column>> tables) {
        Map<String, List<QuarantineRow>> byTable = new LinkedHashMap<>();
        for (LetterRow row : rows) {
            Event event = row.event();
            if (event == null) {
                continue;
            }
            String table = event.stream().value() + LetterEncoder.QUARANTINE;
            if (tables.containsKey(table)) {
                byTable.computeIfAbsent(table, absent -> new ArrayList<>())
                        .add(new QuarantineRow(row, PayloadTexts.of(row.payload(), places.apply(event.stream()))));
            }
        }
        byTable.forEach((table, some) -> {
            @Nullable List<Column> columns = tables.get(table);
            if (columns != null) {
                blocks.add(new Block(table, columns, some));
            }
        });
    }

    private Step refuse(Block block, int count, String reason) {
        blocks.removeFirst();
        refused += count;
        log.atError()
                .addKeyValue("table", block.table())
                .addKeyValue("letters", count)
                .addKeyValue("reason", reason)
                .log("a quarantine table refuses letters, they are in dead_letters alone");
        return new Step.Again();
    }

    // The rest is tried again, under another token. A table that refuses one after the other gets none of them.
    private Step refuseSome(Block block, InsertResult.Poison poison) {
        String reason = "clickhouse_" + poison.code();
        int size = block.rows().size();
        if (size == 1 || isolations++ >= MOST_ISOLATIONS) {
            return refuse(block, size, reason);
        }
        blocks.removeFirst();
        if (poison.row().isPresent()) {
            int index = poison.row().getAsInt();
            List<QuarantineRow> others = new ArrayList<>(block.rows());
            QuarantineRow bad = others.remove(index);
            blocks.addFirst(block.with(others));
            blocks.addFirst(block.with(List.of(bad)));
            return refuse(block.with(List.of(bad)), 1, reason);
        }
        blocks.addFirst(block.with(block.rows().subList(size / 2, size)));
        blocks.addFirst(block.with(block.rows().subList(0, size / 2)));
        return new Step.Again();
    }

    /// Rows for one table.
    private record Block(String table, List<Column> columns, List<QuarantineRow> rows) {

        Block {
            rows = List.copyOf(rows);
        }

        Block with(List<QuarantineRow> others) {
            return new Block(table, columns, others);
        }
    }
}
