package dev.penstock.local.testing;

/// The container images of the two servers, the same as in docker-compose.yml.
public final class Images {

    /// The broker of the version whose client we use: Boot's BOM manages both.
    public static final String KAFKA = "apache/kafka:4.2.1";

    /// The release whose engine the local stack runs.
    public static final String CLICKHOUSE = "clickhouse/clickhouse-server:26.7.3";

    private Images() {}
}
