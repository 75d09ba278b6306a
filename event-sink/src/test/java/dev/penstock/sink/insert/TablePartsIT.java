package dev.penstock.sink.insert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.penstock.local.testing.TestingClickHouse;
import dev.penstock.sink.connect.ClickHousePool;
import dev.penstock.sink.connect.ClickHouseSettings;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What the real engine says of parts.
class TablePartsIT {

    @Test
    void thePartitionWithMostActivePartsOfOurTablesIsCounted() throws SQLException {
        try (TestingClickHouse clickHouse = TestingClickHouse.start();
                HikariDataSource pool = ClickHousePool.open(
                        new ClickHouseSettings(URI.create(clickHouse.url()), "default", "", "default"),
                        1,
                        Duration.ofSeconds(5))) {
            TableParts parts = new TableParts(pool, "ours");
            assertThat(parts.most()).isZero();

            clickHouse.execute("CREATE DATABASE ours");
            for (String table : new String[] {"ours.one", "ours.two", "default.another"}) {
                clickHouse.execute("CREATE TABLE " + table + " (month UInt32, n UInt32) ENGINE = MergeTree"
                        + " PARTITION BY month ORDER BY n");
                clickHouse.execute("SYSTEM STOP MERGES " + table);
            }
            insert(clickHouse, "ours.one", 1, 3);
            insert(clickHouse, "ours.one", 2, 5);
            insert(clickHouse, "ours.two", 1, 4);
            insert(clickHouse, "default.another", 1, 9);
            assertThat(parts.most()).isEqualTo(5);

            // Parts that were merged away stay for a while, and are not active.
            clickHouse.execute("SYSTEM START MERGES ours.one");
            clickHouse.execute("OPTIMIZE TABLE ours.one FINAL");
            assertThat(parts.most()).isEqualTo(4);

            clickHouse.fault(
                    "error", Map.of("code", "497", "message", "Not enough privileges", "match", "system.parts"));
            assertThatThrownBy(parts::most).isInstanceOf(SQLException.class);
        }
    }

    private static void insert(TestingClickHouse clickHouse, String table, int month, int parts) {
        for (int i = 0; i < parts; i++) {
            clickHouse.execute("INSERT INTO " + table + " VALUES (" + month + ", " + i + ")");
        }
    }
}
