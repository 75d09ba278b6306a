package dev.penstock.sink.letter;

import dev.penstock.model.event.Event;
import dev.penstock.sink.encode.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which columns of a quarantine table a letter has something for.
///
/// Such a table has the columns of its stream as nullable text, what the edge knew of the event, the record it came in,
/// and what is wrong in `c__error_column` and `c__error`, as Tinybird calls them ([dev.penstock.sink.table]). Somebody
/// may have added some and left out others. No stream can have a column with one of the names known here.
final class QuarantineLayout {

    private static final Set<String> TEXT =
            Set.of("String", "Nullable(String)", "LowCardinality(String)", "LowCardinality(Nullable(String))");

    private static final Map<String, Common> COMMON = Map.ofEntries(
            Map.entry(
                    "org_id",
                    ofEvent((lines, name, event) -> lines.text(name, event.org().value()))),
            Map.entry("stream", (lines, name, row) -> lines.text(name, stream(row))),
            Map.entry("event_name", ofEvent((lines, name, event) -> lines.text(name, event.name()))),
            Map.entry(
                    "event_id",
                    ofEvent((lines, name, event) -> lines.text(name, event.id().toString()))),
            Map.entry("timestamp", ofEvent((lines, name, event) -> lines.time(name, event.timestamp()))),
            Map.entry("received_at", ofEvent((lines, name, event) -> lines.time(name, event.receivedAt()))),
            Map.entry("trace_id", ofEvent((lines, name, event) -> lines.text(name, event.traceId()))),
            Map.entry("request_id", ofEvent((lines, name, event) -> lines.text(name, event.requestId()))),
            Map.entry("user_agent", ofEvent((lines, name, event) -> lines.text(name, event.userAgent()))),
            Map.entry(
                    "payload", (lines, name, row) -> lines.bytes(name, row.row().payload())),
            Map.entry(
                    "definition_version",
                    (lines, name, row) -> lines.number(name, row.row().letter().definitionVersion())),
            Map.entry("kafka_topic_id", QuarantineLayout::topicId),
            Map.entry("kafka_partition", QuarantineLayout::partition),
            Map.entry("kafka_offset", QuarantineLayout::offset),
            Map.entry("c__error_column", (lines, name, row) -> lines.texts(name, LetterEncoder.columns(row.row()))),
            Map.entry("c__error", (lines, name, row) -> lines.texts(name, LetterEncoder.errors(row.row()))),
            // What came in one request is what Tinybird calls an import.
            Map.entry("c__import_id", ofEvent((lines, name, event) -> lines.text(name, event.requestId()))),
            Map.entry("insertion_date", QuarantineLayout::seenAt),
            Map.entry("ingested_at", QuarantineLayout::seenAt));

    private final List<ColumnWriter> writers;

    private QuarantineLayout(List<ColumnWriter> writers) {
        this.writers = List.copyOf(writers);
    }

    static QuarantineLayout of(List<Column> columns) {
        List<ColumnWriter> writers = new ArrayList<>();
        for (Column column : columns) {
            String name = column.name();
            @Nullable Common common = COMMON.get(name);
            if (common != null) {
                writers.add((lines, row) -> common.write(lines, name, row));
            } else if (TEXT.contains(column.type())) {
                writers.add((lines, row) -> {
                    String text = row.texts().get(name);
                    if (text != null) {
                        lines.text(name, text);
                    }
                });
            }
        }
        return new QuarantineLayout(writers);
    }

    void write(JsonLines lines, QuarantineRow row) {
        for (ColumnWriter writer : writers) {
            writer.write(lines, row);
        }
    }

    private static Common ofEvent(OfEvent part) {
        return (lines, name, row) -> part.write(lines, name, row.event());
    }

    private static String stream(QuarantineRow row) {
        return row.event().stream().value();
    }

    private static void topicId(JsonLines lines, String name, QuarantineRow row) {
        lines.text(name, row.row().letter().source().topic().toString());
    }

    private static void partition(JsonLines lines, String name, QuarantineRow row) {
        lines.number(name, row.row().letter().source().partition());
    }

    private static void offset(JsonLines lines, String name, QuarantineRow row) {
        lines.number(name, row.row().letter().source().offset());
    }

    private static void seenAt(JsonLines lines, String name, QuarantineRow row) {
        lines.time(name, row.row().seenAt());
    }

    /// Writes one column, under the name it has in the table.
    private interface Common {

        void write(JsonLines lines, String name, QuarantineRow row);
    }

    private interface OfEvent {

        void write(JsonLines lines, String name, Event event);
    }

    private interface ColumnWriter {

        void write(JsonLines lines, QuarantineRow row);
    }
}
