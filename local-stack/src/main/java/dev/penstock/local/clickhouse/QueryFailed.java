package dev.penstock.local.clickhouse;

import java.io.Serial;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A statement ended with an error of ClickHouse's own numbering. The message is what a client gets as the body.
final class QueryFailed extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    static final int READONLY = 164;
    static final int TOO_MANY_SIMULTANEOUS_QUERIES = 202;
    static final int SYNTAX_ERROR = 62;
    static final int INTO_OUTFILE_NOT_ALLOWED = 348;
    static final int SESSION_NOT_FOUND = 372;
    static final int SESSION_IS_LOCKED = 373;
    static final int INVALID_SESSION_TIMEOUT = 374;
    static final int UNKNOWN_COMPRESSION_METHOD = 89;
    static final int LOGICAL_ERROR = 49;

    private static final Pattern CODE = Pattern.compile("Code: (\\d+)\\.");

    private final int code;

    private QueryFailed(int code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    /// An error of this server, written as the engine writes its own: `text` without code and name.
    static QueryFailed of(int code, String name, String text) {
        return new QueryFailed(code, "Code: " + code + ". DB::Exception: " + text + " (" + name + ")");
    }

    /// An error of the engine. The first code counts: the engine wraps some errors two or three times.
    static QueryFailed reported(String message) {
        Matcher matcher = CODE.matcher(message);
        return matcher.find()
                ? new QueryFailed(Integer.parseInt(matcher.group(1)), message)
                : of(LOGICAL_ERROR, "LOGICAL_ERROR", message);
    }

    int code() {
        return code;
    }

    String text() {
        return String.valueOf(getMessage());
    }

    /// The status ClickHouse answers for this code.
    int status() {
        return switch (code) {
            case 194 -> 401;
            case 192, 193, 497, 511, 516 -> 403;
            case 6, 25, 26, 27, 29, 33, 36, 38, 41, 43, 53, 62, 72, 117, 167, 168, 223, 321, 376, 427, 441, 675, 676 ->
                400;
            case 30, 46, 47, 50, 56, 60, 63, 73, 78, 81, 115, 336, 372 -> 404;
            case 159 -> 408;
            case 66 -> 413;
            case 48 -> 501;
            case 76, 209 -> 503;
            default -> 500;
        };
    }
}
