package dev.penstock.sink.migrate;

import static dev.penstock.sink.Samples.ORIGIN;
import static dev.penstock.sink.Samples.block;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.penstock.local.testing.TestingClickHouse;
import dev.penstock.local.testing.TestingZooKeeper;
import dev.penstock.model.stream.StreamName;
import dev.penstock.normalize.Shape;
import dev.penstock.normalize.Shape.TypedColumn;
import dev.penstock.normalize.type.ColumnType;
import dev.penstock.sink.connect.ClickHousePool;
import dev.penstock.sink.connect.ClickHouseSettings;
import dev.penstock.sink.failure.InsertResult;
import dev.penstock.sink.insert.BlockInserts;
import dev.penstock.sink.table.StreamTable;
import dev.penstock.sink.table.StreamTables;
import dev.penstock.sink.table.TablePlan;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The cluster's form of the steps, as far as the engine at hand goes. It parses every statement. It creates the
/// replicated tables in a real ZooKeeper, which compares a second replica's with the first one's, and it reads through
/// `Distributed` tables. It has no queue of `ON CLUSTER` statements and cannot write replicated tables, so a whole run
/// goes through a front that leaves both out.
class ClusterSchemaIT {

    private static final TableEngines ENGINES = TableEngines.on(ClickHouseCluster.named("main"));

    @TempDir
    private static Path directory;

    private static TestingZooKeeper zooKeeper;
    private static TestingClickHouse first;
    private static TestingClickHouse itsCopy;
    private static TestingClickHouse otherShard;

    @BeforeAll
    static void start() throws IOException {
        zooKeeper = TestingZooKeeper.start();
        first = TestingClickHouse.startWith(config("01", "r1"));
        itsCopy = TestingClickHouse.startWith(config("01", "r2"));
        // Its replica has the same name, as where each shard numbers its own.
        otherShard = TestingClickHouse.startWith(config("02", "r1"));
    }

    @AfterAll
    static void stop() {
        otherShard.close();
        itsCopy.close();
        first.close();
        zooKeeper.close();
    }

    @Test
    void everyStatementNamesTheClusterAndIsParsedByTheEngine() {
        List<String> statements =
                Statements.of(migrations(first.url(), "parsed").allSteps());

        assertThat(statements).hasSizeGreaterThan(SchemaVersion.STEPS.size()).allSatisfy(statement -> {
            assertThat(statement).contains(" ON CLUSTER 'main'");
            assertThat(first.query("EXPLAIN AST " + statement)).contains("CreateQuery");
        });
    }

    @Test
    void theEnginesOfAShardMakeCopiesAndThoseOfAnotherShardTheirOwn() {
        List<String> statements =
                Statements.of(migrations(first.url(), "cluster").allSteps());
        for (TestingClickHouse server : List.of(first, itsCopy, otherShard)) {
            statements.forEach(statement -> server.execute(statement.replace(" ON CLUSTER 'main'", "")));
        }

        String replicas = "SELECT table, zookeeper_path, replica_name FROM system.replicas"
                + " WHERE database = 'cluster' AND table IN ('events_raw', 'freshness_partitions') ORDER BY table";
        assertThat(first.query(replicas).lines())
                .containsExactly(
                        "events_raw\t/clickhouse/tables/01/cluster/events_raw\tr1",
                        "freshness_partitions\t/clickhouse/tables/all/cluster/freshness_partitions\t01-r1");
        assertThat(itsCopy.query(replicas).lines())
                .containsExactly(
                        "events_raw\t/clickhouse/tables/01/cluster/events_raw\tr2",
                        "freshness_partitions\t/clickhouse/tables/all/cluster/freshness_partitions\t01-r2");
        assertThat(otherShard.query(replicas).lines())
                .containsExactly(
                        "events_raw\t/clickhouse/tables/02/cluster/events_raw\tr1",
                        "freshness_partitions\t/clickhouse/tables/all/cluster/freshness_partitions\t02-r1");
        assertThat(first.query("SELECT count() FROM cluster.events")).isEqualTo("0");
        assertThat(first.query("SELECT count() FROM cluster.ingest_freshness")).isEqualTo("0");
        assertThat(first.query("SELECT count() FROM cluster.dead_letters")).isEqualTo("0");
        assertThat(first.query("SELECT count() FROM cluster.dead_letter_groups"))
                .isEqualTo("0");
    }

    @Test
    void aStreamsTablesAreCopiesTooAndASecondLookAgrees() throws SQLException {
        List<TestingClickHouse> servers = List.of(first, itsCopy, otherShard);
        for (String statement : Statements.of(migrations(first.url(), "streams").allSteps())) {
            servers.forEach(server -> server.execute(statement.replace(" ON CLUSTER 'main'", "")));
        }
        StreamTable push = new StreamTable(
                new StreamName("push"),
                new Shape("push_raw", List.of(new TypedColumn("size", new ColumnType.Whole(64, true)))),
                30);
        try (HikariDataSource pool = ClickHousePool.open(settings(first.url(), "streams"), 1, Duration.ofSeconds(10))) {
            StreamTables tables = new StreamTables(pool, "streams", ENGINES);
            TablePlan.Create plan = (TablePlan.Create) tables.compare(push);
            for (String statement : plan.statements()) {
                assertThat(statement).contains(" ON CLUSTER 'main'");
                servers.forEach(server -> server.execute(statement.replace(" ON CLUSTER 'main'", "")));
            }

            assertThat(tables.compare(push)).isEqualTo(new TablePlan.Same());
            assertThat(first.query("SELECT zookeeper_path, replica_name FROM system.replicas"
                            + " WHERE database = 'streams' AND table = 'push_raw'"))
                    .isEqualTo("/clickhouse/tables/01/streams/push_raw\tr1");
            assertThat(first.query("SELECT count() FROM streams.push")).isEqualTo("0");
            assertThat(first.query("SELECT count() FROM streams.events")).isEqualTo("0");
            assertThat(first.query("SELECT count() FROM streams.push_quarantine_all"))
                    .isEqualTo("0");
            StreamTable wider = new StreamTable(
                    new StreamName("push"),
                    new Shape(
                            "push_raw",
                            List.of(
                                    new TypedColumn("size", new ColumnType.Whole(64, true)),
                                    new TypedColumn("ref", new ColumnType.Text()))),
                    30);
            assertThat(((TablePlan.AddColumns) tables.compare(wider)).statements())
                    .allSatisfy(statement ->
                            assertThat(first.query("EXPLAIN AST " + statement)).isNotEmpty());
            assertThat(new StreamTables(pool, "streams", TableEngines.ONE_SERVER).compare(push))
                    .isInstanceOf(TablePlan.Impossible.class);
        }
    }

    /// Shows that the test above can fail: what ZooKeeper has is compared.
    @Test
    void aCopyOfAnotherShapeIsRefused() {
        first.execute("CREATE DATABASE shapes");
        itsCopy.execute("CREATE DATABASE shapes");
        String table = "CREATE TABLE shapes.t (a %s, v UInt8) ENGINE = " + ENGINES.replacing("v") + " ORDER BY a";
        first.execute(table.formatted("Int32"));

        assertThatThrownBy(() -> itsCopy.execute(table.formatted("Int64")))
                .hasMessageContaining("INCOMPATIBLE_COLUMNS");
        itsCopy.execute(table.formatted("Int32"));
    }

    @Test
    void aWholeRunAppliesTheStepsOnceAndEventsAreReadOverTheShards() throws Exception {
        try (ClusterFront front = new ClusterFront(first.url())) {
            Migrations migrations = migrations(front.url().toString(), "whole");

            assertThat(migrations.migrate().version()).isEqualTo(SchemaVersion.NEEDED);
            assertThat(migrations.migrate().applied()).isEmpty();

            assertThat(front.statements)
                    .filteredOn(statement -> statement.matches("(?s)\\s*(CREATE|DROP|RENAME|ALTER) .*"))
                    .isNotEmpty()
                    .allSatisfy(statement -> assertThat(statement).contains(" ON CLUSTER 'main'"));
            try (HikariDataSource pool =
                    ClickHousePool.open(settings(first.url(), "whole"), 1, Duration.ofSeconds(10))) {
                BlockInserts inserts =
                        new BlockInserts(pool, settings(first.url(), "whole"), 1, Duration.ofSeconds(10));
                first.execute("SYSTEM STOP MERGES whole.events_raw");
                assertThat(inserts.insert(block(50), ORIGIN)).isInstanceOf(InsertResult.Stored.class);
                assertThat(inserts.insertAnyway(block(50), ORIGIN)).isInstanceOf(InsertResult.Stored.class);
            }
            assertThat(first.query("SELECT count() FROM whole.events_raw")).isEqualTo("100");
            assertThat(first.query("SELECT count() FROM whole.events_raw_all")).isEqualTo("100");
            assertThat(first.query("SELECT count() FROM whole.events")).isEqualTo("50");
            first.execute("INSERT INTO whole.events_raw (org_id, stream, timestamp, received_at)"
                    + " VALUES ('acme', 'default', now64(3), now64(3))");
            assertThat(first.query("SELECT org_id, stream FROM whole.ingest_freshness"))
                    .isEqualTo("acme\tdefault");
        }
    }

    private static Migrations migrations(String url, String database) {
        return new Migrations(settings(url, database), ENGINES, InstantSource.system());
    }

    private static ClickHouseSettings settings(String url, String database) {
        return new ClickHouseSettings(URI.create(url), "default", "", database);
    }

    // One shard of one replica, this very process: of another it could not read.
    private static Path config(String shard, String replica) throws IOException {
        return Files.writeString(
                directory.resolve(shard + replica + ".xml"), """
                <clickhouse>
                  <tcp_port>9000</tcp_port>
                  <macros><shard>%s</shard><replica>%s</replica></macros>
                  <remote_servers><main><shard>
                    <internal_replication>true</internal_replication>
                    <replica><host>localhost</host><port>9000</port></replica>
                  </shard></main></remote_servers>
                  <zookeeper><node><host>127.0.0.1</host><port>%d</port></node></zookeeper>
                </clickhouse>
                """.formatted(shard, replica, zooKeeper.port()));
    }
}
