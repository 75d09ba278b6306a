package dev.penstock.bench.picture;

import dev.penstock.bench.dashboard.Window;
import dev.penstock.bench.machine.Program;
import dev.penstock.bench.stack.Stack;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A Prometheus that scrapes the stack's edge and writer, with the chart's rules. Ends with the stack.
final class Prometheus {

    private static final String COMMAND = "prometheus";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final URI url;
    private final HttpClient http = HttpClient.newHttpClient();

    private Prometheus(URI url) {
        this.url = url;
    }

    /// @throws IllegalStateException with a sentence when there is no Prometheus on this machine
    static void require(String path) {
        boolean there = Stream.of(path.split(":", -1))
                .filter(folder -> !folder.isEmpty())
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, COMMAND)));
        if (!there) {
            throw new IllegalStateException(
                    "pictures needs prometheus on the PATH; Debian has it in the package prometheus");
        }
    }

    /// Starts it and waits until it has seen both applications.
    ///
    /// @param rules files of recording and alerting rules
    static Prometheus start(Stack stack, List<Path> rules, Duration scrape) throws InterruptedException {
        int port = Program.freePort();
        Path file = stack.folder().resolve("prometheus.yaml");
        try {
            Files.writeString(file, configuration(rules, scrape, stack.edgeMetrics(), stack.writerMetrics()));
        } catch (IOException e) {
            throw new UncheckedIOException("no room for " + file, e);
        }
        Program program = stack.started(
                COMMAND,
                List.of(
                        COMMAND,
                        "--config.file=" + file,
                        "--storage.tsdb.path=" + stack.folder().resolve("series"),
                        "--storage.tsdb.retention.size=256MB",
                        "--web.listen-address=127.0.0.1:" + port,
                        "--log.level=warn"));
        Prometheus prometheus = new Prometheus(URI.create("http://127.0.0.1:" + port));
        program.awaitAnswer(prometheus.url.resolve("/-/ready"));
        prometheus.awaitScrapes();
        return prometheus;
    }

    /// Names of edges and writers as pods would have them: their ports differ in each run.
    static String configuration(List<Path> rules, Duration scrape, URI edge, URI writer) {
        StringBuilder yaml = new StringBuilder("""
                global:
                  scrape_interval: %1$ds
                  scrape_timeout: %1$ds
                  evaluation_interval: %1$ds
                rule_files:
                """.formatted(scrape.toSeconds()));
        rules.forEach(rule ->
                yaml.append("  - '").append(rule.toString().replace("'", "''")).append("'\n"));
        yaml.append("scrape_configs:\n");
        Map.of("edge", edge, "writer", writer).entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(one -> yaml.append("""
                          - job_name: penstock-%1$s
                            metrics_path: %2$s
                            static_configs:
                              - targets: ['%3$s']
                                labels: {instance: %1$s-0}
                        """.formatted(
                        one.getKey(), one.getValue().getPath(), one.getValue().getAuthority())));
        return yaml.toString();
    }

    /// What a graph over that time would be drawn from.
    String range(String expression, Window window) {
        return ask(
                "/api/v1/query_range",
                "query=%s&start=%d&end=%d&step=%d"
                        .formatted(
                                URLEncoder.encode(expression, StandardCharsets.UTF_8),
                                window.from().getEpochSecond(),
                                window.to().getEpochSecond(),
                                window.step().toSeconds()));
    }

    private void awaitScrapes() throws InterruptedException {
        String both = "query=" + URLEncoder.encode("count(up == 1) == 2", StandardCharsets.UTF_8);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!ask("/api/v1/query", both).contains("\"value\"")) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException("Prometheus has not seen edge and writer after " + PATIENCE);
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
    }

    // The body tells what is wrong with an expression, so any answer is one.
    private String ask(String path, String form) {
        HttpRequest request = HttpRequest.newBuilder(url.resolve(path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .timeout(PATIENCE)
                .POST(BodyPublishers.ofString(form))
                .build();
        try {
            HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
            return response.body();
        } catch (IOException e) {
            throw new UncheckedIOException("Prometheus did not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while Prometheus worked", e);
        }
    }
}
