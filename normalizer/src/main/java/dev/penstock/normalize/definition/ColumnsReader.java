package dev.penstock.normalize.definition;

import dev.penstock.model.event.Payload;
import dev.penstock.normalize.Shape.TypedColumn;
import dev.penstock.normalize.definition.ColumnRule.Absent;
import dev.penstock.normalize.json.JsonPointer;
import dev.penstock.normalize.json.JsonValue;
import dev.penstock.normalize.json.JsonValue.JsonObject;
import dev.penstock.normalize.personal.PersonalData;
import dev.penstock.normalize.personal.Treatment;
import dev.penstock.normalize.type.ColumnType;
import dev.penstock.normalize.type.UnfitValueException;
import dev.penstock.normalize.type.ValueReader;
import dev.penstock.normalize.unit.ColumnUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads the columns of a definition.
final class ColumnsReader {

    private static final int MOST_COLUMNS = 500;

    private static final Set<String> KNOWN = DefinitionReader.inOrder(
            "name", "type", "from", "required", "default", "unit", "source_unit", "source_unit_from");

    private final Payload payload;
    private final PersonalData personalData;
    private final Faults faults;
    private final Set<String> names = new HashSet<>();

    /// @param payload the definition
    ColumnsReader(Payload payload, PersonalData personalData, Faults faults) {
        this.payload = payload;
        this.personalData = personalData;
        this.faults = faults;
    }

    List<ColumnRule> read(Fields definition) {
        List<ColumnRule> columns = new ArrayList<>();
        int at = 0;
        for (JsonObject object : definition.objects("columns", MOST_COLUMNS)) {
            ColumnRule rule = column(Fields.of(object, definition.place("columns/" + at++), KNOWN, faults));
            if (rule != null) {
                columns.add(rule);
            }
        }
        return columns;
    }

    private @Nullable ColumnRule column(Fields fields) {
        String name = fields.text("name", ReservedNames::column);
        ColumnType type = fields.text("type", ColumnType::parse);
        JsonPointer from = fields.text("from", DefinitionReader::place);
        if (!fields.has("name")) {
            fields.wrong("name", "is missing: write the name of the column");
        }
        if (!fields.has("type")) {
            fields.wrong("type", "is missing: write the type of the column, such as String");
        }
        if (name == null || type == null) {
            return null;
        }
        if (!names.add(name.toLowerCase(Locale.ROOT))) {
            fields.wrong("name", "'" + name + "' is there twice: take another name");
            return null;
        }
        JsonPointer place = from == null ? new JsonPointer(List.of(name)) : from;
        checkPersonalData(fields, place, type);

        ColumnUnit unit = fields.text("unit", ColumnUnit::parse);
        if (unit != null && !isNumber(type)) {
            fields.wrong("unit", "only numbers have a unit, not " + type.declaration() + ": leave it out");
        }
        JsonPointer sourceUnitFrom = fields.text("source_unit_from", DefinitionReader::place);
        if (sourceUnitFrom != null && personalData.covering(sourceUnitFrom).isPresent()) {
            fields.wrong("source_unit_from", "personal_data takes away what is at " + sourceUnitFrom);
        }
        return new ColumnRule(
                new TypedColumn(name, type),
                place,
                absent(fields, type),
                unit,
                sourceUnit(fields, unit),
                sourceUnitFrom);
    }

    private void checkPersonalData(Fields fields, JsonPointer from, ColumnType type) {
        personalData.covering(from).ifPresent(rule -> {
            if (rule.treatment() == Treatment.DROP) {
                fields.wrong("from", "personal_data drops what is at '" + from + "', so no event has a value");
            } else if (!(within(type) instanceof ColumnType.Text)) {
                fields.wrong(
                        "type",
                        "personal_data makes what is at '" + from + "' a text: write String instead of "
                                + type.declaration());
            }
        });
    }

    private static @Nullable String sourceUnit(Fields fields, @Nullable ColumnUnit unit) {
        for (String source : new String[] {"source_unit", "source_unit_from"}) {
            if (fields.has(source) && !fields.has("unit")) {
                fields.wrong(source, "the column has no unit to convert to: write unit, too");
            }
        }
        return fields.text("source_unit", symbol -> {
            if (unit != null && unit.from(symbol) == null) {
                throw new IllegalArgumentException(
                        "'" + symbol + "' is no unit, or none of what " + unit.symbol() + " measures");
            }
            return symbol;
        });
    }

    private Absent absent(Fields fields, ColumnType type) {
        Boolean required = fields.flag("required");
        boolean nullable = ColumnRule.isNullable(type);
        JsonValue json = fields.value("default");
        if (json != null) {
            if (Boolean.TRUE.equals(required)) {
                fields.wrong("required", "a column with a default is never missing: leave one of them out");
            }
            return filled(fields, type, json);
        }
        if (nullable && !Boolean.TRUE.equals(required)) {
            return new Absent.Empty();
        }
        if (Boolean.FALSE.equals(required)) {
            fields.wrong(
                    "required",
                    "what shall a column of " + type.declaration()
                            + " have when the value is missing? Write a default, or make it Nullable");
        }
        return new Absent.Refused();
    }

    private Absent filled(Fields fields, ColumnType type, JsonValue json) {
        try {
            Object value = new ValueReader(payload).read(type, json);
            return value == null ? new Absent.Empty() : new Absent.Filled(value, CanonicalText.of(json));
        } catch (UnfitValueException e) {
            fields.wrong("default", "a column of " + type.declaration() + " takes " + e.expected());
            return new Absent.Refused();
        }
    }

    private static boolean isNumber(ColumnType type) {
        ColumnType number = within(type);
        return number instanceof ColumnType.Whole
                || number instanceof ColumnType.Floating
                || number instanceof ColumnType.Decimal;
    }

    private static ColumnType within(ColumnType type) {
        return switch (type) {
            case ColumnType.Nullable nullable -> within(nullable.within());
            case ColumnType.LowCardinality low -> within(low.within());
            case ColumnType other -> other;
        };
    }
}
