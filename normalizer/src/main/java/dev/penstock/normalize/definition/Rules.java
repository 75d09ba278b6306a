package dev.penstock.normalize.definition;

import dev.penstock.normalize.json.JsonPointer;
import dev.penstock.normalize.personal.PersonalData;
import dev.penstock.normalize.schema.EventSchema;
import dev.penstock.normalize.schema.SchemaMode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What is done with the events of a stream. Immutable.
public final class Rules {

    /// The column of the top-level members that nobody has named: a JSON object as text.
    public static final String EXTRA = "extra";

    // The fields that the edge reads into the common columns.
    private static final Set<String> ENVELOPE = Set.of(
            "event_id",
            "eventId",
            "event_name",
            "eventName",
            "timestamp",
            "trace_id",
            "traceId",
            "stream",
            "sent_at",
            "sentAt");

    private final List<ColumnRule> columns;
    private final @Nullable EventSchema schema;
    private final SchemaMode schemaMode;
    private final PersonalData personalData;
    private final Set<String> named = new HashSet<>(ENVELOPE);

    /// @param columns in the order of the shape's, of which a column `extra` may be the last and has no rule
    Rules(List<ColumnRule> columns, @Nullable EventSchema schema, SchemaMode schemaMode, PersonalData personalData) {
        this.columns = List.copyOf(columns);
        this.schema = schema;
        this.schemaMode = schemaMode;
        this.personalData = personalData;
        for (ColumnRule column : columns) {
            name(column.from());
            name(column.sourceUnitFrom());
        }
    }

    private void name(@Nullable JsonPointer place) {
        if (place != null && !place.segments().isEmpty()) {
            named.add(place.segments().getFirst());
        }
    }

    /// In the order of the shape's columns, of which a column `extra` may be the last and has no rule.
    public List<ColumnRule> columns() {
        return columns;
    }

    /// Null for a stream without.
    public @Nullable EventSchema schema() {
        return schema;
    }

    public SchemaMode schemaMode() {
        return schemaMode;
    }

    public PersonalData personalData() {
        return personalData;
    }

    /// Whether events have to be read: without a rule their bytes are nobody's business.
    public boolean isEmpty() {
        return columns.isEmpty() && schema == null && schemaMode != SchemaMode.EXTRA && personalData.isEmpty();
    }

    /// Whether a column, the schema or the edge reads the top-level member of this name.
    public boolean knows(String member) {
        return named.contains(member) || (schema != null && schema.names(member));
    }
}
