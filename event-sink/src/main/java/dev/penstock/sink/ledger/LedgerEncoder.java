package dev.penstock.sink.ledger;

import dev.penstock.model.ledger.LedgerCount;
import dev.penstock.model.ledger.LedgerRecord;
import dev.penstock.sink.letter.JsonLines;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/// Encodes lines of the ledger as the lines of JSON that one insert sends.
public final class LedgerEncoder {

    /// The table that has every line. People read the view `ledger`.
    public static final String STORE = "ledger_store";

    private LedgerEncoder() {}

    /// Rows as bytes.
    ///
    /// @param rows at least one
    public static LedgerBlock block(List<LedgerRow> rows) {
        JsonLines lines = new JsonLines();
        for (LedgerRow row : rows) {
            lines.beginRow();
            write(lines, row);
            lines.endRow();
        }
        LedgerRow first = rows.getFirst();
        String token = "ledger:" + first.partition() + ":" + first.offset() + "-"
                + rows.getLast().offset() + ":" + Integer.toHexString(lines.fingerprint());
        return new LedgerBlock(lines, rows.size(), token);
    }

    private static void write(JsonLines lines, LedgerRow row) {
        List<LedgerCount> counts = row.line().counts();
        switch (row.line()) {
            case LedgerRecord.EdgeMinute edge -> {
                lines.text("source", "edge");
                lines.text("owner", edge.instance());
                lines.text("epoch", edge.boot());
                lines.number("position", edge.minute().toEpochMilli());
                lines.number("last_position", edge.minute().toEpochMilli());
                lines.truth("closed", edge.closed());
                lines.time("first_minute", edge.minute());
                lines.time("last_minute", edge.minute());
            }
            case LedgerRecord.WriterBatch batch -> {
                lines.text("source", "writer");
                lines.text("owner", batch.topic().toString());
                lines.text("epoch", Integer.toString(batch.partition()));
                lines.number("position", batch.first());
                lines.number("last_position", batch.last());
                lines.truth("closed", true);
                lines.time("first_minute", minute(counts, Comparator.naturalOrder(), row.writtenAt()));
                lines.time("last_minute", minute(counts, Comparator.reverseOrder(), row.writtenAt()));
            }
        }
        lines.time("written_at", row.writtenAt());
        lines.number("ledger_partition", row.partition());
        lines.number("ledger_offset", row.offset());
        lines.texts(
                "organizations", counts.stream().map(LedgerCount::organization).toList());
        lines.texts("streams", counts.stream().map(LedgerCount::stream).toList());
        lines.texts("outcomes", counts.stream().map(LedgerCount::outcome).toList());
        lines.texts("reasons", counts.stream().map(LedgerCount::reason).toList());
        lines.times("minutes", counts.stream().map(LedgerCount::minute).toList());
        lines.numbers("event_counts", counts.stream().map(LedgerCount::events).toList());
        lines.numbers(
                "request_counts", counts.stream().map(LedgerCount::requests).toList());
    }

    private static Instant minute(List<LedgerCount> counts, Comparator<Instant> order, Instant otherwise) {
        return counts.stream().map(LedgerCount::minute).min(order).orElse(otherwise);
    }

    /// Lines as bytes.
    public static final class LedgerBlock {

        private final JsonLines lines;
        private final int rows;
        private final String token;

        private LedgerBlock(JsonLines lines, int rows, String token) {
            this.lines = lines;
            this.rows = rows;
            this.token = token;
        }

        public List<String> columns() {
            return lines.names();
        }

        public int rows() {
            return rows;
        }

        public int length() {
            return lines.length();
        }

        public String token() {
            return token;
        }

        /// The bytes, from the first one each time it is called.
        public InputStream open() {
            return new ByteArrayInputStream(lines.array(), 0, lines.length());
        }
    }
}
