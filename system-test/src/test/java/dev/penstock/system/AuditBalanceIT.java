package dev.penstock.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.penstock.local.demo.Demo;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `ingestctl audit` after all that may happen and loses nothing: the demo with Kafka away in its middle, an SDK that
/// sends again, a stream that was halted and came back, ClickHouse away. All minutes are closed, and nothing is ended
/// for that.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("completeness")
class AuditBalanceIT {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int DEMO = 2_000;
    private static final int FEW = 50;

    private final HttpClient http = HttpClient.newHttpClient();
    private final Instant begun = Instant.now().truncatedTo(ChronoUnit.MINUTES);
    private Pipeline pipeline;

    @TempDir
    private Path folder;

    @BeforeAll
    void start() {
        pipeline = Pipeline.start(
                List.of("--penstock.edge.ledger.close-after=10s", "--penstock.edge.publish.answer-timeout=2s"),
                List.of("--penstock.writer.ledger.linger=100ms"));
    }

    @AfterAll
    void stop() {
        if (pipeline != null) {
            pipeline.close();
        }
    }

    @Test
    void itIsBalancedAfterAllThatLosesNothing() throws Exception {
        demoWhileKafkaIsAwayForAMoment();
        JsonNode sdk = NpmClient.run("segment-node.mjs", pipeline.edgeUrl().toString(), pipeline.key(), "audited", "10")
                .json();
        assertThat(sdk.path("lost").asInt()).isEqualTo(200);

        String parked = pipeline.organization("parked");
        pipeline.ingestctl("streams", "halt", "clicks", "--reason", "a test", "--yes");
        post(parked, "/v1/events/clicks");
        await().atMost(PATIENCE).until(pipeline::isDrained);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(audit("--org", "parked")
                                .path("events")
                                .path("parked")
                                .asLong())
                        .isEqualTo(FEW));
        JsonNode halted = audit("--org", "parked");
        assertThat(inAll(halted, "parked")).isEqualTo(FEW);
        assertThat(pipeline.ingestctl("streams", "resume", "clicks", "--output", "json"))
                .contains("\"brought_back\":" + FEW);

        String outage = pipeline.organization("outage");
        pipeline.clickHouse().stop();
        try {
            post(outage, "/v1/events/clicks");
            await().atMost(PATIENCE).until(() -> pipeline.ofWriter("penstock_writer_breaker", "state=\"open\"") == 1);
        } finally {
            pipeline.clickHouse().restart();
        }
        await().atMost(PATIENCE).until(pipeline::isDrained);
        Instant end = Instant.now().truncatedTo(ChronoUnit.MINUTES).plusSeconds(60);

        await().atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(2))
                .untilAsserted(
                        () -> assertThat(until(end).path("verdict").asString()).isEqualTo("balanced"));

        JsonNode all = until(end);
        assertThat(all.path("unknown_minutes")).isEmpty();
        assertThat(all.path("events").path("in_flight").asLong()).isZero();
        assertThat(all.path("events").path("parked").asLong()).isEqualTo(FEW);
        assertThat(all.path("events").path("returned").asLong()).isEqualTo(FEW);
        // What was sent again is accepted again.
        assertThat(all.path("events").path("accepted").asLong()).isGreaterThanOrEqualTo(DEMO + 20 + 2 * FEW);
        JsonNode ofParked = until(end, "--org", "parked");
        assertThat(ofParked.path("events").path("accepted").asLong()).isEqualTo(FEW);
        assertThat(ofParked.path("events").path("stored").asLong()).isEqualTo(FEW);
        JsonNode ofOutage = until(end, "--org", "outage");
        assertThat(ofOutage.path("events").path("accepted").asLong()).isEqualTo(FEW);
        assertThat(ofOutage.path("events").path("stored").asLong()).isEqualTo(FEW);
        assertThat(inAll(all, "hole")).isZero();
    }

    private void demoWhileKafkaIsAwayForAMoment() throws Exception {
        Path log = folder.resolve("demo.log");
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Demo.class.getName(),
                "--events",
                Integer.toString(DEMO),
                "--rate",
                "250");
        builder.environment().put("PENSTOCK_EDGE_URL", pipeline.edgeUrl().toString());
        builder.environment()
                .put("PENSTOCK_CLICKHOUSE_URL", pipeline.clickHouse().url());
        builder.environment().put("PENSTOCK_KEY", pipeline.key());
        builder.environment()
                .put(
                        "PENSTOCK_DEMO_EXAMPLES",
                        Path.of("../local-stack/node_modules/@octokit/webhooks-examples/api.github.com/index.json")
                                .toAbsolutePath()
                                .toString());
        Process demo =
                builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        try {
            await().atMost(PATIENCE).until(() -> pipeline.count("select count() from penstock.events") > 0);
            pipeline.kafka().pause();
            double unknown = pipeline.ofEdge("penstock_edge_publish_seconds_count", "outcome=\"unknown\"");
            try {
                await().atMost(PATIENCE)
                        .until(() -> pipeline.ofEdge("penstock_edge_publish_seconds_count", "outcome=\"unknown\"")
                                > unknown);
            } finally {
                pipeline.kafka().resume();
            }
            assertThat(demo.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } finally {
            demo.destroyForcibly();
        }
        assertThat(demo.exitValue()).as(Files.readString(log)).isZero();
    }

    private void post(String key, String path) throws IOException, InterruptedException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < FEW; i++) {
            lines.append("{\"n\":").append(i).append("}\n");
        }
        HttpRequest request = HttpRequest.newBuilder(pipeline.edgeUrl().resolve(path))
                .header("Authorization", "Bearer " + key)
                .POST(BodyPublishers.ofString(lines.toString()))
                .build();
        await().atMost(PATIENCE)
                .until(() -> http.send(request, BodyHandlers.discarding()).statusCode() == 202);
    }

    private JsonNode audit(String... more) {
        return until(Instant.now().plusSeconds(120).truncatedTo(ChronoUnit.MINUTES), more);
    }

    private JsonNode until(Instant end, String... more) {
        List<String> arguments = new ArrayList<>(
                List.of("audit", "--from", begun.toString(), "--to", end.toString(), "--output", "json"));
        arguments.addAll(List.of(more));
        Pipeline.CtlRun run = pipeline.ctl(arguments.toArray(String[]::new));
        assertThat(run.exit()).as(run.output() + run.errors()).isZero();
        return JsonMapper.shared().readTree(run.output());
    }

    private static long inAll(JsonNode audit, String place) {
        long sum = 0;
        for (JsonNode partition : audit.path("partitions")) {
            sum += partition.path(place).asLong();
        }
        return sum;
    }
}
