package dev.penstock.edge.decode;

import dev.penstock.model.refusal.Refusal;

/// What can be wrong with JSON, in words for its sender.
enum ScanFault {
    UNEXPECTED_END(Refusal.MALFORMED_JSON, "the JSON ends too early"),
    UNEXPECTED_BYTE(Refusal.MALFORMED_JSON, "this character cannot stand here"),
    TRAILING_DATA(Refusal.MALFORMED_JSON, "there is more after the end of the JSON"),
    BYTE_ORDER_MARK(Refusal.MALFORMED_JSON, "a byte order mark is no JSON"),
    BAD_LITERAL(Refusal.MALFORMED_JSON, "neither true, false nor null"),
    BAD_NUMBER(Refusal.MALFORMED_JSON, "not a number as JSON writes it"),
    NOT_FINITE(Refusal.MALFORMED_JSON, "the number is too large for any reader"),
    CONTROL_CHARACTER(Refusal.MALFORMED_JSON, "a control character must be escaped"),
    BAD_ESCAPE(Refusal.MALFORMED_JSON, "not an escape sequence of JSON"),
    LONE_SURROGATE(Refusal.MALFORMED_JSON, "half of a surrogate pair is no character"),
    NOT_UTF8(Refusal.MALFORMED_JSON, "the bytes are not UTF-8"),
    NUL_IN_NAME(Refusal.MALFORMED_JSON, "a name cannot contain U+0000"),
    DUPLICATE_NAME(Refusal.MALFORMED_JSON, "this name occurs twice in its object"),
    TOO_DEEP(Refusal.JSON_TOO_COMPLEX, "nested too deep"),
    TOO_MANY_TOKENS(Refusal.JSON_TOO_COMPLEX, "too many names and values in one event"),
    NAME_TOO_LONG(Refusal.JSON_TOO_COMPLEX, "the name is too long"),
    NUMBER_TOO_LONG(Refusal.JSON_TOO_COMPLEX, "the number has too many digits");

    private final Refusal refusal;
    private final String sentence;

    ScanFault(Refusal refusal, String sentence) {
        this.refusal = refusal;
        this.sentence = sentence;
    }

    Refusal refusal() {
        return refusal;
    }

    String sentence() {
        return sentence;
    }
}
