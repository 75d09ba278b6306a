package dev.penstock.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.penstock.local.testing.TestingClickHouse;
import dev.penstock.local.testing.TestingKafka;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// The pipeline where ClickHouse allows what `ingestctl schema roles` grants, and nothing else. The engine at hand has
/// one user and keeps none made by SQL: he is one role after another, by a `users.xml` with the grants of the
/// statements' text. What readers see is in `AccessIT` of the sink. Not tried: `CREATE ROLE` and users with passwords.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClickHouseGrantsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Pattern GRANT = Pattern.compile("GRANT (.*) TO (\\w+)");
    private static final String DEFINITION = """
            streams:
              orders:
                own_table: true
                retention: 30d
                columns: [{name: amount, type: UInt32, default: 0}]
                schema: {type: object, properties: {pieces: {type: integer, minimum: 1}}}
            """;

    private final HttpClient http = HttpClient.newHttpClient();
    private TestingKafka kafka;
    private TestingClickHouse clickHouse;

    @SuppressWarnings("NullAway.Init") // set by startApplications, once there are tables
    private Application edge;

    @SuppressWarnings("NullAway.Init") // set by startApplications
    private Application writer;

    @SuppressWarnings("NullAway.Init") // set by startApplications
    private URI edgeUrl;

    @SuppressWarnings("NullAway.Init") // set by startApplications
    private URI writerManagement;

    private String key = "";

    private Path folder;

    @BeforeAll
    void start(@TempDir Path temporary) throws Exception {
        folder = temporary;
        kafka = TestingKafka.start();
        Files.writeString(config(), "<clickhouse></clickhouse>");
        clickHouse = TestingClickHouse.startWith(config());
        clickHouse.execute("CREATE DATABASE elsewhere");
        clickHouse.execute("CREATE TABLE elsewhere.salaries (a Int8) ENGINE = MergeTree ORDER BY a");
    }

    @AfterAll
    void stop() {
        Closing.all(edge, writer, clickHouse, kafka);
    }

    @Test
    @Order(1)
    void anOperatorMakesTheDatabaseItsTablesAndThoseOfAStream() throws Exception {
        // Before there is a table.
        become("penstock_operator", ctl("schema", "roles"));

        ctl("topics", "apply", "--replication-factor", "1", "--min-insync-replicas", "1");
        ctl("schema", "migrate");
        ctl("schema", "status");
        ctl("orgs", "create", "acme");
        key = JsonMapper.shared()
                .readTree(ctl("keys", "create", "--org", "acme", "--output", "json"))
                .path("key")
                .asString();
        define(DEFINITION);
        clickHouse.execute(
                "ALTER TABLE penstock.orders_raw ADD COLUMN checked UInt8 MATERIALIZED throwIf(amount = 13)");

        for (String statement : List.of(
                "DROP DATABASE penstock",
                "TRUNCATE TABLE penstock.events_raw",
                "DELETE FROM penstock.events_raw WHERE 1",
                "ALTER TABLE penstock.events_raw DELETE WHERE 1",
                "ALTER TABLE penstock.events_raw UPDATE payload = '' WHERE 1",
                "ALTER TABLE penstock.events_raw DROP PARTITION 202611",
                "ALTER TABLE penstock.events_raw DROP COLUMN payload",
                "SELECT * FROM elsewhere.salaries",
                "CREATE DATABASE mine",
                "CREATE USER somebody",
                "GRANT SELECT ON *.* TO default",
                "SYSTEM SHUTDOWN")) {
            denied(statement);
        }
    }

    @Test
    @Order(2)
    void aWriterStoresEventsDeadLettersAndTheLedgerAndCannotChangeATable() throws Exception {
        become("penstock_writer", ctl("schema", "roles"));
        startApplications();
        await().atMost(PATIENCE).until(() -> post("orders", "{\"amount\":1}", "?ack=stored") == 200);
        await().atMost(PATIENCE).until(() -> post("others", "{\"amount\":1}", "?ack=stored") == 200);
        assertThat(post("orders", "{\"amount\":2,\"pieces\":0}", "")).isEqualTo(202);

        await().atMost(PATIENCE).until(() -> count("SELECT count() FROM penstock.dead_letters_store") == 1);
        await().atMost(PATIENCE).until(() -> count("SELECT count() FROM penstock.orders_quarantine") == 1);
        await().atMost(PATIENCE).until(() -> count("SELECT count() FROM penstock.ledger_store") > 0);
        await().atMost(PATIENCE).until(() -> count("SELECT count() FROM penstock.freshness_partitions") > 0);
        // Whoever looks at what has become of dead letters, and at parts, does so each second here.
        await().pollDelay(Duration.ofSeconds(5))
                .atMost(PATIENCE)
                .until(() -> post("orders", "{}", "?ack=stored") == 200);

        for (String statement : List.of(
                "CREATE TABLE penstock.mine (a Int8) ENGINE = MergeTree ORDER BY a",
                "ALTER TABLE penstock.orders_raw ADD COLUMN mine Int8",
                "ALTER TABLE penstock.events_raw DELETE WHERE 1",
                "DELETE FROM penstock.events_raw WHERE 1",
                "TRUNCATE TABLE penstock.events_raw",
                "DROP TABLE penstock.events_raw",
                "OPTIMIZE TABLE penstock.events_raw",
                "INSERT INTO penstock.flyway_schema_history (version) VALUES ('9')",
                "SELECT * FROM elsewhere.salaries",
                "SELECT * FROM system.users",
                "SELECT * FROM file('/etc/passwd', LineAsString)",
                "SELECT * FROM url('http://127.0.0.1:1/', CSV, 'a String')")) {
            denied(statement);
        }
        assertThat(Files.readString(writer.log()).lines().filter(line -> line.contains("ACCESS_DENIED")))
                .isEmpty();
    }

    @Test
    @Order(3)
    void aWriterSearchesForBadRowsOnACopyOfTheirTable() throws Exception {
        StringBuilder events = new StringBuilder();
        for (int amount = 1; amount <= 20; amount++) {
            events.append("{\"trace_id\":\"one\",\"amount\":%d}\n".formatted(amount));
        }

        assertThat(post("orders", events.toString(), "")).isEqualTo(202);

        await().atMost(PATIENCE).until(() -> count("SELECT count() FROM penstock.orders WHERE trace_id = 'one'") == 19);
        await().atMost(PATIENCE).until(() -> count("SELECT count() FROM penstock.dead_letters_store") == 2);
        String metrics = Vitals.read(writerManagement.resolve("/actuator/prometheus"));
        assertThat(metrics)
                .contains("penstock_writer_trials_total{outcome=\"undecided\"} 0.0")
                .doesNotContain("penstock_writer_trials_total{outcome=\"refused\"} 0.0");
    }

    @Test
    @Order(4)
    void anOperatorRedrivesReplaysAndAudits() throws Exception {
        writer.terminate();
        become("penstock_operator", ctl("schema", "roles"));
        define(DEFINITION
                .replace("minimum: 1", "minimum: 0")
                .replace("retention: 30d", "retention: 60d")
                .replace("default: 0}]", "default: 0}, {name: more, type: UInt32, default: 0}]"));
        ctl("dlq", "redrive", "--stream", "orders", "--execute", "--yes");
        Path plan = folder.resolve("plan.json");
        ctl("replay", "plan", "--from=-1h", "--to=now", "--stream", "others", "--plan-file", plan.toString());
        ctl("replay", "run", "--plan", plan.toString(), "--execute");
        ctl("replay", "diff", "--plan", plan.toString());
        ctl("replay", "drop", "--plan", plan.toString(), "--execute", "--yes");
        ctl("lag", "--over", "1s");

        become("penstock_writer", ctl("schema", "roles"));
        writer.restart();

        await().atMost(PATIENCE).until(() -> count("SELECT count() FROM penstock.orders WHERE amount = 2") == 1);
    }

    private void startApplications() {
        int port = Pipeline.freePort();
        edgeUrl = URI.create("http://127.0.0.1:" + port);
        edge = Application.start(
                "ingest-edge",
                edgeUrl.resolve("/readyz"),
                folder.resolve("edge.log"),
                List.of(
                        "--server.port=" + port,
                        "--management.server.port=" + Pipeline.freePort(),
                        "--spring.kafka.bootstrap-servers=" + kafka.bootstrap(),
                        "--penstock.edge.durability=development",
                        "--penstock.edge.ledger.close-after=2s",
                        "--penstock.edge.control.snapshot=" + folder.resolve("control.snapshot")));
        int management = Pipeline.freePort();
        writerManagement = URI.create("http://127.0.0.1:" + management);
        writer = Application.start(
                "batch-writer",
                writerManagement.resolve("/actuator/health/readiness"),
                folder.resolve("writer.log"),
                List.of(
                        "--management.server.port=" + management,
                        "--spring.kafka.bootstrap-servers=" + kafka.bootstrap(),
                        "--penstock.writer.flow.parts-look=1s",
                        "--penstock.writer.letters.look-every=1s",
                        "--penstock.writer.ledger.linger=100ms",
                        "--penstock.writer.ledger.audit-every=1s",
                        "--penstock.writer.clickhouse.url=" + clickHouse.url()));
    }

    /// From now on the user of ClickHouse has what the statements grant this role.
    private void become(String role, String statements) throws IOException {
        // The front of the engine says USE where a server's HTTP interface does not.
        StringBuilder grants = new StringBuilder("<query>GRANT SHOW DATABASES ON *.*</query>");
        int common = grants.length();
        Matcher found = GRANT.matcher(statements);
        while (found.find()) {
            if (found.group(2).equals(role)) {
                grants.append("<query>GRANT ").append(found.group(1)).append("</query>");
            }
        }
        assertThat(grants).hasSizeGreaterThan(common);
        EngineUser.write(config(), grants.toString());
        clickHouse.restart();
    }

    private Path config() {
        return folder.resolve("config.xml");
    }

    private void denied(String statement) {
        assertThatThrownBy(() -> clickHouse.execute(statement)).as(statement).hasMessageContaining("ACCESS_DENIED");
    }

    private void define(String definition) throws IOException {
        ctl(
                "streams",
                "apply",
                "-f",
                Files.writeString(folder.resolve("streams.yaml"), definition).toString());
    }

    private String ctl(String... arguments) {
        Pipeline.CtlRun run = CommandLineRun.of(
                Map.of("PENSTOCK_KAFKA_BOOTSTRAP", kafka.bootstrap(), "PENSTOCK_CLICKHOUSE_URL", clickHouse.url()),
                arguments);
        assertThat(run.exit())
                .as(String.join(" ", arguments) + run.output() + run.errors())
                .isZero();
        return run.output();
    }

    private long count(String sql) {
        return Long.parseLong(clickHouse.query(sql).strip());
    }

    private int post(String stream, String body, String query) throws IOException, InterruptedException {
        return http.send(
                        HttpRequest.newBuilder(edgeUrl.resolve("/v1/events/" + stream + query))
                                .timeout(PATIENCE)
                                .header("Authorization", "Bearer " + key)
                                .POST(BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofString())
                .statusCode();
    }
}
