package dev.penstock.sink.insert;

import dev.penstock.sink.failure.InsertFailures;
import dev.penstock.sink.failure.InsertResult;
import java.net.http.HttpHeaders;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// All that came back for one insert.
///
/// Believed is only what ClickHouse answers when all went well: 200, no error in the headers, a body whose end was
/// seen and that is empty, the number of our statement if any, and as many rows as were sent.
///
/// @param body what ClickHouse says when it failed; of a long one the beginning and the end
record InsertAnswer(int status, HttpHeaders headers, String body) {

    private static final int OK = 200;

    // In front of it may stand what newer servers begin an error with that comes in mid-answer.
    private static final Pattern ERROR =
            Pattern.compile("\\A\\s*(?:__exception__\\s+\\w+\\s+)?Code: (\\d{1,6})\\. DB::Exception");

    private static final Pattern WRITTEN = Pattern.compile("\"written_rows\":\"?(\\d{1,18})\\b");

    private static final int MOST_SHOWN = 200;

    /// What the answer means for the rows.
    ///
    /// @param queryId that the statement was sent with
    /// @param rows how many were sent
    /// @param bytes how many were sent
    InsertResult judge(String queryId, int rows, int bytes) {
        OptionalInt error = error();
        if (error.isPresent()) {
            InsertResult result = InsertFailures.ofError(error.getAsInt(), body, rows, bytes);
            // Success and error at once: nobody can tell which.
            return result instanceof InsertResult.Stored && status == OK ? doubtful("error " + error) : result;
        }
        if (status != OK) {
            return InsertFailures.ofStatus(status, shown());
        }
        if (!body.isBlank()) {
            return doubtful("a body: " + shown());
        }
        if (headers.firstValue("Content-Length").isEmpty()
                && headers.firstValue("Transfer-Encoding").isEmpty()) {
            return doubtful("nobody knows whether that was all of it");
        }
        String answered = headers.firstValue("X-ClickHouse-Query-Id").orElse(queryId);
        if (!answered.equals(queryId)) {
            return doubtful("the answer to another statement, " + answered);
        }
        OptionalLong written = written();
        if (written.isEmpty()) {
            return doubtful("no number of rows");
        }
        // Rows that were dropped as known count as written too, and those of views come on top.
        if (written.getAsLong() < rows) {
            return doubtful(written.getAsLong() + " of " + rows + " rows written");
        }
        return new InsertResult.Stored(bytes);
    }

    private static InsertResult doubtful(String why) {
        return InsertFailures.ofDoubtfulAnswer("200 with " + why);
    }

    private OptionalInt error() {
        String header = headers.firstValue("X-ClickHouse-Exception-Code").orElse("");
        if (header.matches("[1-9]\\d{0,5}")) {
            return OptionalInt.of(Integer.parseInt(header));
        }
        Matcher text = ERROR.matcher(body);
        if (text.find()) {
            return OptionalInt.of(Integer.parseInt(text.group(1)));
        }
        // No number one can read is an error all the same, of the unknown kind.
        return header.isEmpty() || header.equals("0") ? OptionalInt.empty() : OptionalInt.of(0);
    }

    private OptionalLong written() {
        Matcher summary =
                WRITTEN.matcher(headers.firstValue("X-ClickHouse-Summary").orElse(""));
        return summary.find() ? OptionalLong.of(Long.parseLong(summary.group(1))) : OptionalLong.empty();
    }

    private String shown() {
        return body.length() <= MOST_SHOWN ? body : body.substring(0, MOST_SHOWN);
    }
}
