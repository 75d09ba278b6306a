package dev.penstock.bench.picture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrometheusTest {

    @TempDir
    private Path folder;

    /// By Prometheus' own word, with the chart's rules.
    @Test
    void theConfigurationIsOneThatPrometheusTakes() throws IOException, InterruptedException {
        Path rules = Path.of("..", "helm", "penstock", "rules", "penstock.yaml").toAbsolutePath();
        Path file = folder.resolve("prometheus.yaml");
        Files.writeString(
                file,
                Prometheus.configuration(
                        List.of(rules),
                        Duration.ofSeconds(5),
                        URI.create("http://127.0.0.1:8081/actuator/prometheus"),
                        URI.create("http://127.0.0.1:8082/actuator/prometheus")));

        Process promtool = new ProcessBuilder("promtool", "check", "config", file.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(promtool.waitFor()).as(said).isZero();
        assertThat(said).contains("1 rule files found", "rules found");
        assertThat(Files.readString(file)).contains("instance: edge-0", "'127.0.0.1:8082'", "scrape_interval: 5s");
    }
}
