package dev.penstock.ctl.replay.plan;

import dev.penstock.model.event.Payload;
import dev.penstock.normalize.json.JsonPointer;
import dev.penstock.normalize.json.JsonReader;
import dev.penstock.normalize.json.JsonValue;
import dev.penstock.normalize.json.JsonValue.JsonBool;
import dev.penstock.normalize.json.JsonValue.JsonNull;
import dev.penstock.normalize.json.JsonValue.JsonNumber;
import dev.penstock.normalize.json.JsonValue.JsonText;
import dev.penstock.normalize.json.MalformedJsonException;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// Says of an event whether a place of its payload has a value.
///
/// @param place where to look
/// @param wanted null for any value; else a number, `true`, `false` or `null` as JSON has it, or a text without quotes
/// @param text as it was typed
public record PayloadPredicate(JsonPointer place, @Nullable String wanted, String text) {

    /// Reads `/user/plan=pro`, or `/user/plan` for any value.
    ///
    /// @throws ReplayRefusedException when it is no pointer
    public static PayloadPredicate parse(String text) {
        int equals = text.indexOf('=');
        try {
            JsonPointer place = JsonPointer.parse(equals < 0 ? text : text.substring(0, equals));
            if (place.segments().isEmpty()) {
                throw new IllegalArgumentException("it names no place in the event");
            }
            return new PayloadPredicate(place, equals < 0 ? null : text.substring(equals + 1), text);
        } catch (IllegalArgumentException e) {
            throw ReplayRefusedException.unclear(
                    "--where '" + text + "' cannot be read (" + e.getMessage() + ")",
                    "type a place and a value, such as --where=/user/plan=pro");
        }
    }

    boolean matches(Payload payload) {
        JsonValue found;
        try {
            found = place.find(JsonReader.read(payload));
        } catch (MalformedJsonException e) {
            return false;
        }
        if (found == null || wanted == null) {
            return found != null;
        }
        return switch (found) {
            case JsonText is -> is.value().equals(wanted);
            case JsonNumber is -> isSame(is.exact(), wanted);
            case JsonBool is -> Boolean.toString(is.value()).equals(wanted);
            case JsonNull is -> wanted.equals("null");
            case JsonValue.JsonArray is -> false;
            case JsonValue.JsonObject is -> false;
        };
    }

    private static boolean isSame(@Nullable BigDecimal number, String wanted) {
        JsonNumber other = new JsonNumber(wanted, 0, 0);
        BigDecimal value = other.exact();
        return number != null && value != null && number.compareTo(value) == 0;
    }
}
