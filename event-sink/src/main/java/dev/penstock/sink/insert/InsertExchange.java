package dev.penstock.sink.insert;

import dev.penstock.sink.connect.ClickHouseSettings;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// Sends one block to ClickHouse over HTTP, and waits for all of the answer.
///
/// Not by the driver, which throws an insert's answer away without reading it, follows redirects, and bounds only the
/// silence between two bytes: an answer that drips would hold its thread for ever (ADR 4). Thread-safe.
final class InsertExchange {

    private static final Duration CONNECT = Duration.ofSeconds(3);

    private final URI endpoint;
    private final String authorization;
    private final Duration timeout;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    /// Sends to where `clickHouse` says, and as whom.
    ///
    /// @param timeout longest time for one block, from its first byte to the end of its answer
    InsertExchange(ClickHouseSettings clickHouse, Duration timeout) {
        this.endpoint = URI.create(
                clickHouse.url().getScheme() + "://" + clickHouse.url().getRawAuthority() + "/");
        this.authorization = "Basic "
                + Base64.getEncoder()
                        .encodeToString(
                                (clickHouse.username() + ":" + clickHouse.password()).getBytes(StandardCharsets.UTF_8));
        this.timeout = timeout;
    }

    /// Sends `body` with `statement`, and returns whatever came back.
    ///
    /// When it returns, nothing reads the body any more.
    ///
    /// @param body opens the bytes from the first one each time
    /// @param length of the body
    /// @param settings of ClickHouse, for this statement alone
    /// @throws IOException when no whole answer came in time; nobody can tell whether the rows were stored
    InsertAnswer send(
            String statement, String queryId, Supplier<InputStream> body, int length, Map<String, String> settings)
            throws IOException, InterruptedException {
        LentBytes bytes = new LentBytes(body);
        HttpRequest request = HttpRequest.newBuilder(endpoint.resolve("?" + query(statement, queryId, settings)))
                .header("Authorization", authorization)
                .header("Content-Type", "application/octet-stream")
                .header("User-Agent", "penstock")
                .POST(
                        length == 0
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.fromPublisher(
                                        HttpRequest.BodyPublishers.ofInputStream(bytes::open), length))
                .build();
        CompletableFuture<HttpResponse<String>> answer = http.sendAsync(request, head -> new BothEnds());
        try {
            HttpResponse<String> whole = answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            return new InsertAnswer(whole.statusCode(), whole.headers(), whole.body());
        } catch (TimeoutException e) {
            throw new IOException("no whole answer within " + timeout, e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
        } finally {
            // Ends the connection when the answer is not there yet.
            answer.cancel(true);
            bytes.takeBack();
        }
    }

    private static String query(String statement, String queryId, Map<String, String> settings) {
        Map<String, String> parameters = new LinkedHashMap<>(settings);
        parameters.put("query_id", queryId);
        parameters.put("query", statement);
        return parameters.entrySet().stream()
                .map(parameter -> parameter.getKey() + "=" + encoded(parameter.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
