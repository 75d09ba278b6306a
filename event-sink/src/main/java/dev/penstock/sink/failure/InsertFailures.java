package dev.penstock.sink.failure;

import dev.penstock.sink.failure.InsertResult.Halt;
import dev.penstock.sink.failure.InsertResult.Poison;
import dev.penstock.sink.failure.InsertResult.Retry;
import dev.penstock.sink.failure.InsertResult.Schema;
import dev.penstock.sink.failure.InsertResult.Stored;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Says what an error of ClickHouse means for the rows that were being inserted. The only place that knows its
/// numbers.
///
/// A number we do not know is retried: waiting is visible and loses nothing, giving rows up is neither.
public final class InsertFailures {

    // MEMORY_LIMIT_EXCEEDED.
    static final String MEMORY = "clickhouse_241";

    private static final Pattern ROW_NUMBER = Pattern.compile("at row (\\d{1,9})");

    private InsertFailures() {}

    /// The meaning of an error that ClickHouse answered with.
    ///
    /// @param code ClickHouse's number
    /// @param message its text
    /// @param rows how many rows were sent
    /// @param bytes how many bytes were sent
    public static InsertResult ofError(int code, String message, int rows, int bytes) {
        String reason = "clickhouse_" + code;
        if (message.contains("while pushing to view")) {
            // The rows are in the table already and a view behind it failed: the same token runs the view alone.
            return new Retry(reason, message, true);
        }
        if (message.contains("(while reading header)")) {
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
            case 8, 10, 16, 20, 33, 53, 122, 131 -> new Schema(reason, message);
            // A value: of the wrong form, out of range, refused by a constraint, by the JSON type, by an expression.
            case 6,
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
                    190,
                    321,
                    349,
                    376,
                    395,
                    407,
                    441,
                    469,
                    632,
                    645,
                    691,
                    760 -> new Poison(rowIn(message, rows), "", code, message);
            // The table, the database, a setting, the user or a right is missing; a defect of the server.
            case 47, 49, 50, 60, 62, 73, 80, 81, 115, 164, 192, 193, 194, 195, 218, 344, 452, 492, 497, 516 ->
                new Halt(reason, message);
            // Cancelled: by somebody, or by a view that failed, of which 26.7 says nothing then (seen).
            case 394 -> new Retry(reason, message, true);
            default -> new Retry(reason, message);
        };
    }

    /// An error on the way: nobody can tell whether the rows were stored.
    public static InsertResult ofTransport(Throwable error) {
        return new Retry("clickhouse_unreachable", error.toString());
    }

    /// An answer that says it succeeded and does not look like it.
    public static InsertResult ofDoubtfulAnswer(String detail) {
        return new Retry("clickhouse_doubtful_answer", detail);
    }

    private static OptionalInt rowIn(String message, int rows) {
        Matcher matcher = ROW_NUMBER.matcher(message);
        if (!matcher.find()) {
            return OptionalInt.empty();
        }
        int index = Integer.parseInt(matcher.group(1)) - 1;
        return index >= 0 && index < rows ? OptionalInt.of(index) : OptionalInt.empty();
    }
}
