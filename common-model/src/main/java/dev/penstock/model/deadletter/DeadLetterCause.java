package dev.penstock.model.deadletter;

import java.util.Locale;
import java.util.Optional;

/// Why a record was given up. The codes are on the wire and in dashboards: they never change.
public enum DeadLetterCause {
    /// The bytes are no event envelope, or not the ones the edge sent.
    MALFORMED_RECORD,
    /// A column cannot hold the event's value.
    VALUE_OUT_OF_RANGE,
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
