package dev.penstock.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.penstock.control.topic.ControlTopic;
import dev.penstock.control.write.ControlPlane;
import dev.penstock.control.write.ControlWriter;
import dev.penstock.control.write.WriteResult;
import dev.penstock.control.write.WriterSettings;
import dev.penstock.local.testing.TestingKafka;
import dev.penstock.model.key.IngestionKey;
import dev.penstock.model.organization.OrgId;
import dev.penstock.model.topic.Topic;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// A revoked key is refused by every edge within 5 seconds, and a new one is taken by every edge.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RevocationIT {

    private static final OrgId ACME = new OrgId("acme");
    private static final int EDGES = 2;
    private static final Duration PROMISED = Duration.ofSeconds(5);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<URI> urls = new ArrayList<>();
    private final List<Application> edges = new ArrayList<>();

    private TestingKafka kafka;
    private ControlPlane control;

    @BeforeAll
    void start() throws IOException {
        kafka = TestingKafka.start();
        for (Topic topic : List.of(Topic.CONTROL, Topic.EVENTS, Topic.USAGE, Topic.PROGRESS, Topic.PRESSURE)) {
            kafka.createTopic(topic.name("penstock."), topic.partitions(), topic.settings());
        }
        ControlTopic topic =
                new ControlTopic(Topic.CONTROL.name("penstock."), Map.of("bootstrap.servers", kafka.bootstrap()));
        control = new ControlPlane(
                new ControlWriter(
                        topic, new WriterSettings("a test", WriterSettings.DEFAULT_TIMEOUT), InstantSource.system()),
                InstantSource.system(),
                new SecureRandom());
        assertThat(control.createOrganization(ACME, "Acme")).isInstanceOf(WriteResult.Written.class);
        Path folder = Files.createTempDirectory("penstock-revocation");
        for (int i = 0; i < EDGES; i++) {
            URI url = URI.create("http://127.0.0.1:" + Pipeline.freePort());
            urls.add(url);
            edges.add(Application.start(
                    "ingest-edge",
                    url.resolve("/readyz"),
                    folder.resolve("edge-" + i + ".log"),
                    List.of(
                            "--server.port=" + url.getPort(),
                            "--management.server.port=" + Pipeline.freePort(),
                            "--spring.kafka.bootstrap-servers=" + kafka.bootstrap(),
                            "--penstock.edge.durability=development")));
        }
    }

    @AfterAll
    void stop() {
        edges.forEach(Application::close);
        if (kafka != null) {
            kafka.close();
        }
    }

    @Test
    void aRevokedKeyIsRefusedByEveryEdgeWithinFiveSeconds() {
        int rounds = Acceptance.choose(3, 100);
        Duration slowest = Duration.ZERO;
        for (int round = 0; round < rounds; round++) {
            IngestionKey key = control.newKey("test");
            assertThat(control.createKey(key, ACME, Set.of(), null, "")).isInstanceOf(WriteResult.Written.class);
            awaitOnEveryEdge(key, 202, Duration.ofSeconds(30));

            assertThat(control.revokeKey(key.id())).isInstanceOf(WriteResult.Written.class);
            long revoked = System.nanoTime();
            awaitOnEveryEdge(key, 401, PROMISED);
            Duration took = Duration.ofNanos(System.nanoTime() - revoked);
            slowest = took.compareTo(slowest) > 0 ? took : slowest;
        }
        Acceptance.record(
                "revocation",
                Map.of(
                        "rounds",
                        rounds,
                        "edges",
                        EDGES,
                        "slowest_ms",
                        slowest.toMillis(),
                        "promised_ms",
                        PROMISED.toMillis(),
                        "verdict",
                        "pass"));
    }

    private void awaitOnEveryEdge(IngestionKey key, int status, Duration patience) {
        await().atMost(patience).pollInterval(Duration.ofMillis(20)).untilAsserted(() -> {
            for (URI url : urls) {
                assertThat(status(url, key)).as(url.toString()).isEqualTo(status);
            }
        });
    }

    private int status(URI url, IngestionKey key) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(url.resolve("/v1/events"))
                .timeout(Duration.ofSeconds(10))
                .header("Authorization", "Bearer " + key.reveal())
                .POST(BodyPublishers.ofString("{}"))
                .build();
        return http.send(request, BodyHandlers.discarding()).statusCode();
    }
}
