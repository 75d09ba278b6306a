package dev.penstock.sink.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.penstock.local.testing.TestingClickHouse;
import dev.penstock.sink.connect.ClickHousePool;
import dev.penstock.sink.connect.ClickHouseSettings;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/// The steps on one real engine: once, again, at the same time, and after a run that did not end well.
class MigrationsIT {

    private static final List<String> ALL = SchemaVersion.STEPS.stream()
            .map(step -> step.version() + " " + step.description())
            .toList();

    private static final TestingClickHouse CLICKHOUSE = TestingClickHouse.start();

    @AfterEach
    void forgetFaults() {
        CLICKHOUSE.clearFaults();
    }

    @AfterAll
    static void stop() {
        CLICKHOUSE.close();
    }

    @Test
    void appliesWhatIsMissingAndNothingTheSecondTime() throws SQLException {
        Migrations migrations = migrations("once");
        assertThat(migrations.status()).isEqualTo(new SchemaStatus(0, SchemaVersion.NEEDED, ALL));
        assertThat(migrations.plan())
                .extracting(PlannedStep::version)
                .startsWith(0)
                .endsWith(SchemaVersion.NEEDED);

        assertThat(migrations.migrate()).isEqualTo(new MigrationReport("once", SchemaVersion.NEEDED, ALL));

        assertThat(migrations.plan()).isEmpty();
        assertThat(migrations.migrate()).isEqualTo(new MigrationReport("once", SchemaVersion.NEEDED, List.of()));
        assertThat(migrations.status())
                .isEqualTo(new SchemaStatus(SchemaVersion.NEEDED, SchemaVersion.NEEDED, List.of()));
        assertThat(tables("once")).doesNotContain("schema_lock");
    }

    /// Who looks at the plan first, and runs it by hand, gets the same tables.
    @Test
    void thePlanIsWhatIsRun() throws SQLException {
        migrations("executed").migrate();

        Statements.of(migrations("planned").plan()).forEach(CLICKHOUSE::execute);

        String made = "SELECT replaceRegexpAll(create_table_query, '\\\\b%1$s\\\\b', 'db') FROM system.tables"
                + " WHERE database = '%1$s' AND name != 'flyway_schema_history' ORDER BY name";
        assertThat(CLICKHOUSE.query(made.formatted("planned"))).isEqualTo(CLICKHOUSE.query(made.formatted("executed")));
    }

    @RepeatedTest(20)
    void twoRunsAtOnceAreAsOne(RepetitionInfo repetition) throws Exception {
        String database = "both" + repetition.getCurrentRepetition();
        CyclicBarrier start = new CyclicBarrier(2);
        List<Future<MigrationReport>> runs = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            for (int run = 0; run < 2; run++) {
                runs.add(threads.submit(() -> {
                    start.await();
                    return migrations(database).migrate();
                }));
            }
        }

        List<String> applied = new ArrayList<>();
        for (Future<MigrationReport> run : runs) {
            assertThat(run.get().version()).isEqualTo(SchemaVersion.NEEDED);
            applied.addAll(run.get().applied());
        }
        assertThat(applied).isEqualTo(ALL);
        assertThat(CLICKHOUSE.query("SELECT count() FROM " + database + ".flyway_schema_history"))
                .isEqualTo(Integer.toString(ALL.size()));
        assertThat(tables(database)).noneMatch(name -> name.startsWith("schema_lock"));
    }

    @Test
    void aRunThatFailedIsFinishedByTheNext() throws SQLException {
        CLICKHOUSE.fault("error", Map.of("code", "241", "message", "full", "times", "1", "match", "ingest_complete"));
        assertThatThrownBy(() -> migrations("failed").migrate()).isInstanceOf(FlywayException.class);
        assertThat(migrations("failed").status().sufficient()).isFalse();
        assertThat(CLICKHOUSE.query("SELECT count() FROM failed.flyway_schema_history WHERE success = 0"))
                .isEqualTo("1");

        assertThat(migrations("failed").migrate().version()).isEqualTo(SchemaVersion.NEEDED);

        assertThat(tables("failed"))
                .contains("ingest_complete", "ingest_freshness")
                .doesNotContain("schema_lock");
        assertThat(CLICKHOUSE.query("SELECT count(), min(success) FROM failed.flyway_schema_history"))
                .isEqualTo(ALL.size() + "\ttrue");
    }

    @Test
    void aRunThatWasKilledKeepsOthersWaitingForALeaseAtMost() throws SQLException {
        CLICKHOUSE.execute("CREATE DATABASE killed");
        InstantSource now = InstantSource.system();
        List<String> told = new ArrayList<>();
        try (HikariDataSource pool = pool("killed")) {
            take(pool, "killed", now, told);

            assertThatThrownBy(() -> take(pool, "killed", now, told))
                    .isInstanceOf(SchemaLockedException.class)
                    .hasMessageContaining("drop the table killed.schema_lock")
                    .hasMessageContaining("tester has it until");
            assertThat(told).singleElement().asString().contains("waiting for it: tester");

            InstantSource later = InstantSource.offset(now, SchemaLock.LEASE.plusSeconds(1));
            take(pool, "killed", later, told).close();

            assertThat(tables("killed")).isEmpty();
        }
    }

    /// Whoever was too slow must not take away, or give back, the lock of the one after him.
    @Test
    void aLockThatWasTakenAwayIsNotGivenBackByItsFormerOwner() throws SQLException {
        CLICKHOUSE.execute("CREATE DATABASE overtaken");
        InstantSource now = InstantSource.system();
        try (HikariDataSource pool = pool("overtaken")) {
            SchemaLock slow = take(pool, "overtaken", now, new ArrayList<>());
            SchemaLock next = take(
                    pool, "overtaken", InstantSource.offset(now, SchemaLock.LEASE.plusSeconds(1)), new ArrayList<>());

            slow.close();

            assertThat(tables("overtaken")).contains("schema_lock");
            next.close();
            assertThat(tables("overtaken")).isEmpty();
        }
    }

    @Test
    void tablesOfOneServerAreNotTakenForThoseOfACluster() throws SQLException {
        migrations("single").migrate();
        Migrations other = new Migrations(
                settings("single"), TableEngines.on(ClickHouseCluster.named("main")), InstantSource.system());

        assertThatThrownBy(other::plan)
                .isInstanceOf(SchemaFormException.class)
                .hasMessageContaining("those of one server");
    }

    private static SchemaLock take(HikariDataSource pool, String database, InstantSource clock, List<String> told)
            throws SQLException {
        return SchemaLock.take(
                pool, TableEngines.ONE_SERVER, database, "tester", clock, Duration.ofMillis(300), told::add);
    }

    private static List<String> tables(String database) {
        return CLICKHOUSE
                .query("SELECT name FROM system.tables WHERE database = '" + database + "'")
                .lines()
                .toList();
    }

    private static HikariDataSource pool(String database) {
        return ClickHousePool.openDatabase(settings(database), 2, Duration.ofSeconds(5));
    }

    private static Migrations migrations(String database) {
        return new Migrations(settings(database));
    }

    private static ClickHouseSettings settings(String database) {
        return new ClickHouseSettings(URI.create(CLICKHOUSE.url()), "default", "", database);
    }
}
