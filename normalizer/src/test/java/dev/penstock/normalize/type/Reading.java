package dev.penstock.normalize.type;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.model.deadletter.DeadLetterCause;
import dev.penstock.model.event.Payload;
import dev.penstock.normalize.json.Json;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;

/// Reads one value for one column.
final class Reading {

    private Reading() {}

    static @Nullable Object read(String type, String json) throws UnfitValueException {
        Payload payload = Payload.of(json);
        return new ValueReader(payload).read(ColumnType.parse(type), Json.read(payload));
    }

    static void isWrongType(String type, String json) {
        isUnfit(DeadLetterCause.WRONG_TYPE, type, json);
    }

    static void isOutOfRange(String type, String json) {
        isUnfit(DeadLetterCause.VALUE_OUT_OF_RANGE, type, json);
    }

    private static void isUnfit(DeadLetterCause cause, String type, String json) {
        ThrowingCallable reading = () -> read(type, json);
        assertThatThrownBy(reading).as("%s of %s", json, type).isInstanceOfSatisfying(UnfitValueException.class, e -> {
            if (e.reason() != cause) {
                throw new AssertionError(json + " of " + type + " is " + e.reason() + ", not " + cause);
            }
        });
    }
}
