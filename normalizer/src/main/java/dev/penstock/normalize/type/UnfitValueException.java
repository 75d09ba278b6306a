package dev.penstock.normalize.type;

import dev.penstock.model.deadletter.DeadLetterCause;
import dev.penstock.normalize.json.JsonValue;
import org.jspecify.annotations.Nullable;

/// A value that a column cannot take.
public final class UnfitValueException extends Exception {

    private static final long serialVersionUID = 1L;

    private final DeadLetterCause reason;
    private final String expected;
    private final transient @Nullable JsonValue actual;
    private String place = "";

    public UnfitValueException(DeadLetterCause reason, String expected, @Nullable JsonValue actual) {
        // No stack trace: a topic may be full of such values.
        super(expected, null, false, false);
        this.reason = reason;
        this.expected = expected;
        this.actual = actual;
    }

    static UnfitValueException wrongType(String expected, JsonValue actual) {
        return new UnfitValueException(DeadLetterCause.WRONG_TYPE, expected, actual);
    }

    static UnfitValueException outOfRange(String expected, JsonValue actual) {
        return new UnfitValueException(DeadLetterCause.VALUE_OUT_OF_RANGE, expected, actual);
    }

    /// The same, seen from the list or object that `segment` is in.
    UnfitValueException within(String segment) {
        place = "/" + segment + place;
        return this;
    }

    public DeadLetterCause reason() {
        return reason;
    }

    /// What would have been taken, and where within the column's value.
    public String expected() {
        return place.isEmpty() ? expected : expected + " at " + place;
    }

    /// What was there; null for nothing.
    public @Nullable JsonValue actual() {
        return actual;
    }
}
