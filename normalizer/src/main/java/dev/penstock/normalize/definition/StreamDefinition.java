package dev.penstock.normalize.definition;

import dev.penstock.model.stream.StreamName;
import dev.penstock.normalize.Shape;
import dev.penstock.normalize.json.JsonPointer;
import dev.penstock.normalize.personal.PersonalData;
import dev.penstock.normalize.schema.SchemaMode;
import java.time.Period;
import java.util.List;
import java.util.Optional;

/// One version of a stream's definition.
///
/// @param version from 1
/// @param retentionDays how long the rows of its own table are kept, counted from their timestamp; 0 for ever
/// @param bulk whether its events are the first to be refused under pressure
/// @param canonical the definition as JSON in one spelling: two definitions are the same when this is
public record StreamDefinition(
        StreamName stream, int version, Shape shape, int retentionDays, boolean bulk, Rules rules, String canonical) {

    /// One that fills each column from the top-level field of its name, which every event must have.
    public StreamDefinition(StreamName stream, int version, Shape shape) {
        this(stream, version, shape, 0, false, mapped(shape), "");
    }

    /// Reads a definition; `docs/streams.md` says what can be in one.
    ///
    /// @param json as a fact of the control topic has it
    /// @throws UnusableDefinitionException with everything that is wrong with it
    public static StreamDefinition parse(StreamName stream, int version, String json)
            throws UnusableDefinitionException {
        return new DefinitionReader(stream, version).read(json);
    }

    /// How long the rows of its own table are kept, counted from their timestamp; empty for ever.
    public Optional<Period> retention() {
        return retentionDays == 0 ? Optional.empty() : Optional.of(Period.ofDays(retentionDays));
    }

    private static Rules mapped(Shape shape) {
        List<ColumnRule> columns = shape.columns().stream()
                .map(column -> new ColumnRule(
                        column,
                        new JsonPointer(List.of(column.name())),
                        new ColumnRule.Absent.Refused(),
                        null,
                        null,
                        null))
                .toList();
        return new Rules(columns, null, SchemaMode.ENFORCE, PersonalData.NONE);
    }
}
