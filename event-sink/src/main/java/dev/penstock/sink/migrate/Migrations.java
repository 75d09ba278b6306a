package dev.penstock.sink.migrate;

import com.zaxxer.hikari.HikariDataSource;
import dev.penstock.sink.connect.ClickHousePool;
import dev.penstock.sink.connect.ClickHouseSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.output.MigrateResult;

/// The versioned steps of the schema. Applying them is a step of its own, before the writers of that version start.
///
/// Every statement may run again (`IF NOT EXISTS`): ClickHouse has no transaction around a step, and two runs at
/// once are only unnecessary.
public final class Migrations {

    // A step over a large table is the server's own work; it answers when it is done.
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    // One for the history and one for the steps.
    private static final int CONNECTIONS = 2;

    private static final String STEPS = "classpath:dev/penstock/sink/migrate";

    private final ClickHouseSettings settings;

    public Migrations(ClickHouseSettings settings) {
        this.settings = settings;
    }

    /// Creates the database when it is missing and applies the steps it lacks. Applies none when called again.
    ///
    /// @throws org.flywaydb.core.api.FlywayException when a step fails; those before it stay applied
    /// @throws SQLException when ClickHouse is not there
    public MigrationReport migrate() throws SQLException {
        createDatabase();
        try (HikariDataSource pool = ClickHousePool.openDatabase(settings, CONNECTIONS, PATIENCE)) {
            MigrateResult result = Flyway.configure(Migrations.class.getClassLoader())
                    .dataSource(pool)
                    .locations(STEPS)
                    .placeholders(Map.of("database", settings.database()))
                    .cleanDisabled(true)
                    .load()
                    .migrate();
            List<String> applied = result.migrations.stream()
                    .map(step -> step.version + " " + step.description)
                    .toList();
            return new MigrationReport(
                    settings.database(),
                    SchemaVersion.read(pool, settings.database()).current(),
                    applied);
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

    private void createDatabase() throws SQLException {
        try (HikariDataSource pool = ClickHousePool.open(settings, 1, PATIENCE);
                Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            // The settings let nothing through but letters, digits and underscores.
            statement.execute("CREATE DATABASE IF NOT EXISTS " + settings.database());
        }
    }
}
