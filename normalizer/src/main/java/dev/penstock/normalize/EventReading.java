package dev.penstock.normalize;

import dev.penstock.model.deadletter.DeadLetterCause;
import dev.penstock.model.event.Payload;
import dev.penstock.normalize.definition.ColumnRule;
import dev.penstock.normalize.definition.Rules;
import dev.penstock.normalize.json.JsonReader;
import dev.penstock.normalize.json.JsonValue;
import dev.penstock.normalize.json.JsonValue.JsonObject;
import dev.penstock.normalize.json.JsonValue.Member;
import dev.penstock.normalize.json.MalformedJsonException;
import dev.penstock.normalize.schema.EventSchema;
import dev.penstock.normalize.schema.SchemaMode;
import dev.penstock.normalize.schema.Violation;
import dev.penstock.normalize.type.UnfitValueException;
import dev.penstock.normalize.type.ValueReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the rules of a definition make of one payload.
///
/// The schema is asked about the event as it was sent; columns, and what is stored, have no personal data any more.
final class EventReading {

    // The whole event, where a misfit names a column.
    private static final String PAYLOAD = "payload";

    // Of 1,024 bytes of UTF-8, 256 characters are whole.
    private static final int BYTES_OF_A_QUOTE = 1_024;

    private final Rules rules;
    private final List<Misfit> misfits = new ArrayList<>();
    private final List<Misfit> tolerated = new ArrayList<>();

    private Payload stored;
    private List<@Nullable Object> values = List.of();

    /// @param payload as it was sent
    EventReading(Rules rules, Payload payload) {
        this.rules = rules;
        this.stored = payload;
        try {
            read(payload, JsonReader.read(payload));
        } catch (MalformedJsonException e) {
            // No edge lets it through. It is not quoted: who knows what is personal in it.
            misfits.add(new Misfit(
                    DeadLetterCause.MALFORMED_RECORD,
                    PAYLOAD,
                    "JSON that can be read in one way only",
                    "bytes of which " + e.getMessage()));
        }
    }

    /// What is stored of the event; the payload itself when it has a misfit of its own.
    Payload stored() {
        return stored;
    }

    /// One for each column; meaningless when the event has misfits.
    List<@Nullable Object> values() {
        return values;
    }

    List<Misfit> misfits() {
        return misfits;
    }

    List<Misfit> tolerated() {
        return tolerated;
    }

    private void read(Payload sent, JsonValue document) throws MalformedJsonException {
        stored = rules.personalData().remove(sent, document);
        JsonValue kept = stored.equals(sent) ? document : JsonReader.read(stored);
        List<ColumnRule> columns = rules.columns();
        List<@Nullable Object> made = new ArrayList<>(columns.size() + 1);
        ValueReader reader = new ValueReader(stored);
        for (ColumnRule rule : columns) {
            try {
                made.add(ColumnValues.read(rule, kept, reader));
            } catch (UnfitValueException e) {
                made.add(null);
                misfits.add(new Misfit(e.reason(), rule.column().name(), e.expected(), quote(stored, e.actual())));
            }
        }
        if (rules.schemaMode() == SchemaMode.EXTRA) {
            made.add(unnamed(kept));
        }
        values = Collections.unmodifiableList(made);

        EventSchema schema = rules.schema();
        if (schema != null) {
            measure(schema, sent, document);
        }
    }

    /// The top-level members that nobody knows, as a JSON object of the sender's own bytes.
    private String unnamed(JsonValue event) {
        if (!(event instanceof JsonObject object)) {
            return "{}";
        }
        StringBuilder json = new StringBuilder("{");
        for (Member member : object.members()) {
            if (!rules.knows(member.name())) {
                json.append(json.length() == 1 ? "" : ",")
                        .append(source(stored, member.start(), member.value().end()));
            }
        }
        return json.append('}').toString();
    }

    private void measure(EventSchema schema, Payload sent, JsonValue document) {
        // Whatever the schema says of others, `extra` has room for them.
        boolean some = rules.schemaMode() == SchemaMode.EXTRA;
        List<Misfit> found = rules.schemaMode() == SchemaMode.WARN ? tolerated : misfits;
        for (Violation violation : schema.violations(document, member -> !some || schema.names(member))) {
            String actual = rules.personalData().touches(violation.place())
                    ? "personal data"
                    : quote(sent, violation.place().find(document));
            String place = violation.place().toString();
            found.add(new Misfit(
                    DeadLetterCause.SCHEMA_VIOLATED,
                    place.isEmpty() ? PAYLOAD : place,
                    "what the schema allows: " + violation.expected(),
                    actual));
        }
    }

    private static String quote(Payload source, @Nullable JsonValue value) {
        if (value == null) {
            return "nothing";
        }
        return source(source, value.start(), Math.min(value.end(), value.start() + BYTES_OF_A_QUOTE));
    }

    private static String source(Payload payload, int from, int to) {
        return new String(payload.array(), from, to - from, StandardCharsets.UTF_8);
    }
}
