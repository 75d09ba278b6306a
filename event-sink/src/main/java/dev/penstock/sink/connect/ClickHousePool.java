package dev.penstock.sink.connect;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.util.Properties;

/// Opens pools of connections. A leased connection is a permit: as many statements run at once as the pool is
/// large.
public final class ClickHousePool {

    private static final Duration CONNECT = Duration.ofSeconds(3);

    private static final Duration LEASE = Duration.ofSeconds(5);

    private static final Duration LIFETIME = Duration.ofMinutes(30);

    private ClickHousePool() {}

    /// A pool whose statements name their database: it works, and says so, when the database is missing. Opens
    /// nothing yet, so ClickHouse may be away; the caller closes it.
    ///
    /// @param connections most statements at once
    /// @param timeout longest silence of ClickHouse before a statement fails; without one the driver waits for ever
    public static HikariDataSource open(ClickHouseSettings settings, int connections, Duration timeout) {
        return open(settings, "", connections, timeout);
    }

    /// A pool whose statements are in the settings' database, which must exist.
    public static HikariDataSource openDatabase(ClickHouseSettings settings, int connections, Duration timeout) {
        return open(settings, settings.database(), connections, timeout);
    }

    private static HikariDataSource open(
            ClickHouseSettings settings, String database, int connections, Duration timeout) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("clickhouse");
        config.setJdbcUrl("jdbc:clickhouse:" + settings.url().getScheme() + "://"
                + settings.url().getRawAuthority() + "/" + database);
        config.setUsername(settings.username());
        config.setPassword(settings.password());
        config.setDataSourceProperties(driverProperties(timeout));
        config.setMaximumPoolSize(connections);
        config.setMinimumIdle(0);
        config.setConnectionTimeout(LEASE.toMillis());
        config.setValidationTimeout(CONNECT.toMillis());
        config.setInitializationFailTimeout(-1);
        config.setMaxLifetime(LIFETIME.toMillis());
        return new HikariDataSource(config);
    }

    private static Properties driverProperties(Duration timeout) {
        Properties properties = new Properties();
        // Compressed answers fail in this driver for data that does not shrink; we read next to nothing.
        properties.setProperty("compress", "false");
        properties.setProperty("socket_timeout", Long.toString(timeout.toMillis()));
        properties.setProperty("connection_timeout", Long.toString(CONNECT.toMillis()));
        // The driver would send an insert again, without a pause, that may have been applied.
        properties.setProperty("client_retry_on_failures", "None");
        properties.setProperty("clickhouse_setting_async_insert", "0");
        properties.setProperty("max_open_connections", "2");
        properties.setProperty("client_name", "penstock");
        return properties;
    }
}
