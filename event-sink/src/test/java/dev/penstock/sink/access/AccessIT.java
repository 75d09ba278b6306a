package dev.penstock.sink.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.local.testing.TestingClickHouse;
import dev.penstock.model.organization.OrgId;
import dev.penstock.sink.connect.ClickHouseSettings;
import dev.penstock.sink.migrate.ClickHouseCluster;
import dev.penstock.sink.migrate.ClusterFront;
import dev.penstock.sink.migrate.Migrations;
import dev.penstock.sink.migrate.TableEngines;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The roles at work. The engine at hand parses all of their statements and cannot keep users it makes by SQL,
/// but has one user, who gets from a `users.xml` what the statements give a reader of one organization: the
/// same grants, conditions and limits, taken from the statements' text. The tables are those of a cluster, so
/// that `Distributed` is among them.
class AccessIT {

    private static final TableEngines ENGINES = TableEngines.on(ClickHouseCluster.named("main"));

    private static final OrgId ACME = new OrgId("acme");

    @TempDir
    private static Path directory;

    private static TestingClickHouse clickHouse;
    private static List<String> roles;
    private static List<String> organization;

    @BeforeAll
    static void becomeAReaderOfAcme() throws Exception {
        Path config = directory.resolve("config.xml");
        Files.writeString(config, config(""));
        clickHouse = TestingClickHouse.startWith(config);
        try (ClusterFront front = new ClusterFront(clickHouse.url())) {
            new Migrations(settings(front.url()), ENGINES, InstantSource.system()).migrate();
        }
        for (String org : List.of("acme", "globex")) {
            clickHouse.execute("INSERT INTO access.events_raw (org_id, stream, timestamp, event_id, received_at)"
                    + " SELECT '" + org + "', 'clicks', now64(3), generateUUIDv4(), now64(3) FROM numbers(10)");
            clickHouse.execute("INSERT INTO access.dead_letters_store (org_id, source_topic_id, cause, first_seen,"
                    + " last_seen) SELECT '" + org + "', '" + org + "', 'wrong_type', now64(3), now64(3)");
        }
        clickHouse.execute("CREATE TABLE access.quarantine (line String) ENGINE = MergeTree ORDER BY line");
        AccessStatements access =
                new AccessStatements("access", ENGINES, SchemaTables.read(settings(URI.create(clickHouse.url()))));
        roles = access.roles();
        organization = access.organization(ACME);
        for (String statement : both()) {
            assertThat(clickHouse.query("EXPLAIN AST " + statement))
                    .as(statement)
                    .isNotEmpty();
        }

        Files.writeString(directory.resolve("users.xml"), users());
        Files.writeString(
                config,
                config("<user_directories><users_xml><path>"
                        + directory.resolve("users.xml").toAbsolutePath() + "</path></users_xml></user_directories>"));
        clickHouse.restart();
    }

    @AfterAll
    static void stop() {
        clickHouse.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "events",
                "events_raw",
                "events_raw_all",
                "streams_seen",
                "streams_seen_all",
                "ingest_freshness",
                "dead_letters",
                "dead_letters_store",
                "dead_letters_store_all"
            })
    void aReaderSeesHisOrganizationAloneWhereverHeLooks(String table) {
        assertThat(clickHouse.query("SELECT DISTINCT org_id FROM access." + table))
                .isEqualTo("acme");
    }

    @Test
    void aReaderSeesAllOfIt() {
        assertThat(clickHouse.query("SELECT count() FROM access.events")).isEqualTo("10");
        assertThat(clickHouse.query("SELECT letters, some_organizations FROM access.dead_letter_groups"))
                .isEqualTo("1\t['acme']");
    }

    @Test
    void whatDoesNotSayWhoseItIsCannotBeRead() {
        assertThatThrownBy(() -> clickHouse.query("SELECT * FROM access.quarantine"))
                .hasMessageContaining("ACCESS_DENIED");
        assertThatThrownBy(() -> clickHouse.query("SELECT * FROM access.streams_seen_of_events"))
                .hasMessageContaining("ACCESS_DENIED");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INSERT INTO access.events_raw (org_id) VALUES ('acme')",
                "ALTER TABLE access.events_raw DELETE WHERE 1",
                "DROP TABLE access.events_raw",
                "CREATE TABLE access.mine (a Int8) ENGINE = MergeTree ORDER BY a",
                "SELECT * FROM remote('localhost', access.events_raw)",
                "SELECT * FROM merge('access', '.*')",
                "SET readonly = 0",
                "SELECT 1 SETTINGS allow_ddl = 1",
                "SELECT 1 SETTINGS serialize_query_plan = 1"
            })
    void aReaderChangesNothing(String statement) {
        assertThatThrownBy(() -> clickHouse.execute(statement)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void theTimeOfAQueryIsTheReadersToChooseWithinBounds() {
        String asked = "SELECT getSetting('max_execution_time') SETTINGS max_execution_time = ";

        assertThat(clickHouse.query("SELECT getSetting('max_execution_time')")).isEqualTo("60");
        assertThat(clickHouse.query(asked + "300")).isEqualTo("300");
        assertThatThrownBy(() -> clickHouse.query(asked + "301")).hasMessageContaining("SETTING_CONSTRAINT_VIOLATION");
        assertThatThrownBy(() -> clickHouse.query(asked + "0")).hasMessageContaining("SETTING_CONSTRAINT_VIOLATION");
    }

    private static List<String> both() {
        return Stream.concat(roles.stream(), organization.stream()).toList();
    }

    private static ClickHouseSettings settings(URI url) {
        return new ClickHouseSettings(url, "default", "", "access");
    }

    private static String config(String users) {
        return """
                <clickhouse>
                  <tcp_port>9000</tcp_port>
                  <remote_servers><main><shard>
                    <replica><host>localhost</host><port>9000</port></replica>
                  </shard></main></remote_servers>
                  %s
                </clickhouse>
                """.formatted(users);
    }

    // What the statements say, in the words of users.xml.
    private static String users() {
        String profile =
                found("CREATE SETTINGS PROFILE .* SETTINGS (.*)").getFirst().group(1);
        List<String> values = new ArrayList<>();
        List<String> constraints = new ArrayList<>();
        for (String setting : profile.split(", ", -1)) {
            MatchResult parts = Pattern.compile("(\\w+) = (\\d+)(?: MIN (\\d+) MAX (\\d+))?( CONST)?")
                    .matcher(setting)
                    .results()
                    .findFirst()
                    .orElseThrow();
            values.add("<%s>%s</%s>".formatted(parts.group(1), parts.group(2), parts.group(1)));
            String bounds =
                    (parts.group(3) == null ? "" : "<min>" + parts.group(3) + "</min><max>" + parts.group(4) + "</max>")
                            + (parts.group(5) == null ? "" : "<readonly/>");
            constraints.add("<%s>%s</%s>".formatted(parts.group(1), bounds, parts.group(1)));
        }
        String grants = found("GRANT .*(SELECT ON .*) TO penstock_reader").stream()
                .map(grant -> "<query>GRANT " + grant.group(1) + "</query>")
                .collect(Collectors.joining());
        String filters =
                found("CREATE ROW POLICY .* ON access.`(\\w+)` FOR SELECT USING (.*) TO `penstock_reader_acme`")
                        .stream()
                        .map(policy -> "<%s><filter>%s</filter></%s>"
                                .formatted(policy.group(1), policy.group(2), policy.group(1)))
                        .collect(Collectors.joining());
        return """
                <clickhouse>
                  <profiles><default>%s<constraints>%s</constraints></default></profiles>
                  <users><default>
                    <password></password><networks><ip>::/0</ip></networks><profile>default</profile><quota>default</quota>
                    <grants>%s</grants>
                    <databases><access>%s</access></databases>
                  </default></users>
                  <quotas><default/></quotas>
                </clickhouse>
                """.formatted(String.join("", values), String.join("", constraints), grants, filters);
    }

    private static List<MatchResult> found(String statement) {
        Pattern form = Pattern.compile(statement);
        List<MatchResult> found =
                both().stream().flatMap(text -> form.matcher(text).results()).toList();
        assertThat(found).as(statement).isNotEmpty();
        return found;
    }
}
