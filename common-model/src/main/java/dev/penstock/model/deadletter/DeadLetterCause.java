package dev.penstock.model.deadletter;

import java.util.Locale;
import java.util.Optional;

/// Why a record was given up. The codes are on the wire and in dashboards: they never change.
public enum DeadLetterCause {
    /// The bytes are no event envelope, or not the ones the edge sent.
    MALFORMED_RECORD,
    /// A column cannot hold the event's value.
    VALUE_OUT_OF_RANGE,
    /// A field is of another kind than its column: text for a number, an object for a list.
    WRONG_TYPE,
    /// A field that the stream's definition requires is not there.
    MISSING_VALUE,
    /// The stream's JSON Schema does not allow the event.
    SCHEMA_VIOLATED,
    /// The unit a value came with is not known, or measures something else than the column.
    UNKNOWN_UNIT,
    /// ClickHouse refused this row and took the others.
    REFUSED_BY_CLICKHOUSE;

    private final String code = name().toLowerCase(Locale.ROOT);

    public String code() {
        return code;
    }

    /// The cause of a code, or empty when a newer writer wrote it.
    public static Optional<DeadLetterCause> ofCode(String code) {
        for (DeadLetterCause cause : values()) {
            if (cause.code.equals(code)) {
                return Optional.of(cause);
            }
        }
        return Optional.empty();
    }
}
