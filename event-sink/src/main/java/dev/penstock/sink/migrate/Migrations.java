package dev.penstock.sink.migrate;

import com.zaxxer.hikari.HikariDataSource;
import dev.penstock.sink.connect.ClickHousePool;
import dev.penstock.sink.connect.ClickHouseSettings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.output.MigrateResult;

/// The versioned steps of the schema. Applying them is a step of its own, before the writers of that version start.
///
/// Every statement may run again (`IF NOT EXISTS`): ClickHouse has no transaction around a step, so a run that was
/// killed, or failed, is finished by the next one. Two runs at once wait for each other.
public final class Migrations {

    // A step over a large table is the server's own work; it answers when it is done.
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    // One for the history, one for the steps and one for the lock.
    private static final int CONNECTIONS = 3;

    private static final String STEPS = "classpath:dev/penstock/sink/migrate";

    // As long as a run that was killed can keep the others waiting, and a little more.
    private static final Duration LOCK_PATIENCE = SchemaLock.LEASE.plusSeconds(30);

    private final ClickHouseSettings settings;
    private final TableEngines engines;
    private final InstantSource clock;

    /// The steps on one server.
    public Migrations(ClickHouseSettings settings) {
        this(settings, TableEngines.ONE_SERVER, InstantSource.system());
    }

    /// The steps in the form `engines` has.
    public Migrations(ClickHouseSettings settings, TableEngines engines, InstantSource clock) {
        this.settings = settings;
        this.engines = engines;
        this.clock = clock;
    }

    /// As [#migrate(Consumer)], telling nobody.
    public MigrationReport migrate() throws SQLException {
        return migrate(sentence -> {});
    }

    /// Creates the database when it is missing and applies the steps it lacks. Applies none when called again.
    ///
    /// @param waiting told when another run has to be waited for
    /// @throws org.flywaydb.core.api.FlywayException when a step fails; those before it stay applied
    /// @throws SchemaLockedException when another run does not end
    /// @throws SchemaFormException when the tables are of the other form
    /// @throws SQLException when ClickHouse is not there
    public MigrationReport migrate(Consumer<String> waiting) throws SQLException {
        createDatabase();
        try (HikariDataSource pool = ClickHousePool.openDatabase(settings, CONNECTIONS, PATIENCE)) {
            requireForm(pool);
            SchemaLock lock =
                    SchemaLock.take(pool, engines, settings.database(), owner(), clock, LOCK_PATIENCE, waiting);
            try (lock) {
                createHistory(pool);
                forgetFailures(pool);
                List<String> applied = apply(pool);
                return new MigrationReport(
                        settings.database(),
                        SchemaVersion.read(pool, settings.database()).current(),
                        applied);
            }
        }
    }

    /// Compares the schema with the steps. Changes nothing; a database that does not exist has version 0.
    ///
    /// @throws SQLException when ClickHouse is not there
    public SchemaStatus status() throws SQLException {
        try (HikariDataSource pool = ClickHousePool.open(settings, 1, PATIENCE)) {
            return SchemaVersion.read(pool, settings.database());
        }
    }

    /// What [#migrate()] would run now. Changes nothing.
    ///
    /// @throws SchemaFormException when the tables are of the other form
    /// @throws SQLException when ClickHouse is not there
    public List<PlannedStep> plan() throws SQLException {
        try (HikariDataSource pool = ClickHousePool.open(settings, 1, PATIENCE)) {
            requireForm(pool);
            int current = SchemaVersion.read(pool, settings.database()).current();
            return allSteps().stream()
                    .filter(step -> current == 0 || step.version() > current)
                    .toList();
        }
    }

    /// What [#migrate()] would run on a server that has nothing. Asks nobody. Step 0 makes the database and the
    /// history of the steps.
    public List<PlannedStep> allSteps() {
        Map<String, String> placeholders = engines.placeholders(settings.database());
        List<PlannedStep> steps = new ArrayList<>();
        steps.add(new PlannedStep(0, "database", databaseStatement() + ";\n" + historyStatement() + ";\n"));
        SchemaVersion.STEPS.forEach(step -> steps.add(StepText.of(step, placeholders)));
        return List.copyOf(steps);
    }

    private List<String> apply(DataSource pool) {
        MigrateResult result = Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(pool)
                .locations(STEPS)
                .placeholders(engines.placeholders(settings.database()))
                .cleanDisabled(true)
                .load()
                .migrate();
        return result.migrations.stream()
                .map(step -> step.version + " " + step.description)
                .toList();
    }

    // Tables of both forms in one database would be read as if half of the events were not there.
    private void requireForm(DataSource pool) throws SQLException {
        try (Connection connection = pool.getConnection();
                PreparedStatement query = connection.prepareStatement(
                        "SELECT engine FROM system.tables WHERE database = ? AND name = 'events_raw'")) {
            query.setString(1, settings.database());
            try (ResultSet answer = query.executeQuery()) {
                if (answer.next() && answer.getString(1).startsWith("Replicated") != engines.replicated()) {
                    throw new SchemaFormException(
                            engines.replicated()
                                    ? "the tables of " + settings.database()
                                            + " are those of one server and cannot be made a cluster's: name no"
                                            + " cluster, or another database"
                                    : "the tables of " + settings.database()
                                            + " are replicated: name the cluster they are on");
                }
            }
        }
    }

    private void createDatabase() throws SQLException {
        try (HikariDataSource pool = ClickHousePool.open(settings, 1, PATIENCE)) {
            execute(pool, databaseStatement());
        }
    }

    private String databaseStatement() {
        // The settings let nothing through but letters, digits and underscores.
        return "CREATE DATABASE IF NOT EXISTS " + settings.database() + engines.onCluster();
    }

    // As Flyway would make it, which refuses to when there are other tables, such as our lock. On a cluster its
    // own would be one for each shard, and each shard would know of the steps only that were taken there.
    private void createHistory(DataSource pool) throws SQLException {
        execute(pool, historyStatement());
    }

    private String historyStatement() {
        return "CREATE TABLE IF NOT EXISTS " + settings.database() + "." + SchemaVersion.HISTORY + engines.onCluster()
                + " (installed_rank Int32, version Nullable(String), description String, type String, script String,"
                + " checksum Nullable(Int32), installed_by String, installed_on DateTime DEFAULT now(),"
                + " execution_time Int32, success Bool) ENGINE = " + engines.everywhereWithoutVersion()
                + " PRIMARY KEY (script)";
    }

    // Flyway refuses to go on after a step that failed, until somebody has cleaned up. Ours have nothing to clean up.
    private void forgetFailures(DataSource pool) throws SQLException {
        if (SchemaVersion.hasFailures(pool, settings.database())) {
            execute(
                    pool,
                    "ALTER TABLE " + settings.database() + "." + SchemaVersion.HISTORY + engines.onCluster()
                            + " DELETE WHERE success = 0 SETTINGS mutations_sync = 2");
        }
    }

    private static void execute(DataSource pool, String sql) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String owner() {
        String host;
        try {
            host = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            host = "unknown";
        }
        return System.getProperty("user.name", "unknown") + "@" + host;
    }
}
