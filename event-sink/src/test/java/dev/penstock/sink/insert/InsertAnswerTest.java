package dev.penstock.sink.insert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.sink.failure.InsertResult;
import dev.penstock.sink.failure.InsertResult.Halt;
import dev.penstock.sink.failure.InsertResult.Retry;
import dev.penstock.sink.failure.InsertResult.Stored;
import java.net.http.HttpHeaders;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InsertAnswerTest {

    private static final String CHUNKED = "Transfer-Encoding: chunked";

    private static final String WRITTEN = "X-ClickHouse-Summary: {\"read_rows\":\"0\",\"written_rows\":\"10\"}";

    private static final String ERROR = "Code: 241. DB::Exception: Memory limit exceeded. (MEMORY_LIMIT_EXCEEDED)";

    @ParameterizedTest
    @ValueSource(
            strings = {
                WRITTEN,
                // A number without quotes, and rows of a view on top.
                "X-ClickHouse-Summary: {\"written_rows\":25}"
            })
    void anAnswerThatSaysEverythingIsBelieved(String summary) {
        assertThat(judged(200, "", CHUNKED, summary, "X-ClickHouse-Query-Id: q1"))
                .isEqualTo(new Stored(77));
        assertThat(judged(200, "\n", "Content-Length: 1", summary)).isEqualTo(new Stored(77));
    }

    @Test
    void successWithAnErrorInTheHeadersIsThatError() {
        assertThat(judged(200, "", CHUNKED, WRITTEN, "X-ClickHouse-Exception-Code: 241"))
                .isInstanceOfSatisfying(
                        Retry.class, retry -> assertThat(retry.reason()).isEqualTo("clickhouse_241"));
        assertThat(judged(200, "", CHUNKED, WRITTEN, "X-ClickHouse-Exception-Code: 497"))
                .isInstanceOf(Halt.class);
    }

    /// 389 is success where it is an error; with a success it is neither.
    @ParameterizedTest
    @ValueSource(strings = {"389", "many", "-1"})
    void successWithAnErrorThatIsNoneIsDoubtful(String code) {
        assertThat(judged(200, "", CHUNKED, WRITTEN, "X-ClickHouse-Exception-Code: " + code))
                .isInstanceOf(Retry.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ERROR,
                "\r\n__exception__\r\nabcdefghijklmnop\r\n" + ERROR + "\r\n90 abcdefghijklmnop\r\n__exception__\r\n"
            })
    void anErrorInTheBodyIsThatError(String body) {
        assertThat(judged(200, body, CHUNKED, WRITTEN))
                .isInstanceOfSatisfying(
                        Retry.class, retry -> assertThat(retry.reason()).isEqualTo("clickhouse_241"));
        assertThat(judged(500, body, CHUNKED))
                .isInstanceOfSatisfying(
                        Retry.class, retry -> assertThat(retry.reason()).isEqualTo("clickhouse_241"));
    }

    @ParameterizedTest
    @CsvSource({
        "'<html>Back soon</html>', " + CHUNKED + ", '" + WRITTEN + "'",
        "'', X-Nothing: 1, '" + WRITTEN + "'",
        "'', " + CHUNKED + ", X-Nothing: 1",
        "'', " + CHUNKED + ", 'X-ClickHouse-Summary: {\"written_rows\":\"9\"}'",
        "'', " + CHUNKED + ", 'X-ClickHouse-Summary: {\"written_rows\":\"ten\"}'",
        "'', " + CHUNKED + ", 'X-ClickHouse-Summary: {\"read_rows\":\"10\"}'"
    })
    void whatDoesNotLookLikeSuccessIsDoubtful(String body, String length, String summary) {
        assertThat(judged(200, body, length, summary))
                .isInstanceOfSatisfying(
                        Retry.class, retry -> assertThat(retry.reason()).isEqualTo("clickhouse_doubtful_answer"));
    }

    @Test
    void theAnswerToAnotherStatementIsDoubtful() {
        assertThat(judged(200, "", CHUNKED, WRITTEN, "X-ClickHouse-Query-Id: q2"))
                .isInstanceOf(Retry.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 204, 302, 307, 400, 401, 403, 404, 408, 413, 429, 500, 502, 503, 504})
    void aStatusWithoutAnErrorOfClickHouseTellsNothing(int status) {
        assertThat(judged(status, "<html>", CHUNKED, WRITTEN))
                .isInstanceOfSatisfying(
                        Retry.class, retry -> assertThat(retry.reason()).isEqualTo("clickhouse_http_" + status));
    }

    private static InsertResult judged(int status, String body, String... headers) {
        Map<String, List<String>> all = new HashMap<>();
        for (String header : headers) {
            String[] parts = header.split(": ", 2);
            all.computeIfAbsent(parts[0], name -> new ArrayList<>()).add(parts[1]);
        }
        return new InsertAnswer(status, HttpHeaders.of(all, (name, value) -> true), body).judge("q1", 10, 77);
    }
}
