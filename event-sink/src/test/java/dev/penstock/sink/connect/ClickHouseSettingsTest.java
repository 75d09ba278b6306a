package dev.penstock.sink.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClickHouseSettingsTest {

    private static final URI URL = URI.create("http://localhost:8123");

    @Test
    void thePasswordIsNotShown() {
        assertThat(new ClickHouseSettings(URL, "writer", "s3cret", "penstock").toString())
                .contains("writer")
                .doesNotContain("s3cret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1db", "a-b", "a`b", "a b", "db;drop"})
    void aDatabaseThatWouldNeedQuotingIsRefused(String database) {
        assertThatThrownBy(() -> new ClickHouseSettings(URL, "default", "", database))
                .hasMessageContaining("database must be");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost:8123",
                "jdbc:clickhouse://h:1",
                "http://user:pw@host:8123",
                "ftp://user:pw@host",
                "http://user:pw@click_house"
            })
    void anAddressThatIsNoPlainHttpUrlIsRefused(String url) {
        assertThatThrownBy(() -> new ClickHouseSettings(URI.create(url), "default", "", "penstock"))
                .hasMessageContaining("url must")
                .hasMessageNotContaining("pw@");
    }
}
