package dev.penstock.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.penstock.local.testing.TestingClickHouse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The whole pipeline where each may do in Kafka what `ingestctl topics acls` lets it do: nothing of it asks for more.
/// What nobody may do is in [KafkaRightsIT].
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LeastPrivilegeIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String DEFINITION = """
            streams:
              orders:
                own_table: true
                columns: [{name: amount, type: UInt32, default: 0}]
                schema: {type: object, properties: {pieces: {type: integer, minimum: 1}}}
            """;

    private final HttpClient http = HttpClient.newHttpClient();
    private GuardedKafka kafka;
    private TestingClickHouse clickHouse;
    private Application edge;
    private Application writer;
    private URI edgeUrl;
    private URI edgeScrape;
    private String key = "";
    private String keyId = "";

    private Path folder;

    @BeforeAll
    void start(@TempDir Path temporary) throws Exception {
        folder = temporary;
        kafka = new GuardedKafka(folder);
        clickHouse = TestingClickHouse.start();
        kafka.addUsers(List.of("penstock-edge", "penstock-writer", "penstock-operator", "penstock-auditor"));
        kafka.run(done(ctl(
                "nobody",
                "topics",
                "acls",
                "--command-config",
                kafka.adminFile().toString())));
        operator("topics", "apply", "--replication-factor", "1", "--min-insync-replicas", "1");
        operator("schema", "migrate");
        operator("orgs", "create", "acme");
        JsonNode created =
                JsonMapper.shared().readTree(operator("keys", "create", "--org", "acme", "--output", "json"));
        key = created.path("key").asString();
        keyId = created.path("id").asString();
        Path definition = Files.writeString(folder.resolve("streams.yaml"), DEFINITION);
        operator("streams", "apply", "-f", definition.toString());

        int port = Pipeline.freePort();
        int management = Pipeline.freePort();
        edgeUrl = URI.create("http://127.0.0.1:" + port);
        edgeScrape = URI.create("http://127.0.0.1:" + management + "/actuator/prometheus");
        List<String> ofEdge = new ArrayList<>(kafka.arguments("penstock-edge"));
        ofEdge.addAll(List.of(
                "--server.port=" + port,
                "--management.server.port=" + management,
                "--penstock.edge.durability=development",
                "--penstock.edge.ledger.close-after=2s",
                "--penstock.edge.admit.pressure.valid-for=3s",
                "--penstock.edge.control.snapshot=" + folder.resolve("control.snapshot")));
        edge = Application.start("ingest-edge", edgeUrl.resolve("/readyz"), folder.resolve("edge.log"), ofEdge);
        int writerManagement = Pipeline.freePort();
        List<String> ofWriter = new ArrayList<>(kafka.arguments("penstock-writer"));
        ofWriter.addAll(List.of(
                "--management.server.port=" + writerManagement,
                "--penstock.writer.ledger.linger=100ms",
                "--penstock.writer.fuse.events=20",
                "--penstock.writer.clickhouse.url=" + clickHouse.url()));
        writer = Application.start(
                "batch-writer",
                URI.create("http://127.0.0.1:" + writerManagement + "/actuator/health/readiness"),
                folder.resolve("writer.log"),
                ofWriter);
    }

    @AfterAll
    void stop() {
        Closing.all(edge, writer, clickHouse, kafka);
    }

    @Test
    @Order(1)
    void anEventIsStoredAndOneThatDoesNotFitIsADeadLetterThatIsRedriven() throws Exception {
        await().atMost(PATIENCE).until(() -> post("{\"amount\":1,\"pieces\":2}", "?ack=stored") == 200);
        assertThat(post("{\"amount\":2,\"pieces\":0}", "")).isEqualTo(202);
        await().atMost(PATIENCE).until(() -> count("SELECT count() FROM penstock.dead_letters") == 1);
        Path mended = Files.writeString(folder.resolve("mended.yaml"), DEFINITION.replace("minimum: 1", "minimum: 0"));
        operator("streams", "apply", "-f", mended.toString());

        operator("dlq", "redrive", "--stream", "orders", "--execute", "--yes");

        await().atMost(PATIENCE).until(() -> count("SELECT count() FROM penstock.orders WHERE amount = 2") == 1);
    }

    @Test
    @Order(2)
    void aStreamIsHaltedByTheWriterAndResumedByTheOperator() throws Exception {
        await().atMost(PATIENCE).until(() -> {
            StringBuilder bad = new StringBuilder();
            for (int n = 0; n < 200; n++) {
                bad.append("{\"pieces\":-1}\n");
            }
            post(bad.toString(), "");
            return operator("streams", "halted", "--output", "json").contains("orders");
        });
        Path mended = Files.writeString(folder.resolve("mended.yaml"), DEFINITION.replace("minimum: 1", "minimum: -1"));
        operator("streams", "apply", "-f", mended.toString());

        operator("streams", "resume", "orders");

        await().atMost(PATIENCE).until(() -> count("SELECT count() FROM penstock.orders WHERE amount = 0") > 0);
        await().atMost(PATIENCE).until(() -> post("{\"amount\":3}", "?ack=stored") == 200);
    }

    @Test
    @Order(3)
    void theAuditorSeesEverythingAndChangesNothing() throws Exception {
        assertThat(auditor("keys", "list").output()).contains("acme");
        assertThat(auditor("lag", "--over", "1s").exit()).isZero();
        assertThat(auditor("doctor").output()).contains("the events may be read by");
        assertThat(auditor("dlq", "groups", "--all").exit()).isZero();
        assertThat(auditor("tail", "--for", "1s").exit()).isZero();
        assertThat(auditor("receipt", "5f6d1c1e-9f57-4ad7-8f0e-6d3f3e1b6a11", "--from", "2h")
                        .exit())
                .isEqualTo(3);
        assertThat(auditor("audit", "--from", "-2h").exit()).isIn(0, 3);

        for (List<String> change : List.of(
                List.of("keys", "create", "--org", "acme"),
                List.of("orgs", "create", "globex"),
                List.of("topics", "apply", "--replication-factor", "1", "--min-insync-replicas", "1"))) {
            Pipeline.CtlRun run = auditor(change.toArray(new String[0]));
            // Topics that are as they should be are not touched.
            assertThat(run.exit())
                    .as(change + run.output() + run.errors())
                    .isEqualTo(change.contains("topics") ? 0 : 1);
        }
        assertThat(operator("orgs", "list")).doesNotContain("globex");
    }

    @Test
    @Order(4)
    void withoutAWriterTheEdgeReckonsWhatIsLeftOfTheRetentionAndReadsNoEvent() throws Exception {
        writer.terminate();
        assertThat(post("{\"amount\":4}", "")).isEqualTo(202);

        await().atMost(PATIENCE)
                .until(() -> Pipeline.metric(edgeScrape, "penstock_edge_pressure_reckoned_total ", "") > 3);
        assertThat(Pipeline.metric(edgeScrape, "penstock_edge_pressure_reckoning_failures_total ", ""))
                .isZero();
        writer.restart();
        await().atMost(PATIENCE).until(() -> count("SELECT count() FROM penstock.orders WHERE amount = 4") == 1);
    }

    @Test
    @Order(5)
    void aRevokedKeyIsRefused() throws Exception {
        operator("keys", "revoke", keyId, "--yes");

        await().atMost(PATIENCE).until(() -> post("{}", "") == 401);
    }

    @Test
    @Order(6)
    void nobodyWasRefusedAnything() throws IOException {
        for (Application application : List.of(edge, writer)) {
            assertThat(Files.readString(application.log())
                            .lines()
                            .filter(line -> line.contains("AuthorizationException")))
                    .isEmpty();
        }
    }

    private String operator(String... arguments) {
        return done(ctl("penstock-operator", arguments));
    }

    private Pipeline.CtlRun auditor(String... arguments) {
        return ctl("penstock-auditor", arguments);
    }

    private static String done(Pipeline.CtlRun run) {
        assertThat(run.exit()).as(run.output() + run.errors()).isZero();
        return run.output();
    }

    private Pipeline.CtlRun ctl(String user, String... arguments) {
        return CommandLineRun.of(
                Map.of(
                        "PENSTOCK_KAFKA_BOOTSTRAP", kafka.bootstrap(),
                        "PENSTOCK_KAFKA_CONFIG", kafka.file(user).toString(),
                        "PENSTOCK_CLICKHOUSE_URL", clickHouse.url()),
                arguments);
    }

    private long count(String sql) {
        return Long.parseLong(clickHouse.query(sql).strip());
    }

    private int post(String body, String query) throws IOException, InterruptedException {
        return http.send(
                        HttpRequest.newBuilder(edgeUrl.resolve("/v1/events/orders" + query))
                                .timeout(PATIENCE)
                                .header("Authorization", "Bearer " + key)
                                .POST(BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofString())
                .statusCode();
    }
}
