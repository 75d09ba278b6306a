package dev.penstock.bench.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/// ClickHouse by its HTTP interface. Thread-safe.
public final class ClickHouse {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final URI url;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    public ClickHouse(URI url) {
        this.url = url;
    }

    public URI url() {
        return url;
    }

    /// The result as tab-separated lines.
    ///
    /// @throws IllegalStateException with ClickHouse's message when the statement fails
    public String query(String sql) {
        return answer(HttpRequest.newBuilder(url).POST(BodyPublishers.ofString(sql)), BodyHandlers.ofString())
                .stripTrailing();
    }

    public long number(String sql) {
        return Long.parseLong(query(sql));
    }

    /// Writes the result of a statement with a format to a file.
    public void save(String sql, Path file) {
        answer(HttpRequest.newBuilder(url).POST(BodyPublishers.ofString(sql)), BodyHandlers.ofFile(file));
    }

    /// Inserts a body that is ready, in one block that is not looked for among earlier ones.
    public void insert(String table, String format, byte[] body) {
        String sql = "INSERT INTO " + table + " FORMAT " + format;
        URI target = url.resolve(
                "/?async_insert=0&insert_deduplicate=0&query=" + URLEncoder.encode(sql, StandardCharsets.UTF_8));
        answer(HttpRequest.newBuilder(target).POST(BodyPublishers.ofByteArray(body)), BodyHandlers.ofString());
    }

    private <T> T answer(HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler) {
        try {
            HttpResponse<T> response = http.send(request.timeout(PATIENCE).build(), handler);
            if (response.statusCode() != 200) {
                throw new IllegalStateException("ClickHouse refused: " + response.body());
            }
            return response.body();
        } catch (IOException e) {
            throw new UncheckedIOException("ClickHouse did not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while ClickHouse worked", e);
        }
    }
}
