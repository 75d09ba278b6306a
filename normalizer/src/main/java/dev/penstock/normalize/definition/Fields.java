package dev.penstock.normalize.definition;

import dev.penstock.normalize.json.JsonValue;
import dev.penstock.normalize.json.JsonValue.JsonArray;
import dev.penstock.normalize.json.JsonValue.JsonBool;
import dev.penstock.normalize.json.JsonValue.JsonObject;
import dev.penstock.normalize.json.JsonValue.JsonText;
import dev.penstock.normalize.json.JsonValue.Member;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The fields of one object of a definition. What is wrong is noted and read as if it were not there, so that all
/// faults are found at once.
final class Fields {

    private final JsonObject object;
    private final String place;
    private final Faults faults;

    private Fields(JsonObject object, String place, Faults faults) {
        this.object = object;
        this.place = place;
        this.faults = faults;
    }

    /// @param known all fields there may be
    static Fields of(JsonObject object, String place, Set<String> known, Faults faults) {
        Fields fields = new Fields(object, place, faults);
        for (Member member : object.members()) {
            if (!known.contains(member.name())) {
                fields.wrong(member.name(), "is not known; known are " + String.join(", ", known));
            }
        }
        return fields;
    }

    String place(String field) {
        return place + "/" + field;
    }

    boolean has(String field) {
        return object.member(field) != null;
    }

    @Nullable
    JsonValue value(String field) {
        return object.member(field);
    }

    void wrong(String field, String what) {
        faults.add(place(field), what);
    }

    @Nullable
    Boolean flag(String field) {
        return switch (object.member(field)) {
            case null -> null;
            case JsonBool bool -> bool.value();
            case JsonValue other -> {
                wrong(field, "must be true or false, not " + other.kind());
                yield null;
            }
        };
    }

    /// A text that `reader` understands; it throws an [IllegalArgumentException] with a sentence when not.
    <T> @Nullable T text(String field, Function<String, T> reader) {
        return switch (object.member(field)) {
            case null -> null;
            case JsonText text -> {
                try {
                    yield reader.apply(text.value());
                } catch (IllegalArgumentException e) {
                    wrong(field, String.valueOf(e.getMessage()));
                    yield null;
                }
            }
            case JsonValue other -> {
                wrong(field, "must be text, not " + other.kind());
                yield null;
            }
        };
    }

    /// The objects of a list.
    List<JsonObject> objects(String field, int most) {
        JsonValue value = object.member(field);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof JsonArray array)
                || !array.elements().stream().allMatch(element -> element instanceof JsonObject)) {
            wrong(field, "must be a list of objects");
            return List.of();
        }
        if (array.elements().size() > most) {
            wrong(field, "has " + array.elements().size() + " elements: at most " + most + " are taken");
            return List.of();
        }
        return array.elements().stream().map(JsonObject.class::cast).toList();
    }
}
