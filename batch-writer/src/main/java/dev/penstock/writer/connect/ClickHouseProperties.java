package dev.penstock.writer.connect;

import java.net.URI;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Where ClickHouse is.
///
/// @param url its HTTP interface, one endpoint
/// @param username who inserts
/// @param password empty for none; give it by the environment
/// @param database where the tables are
@ConfigurationProperties("penstock.writer.clickhouse")
public record ClickHouseProperties(
        @DefaultValue("http://127.0.0.1:8123") URI url,
        @DefaultValue("default") String username,
        @DefaultValue("") String password,
        @DefaultValue("penstock") String database) {

    @Override
    public String toString() {
        return "ClickHouseProperties[url=" + url + ", username=" + username + ", database=" + database + "]";
    }
}
