package dev.penstock.sink.letter;

import dev.penstock.model.deadletter.DeadLetter;
import dev.penstock.model.deadletter.DeadLetterMisfit;
import dev.penstock.model.event.Event;
import dev.penstock.model.topic.TopicId;
import dev.penstock.sink.block.InsertToken;
import dev.penstock.sink.encode.Column;
import java.util.List;

/// Encodes letters of one partition of the topic `dead-letters`. The same letters give the same bytes and the same
/// token.
public final class LetterEncoder {

    /// The table that has every letter. People read its view.
    public static final String STORE = "dead_letters_store";

    /// What the name of a stream's own table for them ends in.
    public static final String QUARANTINE = "_quarantine";

    private LetterEncoder() {}

    /// The rows for [#STORE].
    ///
    /// @param topic the id of the topic `dead-letters`
    /// @param rows at least one, in the order of their offsets
    public static LetterBlock store(TopicId topic, List<LetterRow> rows) {
        JsonLines lines = new JsonLines();
        for (LetterRow row : rows) {
            lines.beginRow();
            write(lines, row);
            lines.endRow();
        }
        return block(STORE, topic, rows.getFirst(), rows.getLast(), rows.size(), lines);
    }

    /// The rows for the quarantine of their stream.
    ///
    /// @param rows at least one, of one stream, in the order of their offsets
    /// @param columns of the table as they are; one we know nothing of takes its default
    public static LetterBlock quarantine(TopicId topic, String table, List<Column> columns, List<QuarantineRow> rows) {
        QuarantineLayout layout = QuarantineLayout.of(columns);
        JsonLines lines = new JsonLines();
        for (QuarantineRow row : rows) {
            lines.beginRow();
            layout.write(lines, row);
            lines.endRow();
        }
        return block(table, topic, rows.getFirst().row(), rows.getLast().row(), rows.size(), lines);
    }

    /// What is wrong with it, one sentence for each column of [#columns].
    static List<String> errors(LetterRow row) {
        DeadLetter letter = row.letter();
        if (row.reduced() || letter.misfits().isEmpty()) {
            String detail = letter.detail().isEmpty() ? expected(letter.expected(), letter.actual()) : letter.detail();
            return List.of(error(letter.cause(), detail));
        }
        return letter.misfits().stream()
                .map(misfit -> error(misfit.cause(), expected(misfit.expected(), misfit.actual())))
                .toList();
    }

    /// The columns that could not take it.
    static List<String> columns(LetterRow row) {
        DeadLetter letter = row.letter();
        if (row.reduced() || letter.misfits().isEmpty()) {
            return List.of(letter.column());
        }
        return letter.misfits().stream().map(DeadLetterMisfit::column).toList();
    }

    private static String error(String cause, String detail) {
        return detail.isEmpty() ? cause : cause + ": " + detail;
    }

    private static String expected(String expected, String actual) {
        if (expected.isEmpty()) {
            return "";
        }
        return "expected " + expected + (actual.isEmpty() ? "" : ", was given " + actual);
    }

    private static void write(JsonLines lines, LetterRow row) {
        DeadLetter letter = row.letter();
        Event event = row.event();
        boolean full = !row.reduced();
        lines.text("org_id", event == null ? "" : event.org().value());
        lines.text(
                "stream",
                letter.stream().isEmpty() && event != null ? event.stream().value() : letter.stream());
        if (event == null) {
            lines.nothing("event_id");
            lines.nothing("timestamp");
            lines.nothing("received_at");
        } else {
            lines.text("event_id", event.id().toString());
            lines.time("timestamp", event.timestamp());
            lines.time("received_at", event.receivedAt());
            lines.text("key_id", event.keyId().value());
            lines.text("event_name", full ? event.name() : "");
            lines.text("trace_id", full ? event.traceId() : "");
            lines.text("request_id", full ? event.requestId() : "");
            lines.text("sdk", full ? event.sdk() : "");
        }
        lines.text("cause", letter.cause());
        lines.text("column_name", letter.column());
        lines.text("expected", letter.expected());
        lines.text("actual", letter.actual());
        lines.text("detail", letter.detail());
        lines.texts("misfit_columns", columns(row));
        lines.texts("misfit_errors", errors(row));
        lines.text("fingerprint", row.fingerprint());
        lines.text("state", "open");
        lines.number("definition_version", letter.definitionVersion());
        lines.number("attempt", letter.attempt());
        lines.text("writer_version", letter.writerVersion());
        lines.time("first_seen", row.firstSeen());
        lines.time("last_seen", row.seenAt());
        lines.bytes("payload", row.payload());
        lines.truth("payload_redacted", row.redacted());
        lines.bytes("record_value", row.value());
        lines.text("source_topic_id", letter.source().topic().toString());
        lines.number("source_partition", letter.source().partition());
        lines.number("source_offset", letter.source().offset());
        lines.number("letter_partition", row.partition());
        lines.number("letter_offset", row.offset());
        lines.number("version", version(row));
    }

    // The newest letter of a record wins. Its place in the topic would not tell: a topic made anew begins at 0. One
    // more is left free for the mark that it is superseded.
    private static long version(LetterRow row) {
        return 2 * Math.max(0, row.seenAt().toEpochMilli());
    }

    private static LetterBlock block(
            String table, TopicId topic, LetterRow first, LetterRow last, int rows, JsonLines lines) {
        InsertToken token =
                new InsertToken(topic, first.partition(), first.offset(), last.offset(), rows, lines.fingerprint());
        return new LetterBlock(table, lines.names(), rows, lines.array(), lines.length(), token);
    }
}
