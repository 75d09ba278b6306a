package dev.penstock.normalize.type;

import dev.penstock.model.event.Payload;
import dev.penstock.normalize.json.JsonValue;
import dev.penstock.normalize.json.JsonValue.JsonArray;
import dev.penstock.normalize.json.JsonValue.JsonBool;
import dev.penstock.normalize.json.JsonValue.JsonNull;
import dev.penstock.normalize.json.JsonValue.JsonObject;
import dev.penstock.normalize.json.JsonValue.JsonText;
import dev.penstock.normalize.json.JsonValue.Member;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Reads the values of one payload as columns take them. A value is taken as it is or not at all: nothing is
/// rounded, cut, wrapped around or made up (but a `Float` is the one nearest to what was written).
///
/// `docs/streams.md` has the table of what each type takes.
public final class ValueReader {

    private final Payload payload;

    /// @param payload the one the values were read from
    public ValueReader(Payload payload) {
        this.payload = payload;
    }

    /// The value of a column of this type, as [ColumnType] says.
    ///
    /// @throws UnfitValueException when the column cannot hold `value` as it is
    public @Nullable Object read(ColumnType type, JsonValue value) throws UnfitValueException {
        return switch (type) {
            case ColumnType.Text ignored -> text("text", value);
            case ColumnType.Whole whole -> Numbers.whole(whole, value);
            case ColumnType.Floating floating -> Numbers.floating(floating, value);
            case ColumnType.Decimal decimal -> Numbers.decimal(decimal, value);
            case ColumnType.Bool ignored -> bool(value);
            case ColumnType.Uuid ignored -> uuid(value);
            case ColumnType.Day day -> Times.day(day, value);
            case ColumnType.Second second -> Times.second(second, value);
            case ColumnType.Tick tick -> Times.tick(tick, value);
            case ColumnType.Ipv4 ignored -> Addresses.ipv4(value);
            case ColumnType.Ipv6 ignored -> Addresses.ipv6(value);
            case ColumnType.Json ignored -> json(value);
            case ColumnType.Array array -> array(array, value);
            case ColumnType.Mapping mapping -> mapping(mapping, value);
            case ColumnType.Nullable nullable -> value instanceof JsonNull ? null : read(nullable.within(), value);
            case ColumnType.LowCardinality low -> read(low.within(), value);
        };
    }

    /// The value of a column of numbers, after a conversion of units.
    ///
    /// @param number as the column shall have it, rounded to what it can hold behind the point
    /// @param origin what it was made from
    /// @throws UnfitValueException when it is too large
    public static Object read(ColumnType type, BigDecimal number, JsonValue origin) throws UnfitValueException {
        return switch (type) {
            case ColumnType.Whole whole -> Numbers.whole(whole, number, origin);
            case ColumnType.Floating floating -> Numbers.floating(floating, number.toString(), origin);
            case ColumnType.Decimal decimal -> Numbers.decimal(decimal, number, origin);
            case ColumnType.Nullable nullable -> read(nullable.within(), number, origin);
            case ColumnType.Text t -> throw noNumber(t);
            case ColumnType.Bool t -> throw noNumber(t);
            case ColumnType.Uuid t -> throw noNumber(t);
            case ColumnType.Day t -> throw noNumber(t);
            case ColumnType.Second t -> throw noNumber(t);
            case ColumnType.Tick t -> throw noNumber(t);
            case ColumnType.Ipv4 t -> throw noNumber(t);
            case ColumnType.Ipv6 t -> throw noNumber(t);
            case ColumnType.Json t -> throw noNumber(t);
            case ColumnType.Array t -> throw noNumber(t);
            case ColumnType.Mapping t -> throw noNumber(t);
            case ColumnType.LowCardinality t -> throw noNumber(t);
        };
    }

    /// Whether the names of an object can be the keys of a `Map` of this type.
    static boolean readsNames(ColumnType type) {
        return !(type instanceof ColumnType.Floating
                || type instanceof ColumnType.Decimal
                || type instanceof ColumnType.Bool
                || type instanceof ColumnType.Json
                || type instanceof ColumnType.Array
                || type instanceof ColumnType.Mapping
                || type instanceof ColumnType.Nullable);
    }

    private static IllegalArgumentException noNumber(ColumnType type) {
        return new IllegalArgumentException("a column of " + type.declaration() + " holds no number with a unit");
    }

    static String text(String expected, JsonValue value) throws UnfitValueException {
        if (value instanceof JsonText text) {
            return text.value();
        }
        throw UnfitValueException.wrongType(expected, value);
    }

    private static Boolean bool(JsonValue value) throws UnfitValueException {
        if (value instanceof JsonBool bool) {
            return bool.value();
        }
        throw UnfitValueException.wrongType("true or false", value);
    }

    private static UUID uuid(JsonValue value) throws UnfitValueException {
        String expected = "a UUID such as 01234567-89ab-7def-8123-456789abcdef";
        String text = text(expected, value);
        // Java reads "1-1-1-1-1" too.
        boolean sound = text.length() == 36;
        for (int i = 0; sound && i < 36; i++) {
            boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
            char c = text.charAt(i);
            sound = dash ? c == '-' : c < 0x80 && Character.digit(c, 16) >= 0;
        }
        if (!sound) {
            throw UnfitValueException.wrongType(expected, value);
        }
        return UUID.fromString(text);
    }

    private List<@Nullable Object> array(ColumnType.Array type, JsonValue value) throws UnfitValueException {
        if (!(value instanceof JsonArray array)) {
            throw UnfitValueException.wrongType("a list", value);
        }
        List<@Nullable Object> values = new ArrayList<>(array.elements().size());
        for (JsonValue element : array.elements()) {
            try {
                values.add(read(type.element(), element));
            } catch (UnfitValueException e) {
                throw e.within(Integer.toString(values.size()));
            }
        }
        return Collections.unmodifiableList(values);
    }

    private List<Map.Entry<Object, @Nullable Object>> mapping(ColumnType.Mapping type, JsonValue value)
            throws UnfitValueException {
        if (!(value instanceof JsonObject object)) {
            throw UnfitValueException.wrongType("an object", value);
        }
        List<Map.Entry<Object, @Nullable Object>> entries =
                new ArrayList<>(object.members().size());
        for (Member member : object.members()) {
            try {
                entries.add(new SimpleImmutableEntry<>(key(type.key(), member), read(type.value(), member.value())));
            } catch (UnfitValueException e) {
                throw e.within(member.name());
            }
        }
        return Collections.unmodifiableList(entries);
    }

    private Object key(ColumnType type, Member member) throws UnfitValueException {
        JsonText name =
                new JsonText(member.name(), member.start(), member.value().start());
        Object key = type instanceof ColumnType.Whole whole ? Numbers.wholeOfText(whole, name) : read(type, name);
        if (key == null) {
            throw UnfitValueException.wrongType("a name", name);
        }
        return key;
    }

    private String json(JsonValue value) throws UnfitValueException {
        if (!(value instanceof JsonObject object)) {
            throw UnfitValueException.wrongType("an object", value);
        }
        JsonColumns.check(object);
        return source(value);
    }

    private String source(JsonValue value) {
        return new String(payload.array(), value.start(), value.end() - value.start(), StandardCharsets.UTF_8);
    }
}
