package dev.penstock.local.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LocalClickHouseIT {

    private final TestingClickHouse clickHouse = TestingClickHouse.start();

    @AfterEach
    void close() {
        clickHouse.close();
    }

    @Test
    void answeredInsertsSurviveKillAndRestart() {
        clickHouse.execute("CREATE DATABASE penstock");
        clickHouse.execute("CREATE TABLE penstock.kept (id UInt64) ENGINE = MergeTree ORDER BY id");
        clickHouse.execute("INSERT INTO penstock.kept VALUES (1), (2)");

        clickHouse.kill();
        clickHouse.restart();
        clickHouse.execute("INSERT INTO penstock.kept SELECT 3");
        clickHouse.restart();

        assertThat(clickHouse.query("SELECT id FROM penstock.kept ORDER BY id")).isEqualTo("1\n2\n3");
    }

    @Test
    void faultsStrikeOnceAndOnlyWhatTheyMatch() {
        clickHouse.execute("CREATE TABLE t (id UInt64) ENGINE = MergeTree ORDER BY id");
        clickHouse.fault("drop_after_apply", Map.of("match", "insert into"));
        clickHouse.fault("error", Map.of("match", "SELECT 2", "code", "241", "message", "no memory"));

        assertThat(clickHouse.query("SELECT 1")).isEqualTo("1");
        assertThatThrownBy(() -> clickHouse.execute("INSERT INTO t VALUES (7)")).hasMessageContaining("did not answer");
        assertThatThrownBy(() -> clickHouse.query("SELECT 2"))
                .hasMessageContaining("Code: 241")
                .hasMessageContaining("no memory");

        assertThat(clickHouse.query("SELECT id FROM t")).isEqualTo("7");
    }
}
