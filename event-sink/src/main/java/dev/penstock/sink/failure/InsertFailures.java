package dev.penstock.sink.failure;

import dev.penstock.sink.failure.InsertResult.Halt;
import dev.penstock.sink.failure.InsertResult.Poison;
import dev.penstock.sink.failure.InsertResult.Retry;
import dev.penstock.sink.failure.InsertResult.Schema;
import dev.penstock.sink.failure.InsertResult.Stored;
import java.util.OptionalInt;

/// Says what an error of ClickHouse means for the rows that were being inserted. The only place that knows its
/// numbers.
///
/// A number we do not know is retried: waiting is visible and loses nothing, giving rows up is neither.
public final class InsertFailures {

    // MEMORY_LIMIT_EXCEEDED.
    static final String MEMORY = "clickhouse_241";

    private InsertFailures() {}

    /// The meaning of an error that ClickHouse answered an insert with.
    ///
    /// @param code ClickHouse's number
    /// @param message its text
    /// @param rows how many rows were sent
    /// @param bytes how many bytes were sent
    public static InsertResult ofError(int code, String message, int rows, int bytes) {
        String reason = "clickhouse_" + code;
        ErrorText text = new ErrorText(message);
        if (text.ofView()) {
            // The rows are in the table already and a view behind it failed: the same token runs the view alone.
            return new Retry(reason, message, true);
        }
        if (text.ofHeader()) {
            return new Schema(reason, message);
        }
        return switch (code) {
            case 389 -> new Stored(bytes);
            // One number for two things: the table must rest, or one block has too many months.
            case 252 ->
                message.contains("Too many partitions")
                        ? new Poison(OptionalInt.empty(), "", code, message)
                        : new Retry(reason, message);
            // The table differs from the header: gone or new columns, other types, bytes that end too early.
            case 7, 8, 10, 16, 20, 33, 53, 122 -> new Schema(reason, message);
            // One number for two things: bytes of another table, or a value that an expression cannot shorten.
            case 131 ->
                text.row().isPresent()
                        ? new Schema(reason, message)
                        : new Poison(OptionalInt.empty(), "", code, message);
            // A value: of the wrong form, out of range, refused by a constraint, by the JSON type, by an expression.
            case 6,
                    19,
                    25,
                    26,
                    27,
                    32,
                    38,
                    41,
                    69,
                    70,
                    72,
                    117,
                    128,
                    130,
                    153,
                    190,
                    321,
                    349,
                    376,
                    395,
                    407,
                    427,
                    441,
                    467,
                    469,
                    563,
                    621,
                    632,
                    645,
                    675,
                    676,
                    691,
                    760 -> new Poison(rowIn(text, rows), "", code, message);
            // The table, the database, a function, a setting, the user or a right is missing; the table is a view, made
            // read-only by hand, or has an expression no row suits; a defect of the server.
            case 43,
                    44,
                    46,
                    47,
                    48,
                    49,
                    50,
                    60,
                    62,
                    73,
                    80,
                    81,
                    115,
                    135,
                    164,
                    180,
                    192,
                    193,
                    194,
                    195,
                    199,
                    218,
                    291,
                    344,
                    392,
                    452,
                    471,
                    472,
                    481,
                    492,
                    497,
                    511,
                    512,
                    516,
                    620,
                    720,
                    741,
                    767,
                    774 -> new Halt(reason, message);
            // Out of time, or cancelled by somebody: perhaps in a view, of which 26.7 says nothing then (seen).
            case 159, 394 -> new Retry(reason, message, true);
            // What passes by itself, of which docs/adr/0004 and the tests name the known ones, and what nobody knows.
            default -> new Retry(reason, message);
        };
    }

    /// The meaning of an error that a question about the table was answered with. No row is to blame for it.
    public static InsertResult ofQuestion(int code, String message) {
        InsertResult result = ofError(code, message, 0, 0);
        return result instanceof Halt ? result : new Retry("clickhouse_" + code, message);
    }

    /// An error on the way: nobody can tell whether the rows were stored.
    public static InsertResult ofTransport(Throwable error) {
        return new Retry("clickhouse_unreachable", error.toString());
    }

    /// An answer that is neither success nor an error of ClickHouse: somebody on the way gave it, or the body is lost.
    /// Nobody can tell whether the rows were stored.
    ///
    /// @param status of HTTP
    public static InsertResult ofStatus(int status, String detail) {
        return new Retry("clickhouse_http_" + status, detail);
    }

    /// An answer that says it succeeded and does not look like it.
    public static InsertResult ofDoubtfulAnswer(String detail) {
        return new Retry("clickhouse_doubtful_answer", detail);
    }

    private static OptionalInt rowIn(ErrorText text, int rows) {
        OptionalInt row = text.row();
        return row.isPresent() && row.getAsInt() >= 1 && row.getAsInt() <= rows
                ? OptionalInt.of(row.getAsInt() - 1)
                : OptionalInt.empty();
    }
}
