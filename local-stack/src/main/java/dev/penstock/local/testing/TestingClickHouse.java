package dev.penstock.local.testing;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The real ClickHouse engine for a test, in a process of its own, behind ClickHouse's HTTP interface.
///
/// `-Dpenstock.backend=containers` makes it a container of [Images#CLICKHOUSE], which injects no faults. The user
/// is `default` without a password. Thread-safe but for start, stop, kill, pause and restart.
public final class TestingClickHouse implements AutoCloseable {

    private static final Duration ANSWER = Duration.ofSeconds(60);

    private final TestingServer server;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private TestingClickHouse(TestingServer server) {
        this.server = server;
    }

    /// Starts an engine with an empty data directory and waits until it answers.
    ///
    /// @throws IllegalStateException with the end of the engine's log when it does not
    public static TestingClickHouse start() {
        return started(TestingServer.inContainers() ? ContainerServer.clickHouse() : local(List.of("--faults")));
    }

    /// As [#start()], with a `config.xml` of the test's own, which is read at each start: macros, `remote_servers`,
    /// `zookeeper`, users. Always the local engine.
    public static TestingClickHouse startWith(Path config) {
        return started(local(List.of("--faults", "--config=" + config.toAbsolutePath())));
    }

    private static LocalServer local(List<String> arguments) {
        return new LocalServer(
                "dev.penstock.local.clickhouse.LocalClickHouse",
                List.of(
                        "-Xmx256m",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-Dpenstock.engine=" + System.getProperty("penstock.engine", "")),
                arguments);
    }

    private static TestingClickHouse started(TestingServer server) {
        server.start();
        return new TestingClickHouse(server);
    }

    /// `http://host:port`, the same after a restart. `jdbc:clickhouse:` before it makes a JDBC URL.
    public String url() {
        return "http://" + server.address();
    }

    /// `host:port`.
    public String address() {
        return server.address();
    }

    /// The result as tab-separated lines, without the last line feed.
    ///
    /// @throws IllegalStateException with ClickHouse's message when the statement fails
    public String query(String sql) {
        HttpResponse<String> response = send(HttpRequest.newBuilder(URI.create(url() + "/"))
                .timeout(ANSWER)
                .POST(HttpRequest.BodyPublishers.ofString(sql))
                .build());
        if (response.statusCode() != 200) {
            throw new IllegalStateException("ClickHouse refused '" + sql + "': " + response.body());
        }
        return response.body().stripTrailing();
    }

    /// Runs a statement for its effect.
    ///
    /// @throws IllegalStateException with ClickHouse's message when it fails
    public void execute(String sql) {
        query(sql);
    }

    /// Injects a fault, as `/_fault` of the local server takes it: `fault("drop_after_apply", Map.of("times", "1",
    /// "match", "INSERT"))`. Kinds: drop_before, drop_after_apply, error (code, message), sleep (ms), truncate.
    public void fault(String kind, Map<String, String> details) {
        String fields = details.entrySet().stream()
                .map(detail ->
                        "&" + detail.getKey() + "=" + URLEncoder.encode(detail.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining());
        faultRequest(HttpRequest.newBuilder(URI.create(url() + "/_fault?kind=" + kind + fields))
                .POST(HttpRequest.BodyPublishers.noBody()));
    }

    /// Forgets the faults that nobody has met yet.
    public void clearFaults() {
        faultRequest(HttpRequest.newBuilder(URI.create(url() + "/_fault")).DELETE());
    }

    /// SIGKILL. What was answered before is still there after [#restart].
    public void kill() {
        server.kill();
    }

    /// SIGTERM, and waits for the end.
    public void stop() {
        server.stop();
    }

    /// Starts it again with the same port and data; stops it before when it still runs.
    public void restart() {
        server.restart();
    }

    /// SIGSTOP: connections stay open and nothing answers.
    public void pause() {
        server.pause();
    }

    /// Ends [#pause].
    public void resume() {
        server.resume();
    }

    /// Ends the engine and deletes its data.
    @Override
    public void close() {
        http.close();
        server.close();
    }

    private void faultRequest(HttpRequest.Builder request) {
        HttpResponse<String> response = send(request.timeout(ANSWER).build());
        if (response.statusCode() != 200) {
            throw new IllegalStateException("the fault was refused: " + response.body());
        }
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException("ClickHouse did not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
