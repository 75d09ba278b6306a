package dev.penstock.local.clickhouse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.local.testing.TestingClickHouse;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class StatementErrorsIT {

    private final TestingClickHouse clickHouse = TestingClickHouse.start();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @BeforeAll
    void makeTable() {
        clickHouse.execute("CREATE TABLE numbered (id Int32, other Int32) ENGINE = MergeTree ORDER BY id");
    }

    @AfterAll
    void close() {
        http.close();
        clickHouse.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "INSERT INTO numbered VALUES ('x', 1) | 6 | 400",
                "INSERT INTO numbered VALUES (1, 1), ('x', 2), (3, 3) | 6 | 400",
                "INSERT INTO numbered VALUES (1) | 62 | 400",
                "INSERT INTO numbered VALUES (1, 2, 3) | 62 | 400",
                "INSERT INTO numbered VALUES (1, 2), nonsense | 27 | 400",
                "INSERT INTO numbered (id, missing) VALUES (1, 2) | 16 | 500",
                "INSERT INTO missing VALUES (1, 2) | 60 | 404",
                "INSERT INTO missing.numbered VALUES (1, 2) | 81 | 404"
            })
    void badRowsInTheBodyOrTheUrlAreTheSameError(String sql, String code, int status) {
        int values = sql.indexOf("VALUES") + "VALUES".length();
        for (HttpResponse<String> response :
                List.of(send("", sql), send(sql, ""), send(sql.substring(0, values), sql.substring(values)))) {
            assertThat(response.body()).startsWith("Code: " + code + ". DB::Exception: ");
            assertThat(response.headers().firstValue("X-ClickHouse-Exception-Code"))
                    .contains(code);
            assertThat(response.statusCode()).isEqualTo(status);
        }
        assertThat(clickHouse.query("SELECT count() FROM numbered")).isEqualTo("0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"lz4", "gzip", "deflate", "zstd"})
    void uploadThatCannotBeUnpackedIsAnAnswer(String coding) {
        HttpResponse<String> response =
                send(HttpRequest.newBuilder(URI.create(clickHouse.url() + "/?query=INSERT+INTO+numbered+FORMAT+CSV"))
                        .header("Content-Encoding", coding)
                        .POST(BodyPublishers.ofString("this is not packed at all, whatever the header says"))
                        .build());

        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(response.headers().firstValue("X-ClickHouse-Exception-Code")).contains("49");
        assertThat(response.body()).startsWith("Code: 49. DB::Exception: ").contains("(version 26.");
        assertThat(clickHouse.query("SELECT count() FROM numbered")).isEqualTo("0");
    }

    private HttpResponse<String> send(String inUrl, String inBody) {
        return send(HttpRequest.newBuilder(URI.create(clickHouse.url() + "/?query=" + URLEncoder.encode(inUrl, UTF_8)))
                .POST(BodyPublishers.ofString(inBody))
                .build());
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofString(UTF_8));
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
