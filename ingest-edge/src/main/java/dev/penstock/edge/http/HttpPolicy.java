package dev.penstock.edge.http;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How patient the server is, and with how many.
///
/// Sizes of the request line and of headers, and the number of requests of a connection, are Spring's own
/// properties (`server.netty.max-initial-line-length`, `server.max-http-request-header-size`,
/// `server.netty.max-keep-alive-requests`).
///
/// @param idleTimeout how long a connection may do nothing, within a head or between two requests
/// @param readTimeout how long a body may pause; then the answer is 408
/// @param requestTimeout how long a body may take in all, however steadily it drips; then the answer is 408. An
///     answer that is not read may take as long; then the connection closes
/// @param headTimeout how long a head may take from its first byte to its last; then the connection closes
/// @param connections open connections; one more is closed at once
/// @param connectionsPerAddress open connections of one address; 0 for no limit, as behind a proxy, where all have one
/// @param headers headers of one request; above it 431
/// @param streams requests at once on one connection of HTTP/2
/// @param accessLog of which requests a line is logged: `none`, `refused` (all that did not go well) or `all`
/// @param accessLogRate lines a second; those above it are counted and not written
/// @param drainDelay how long a stopping edge still takes requests while `/readyz` already says no, so that a load
///     balancer can look away first
@ConfigurationProperties("penstock.edge.http")
public record HttpPolicy(
        @DefaultValue("65s") Duration idleTimeout,
        @DefaultValue("10s") Duration readTimeout,
        @DefaultValue("30s") Duration requestTimeout,
        @DefaultValue("10s") Duration headTimeout,
        @DefaultValue("10000") int connections,
        @DefaultValue("0") int connectionsPerAddress,
        @DefaultValue("64") int headers,
        @DefaultValue("100") int streams,
        @DefaultValue("refused") Logged accessLog,
        @DefaultValue("100") int accessLogRate,
        @DefaultValue("0s") Duration drainDelay) {

    /// Of which requests a line is logged.
    public enum Logged {
        /// Of none.
        NONE,

        /// Of those that did not go well: refused, of unknown fate, aborted.
        REFUSED,

        /// Of all, as far as the rate goes.
        ALL
    }

    private static final Duration LONGEST = Duration.ofMinutes(10);

    // Kubernetes kills after 30 s, and requests in flight and the producer need some of them.
    private static final Duration LONGEST_DRAIN = Duration.ofSeconds(20);

    public HttpPolicy {
        requireBetween("idle-timeout", idleTimeout, Duration.ofMillis(100), LONGEST);
        requireBetween("read-timeout", readTimeout, Duration.ofMillis(100), LONGEST);
        requireBetween("request-timeout", requestTimeout, Duration.ofMillis(100), LONGEST);
        requireBetween("head-timeout", headTimeout, Duration.ofMillis(100), LONGEST);
        requireBetween("drain-delay", drainDelay, Duration.ZERO, LONGEST_DRAIN);
        requireBetween("connections", connections, 1, Integer.MAX_VALUE);
        requireBetween("connections-per-address", connectionsPerAddress, 0, Integer.MAX_VALUE);
        requireBetween("headers", headers, 8, 1_000);
        requireBetween("streams", streams, 1, 10_000);
        requireBetween("access-log-rate", accessLogRate, 1, 10_000);
    }

    private static void requireBetween(String property, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "penstock.edge.http." + property + " must be between " + least + " and " + most + ": " + value);
        }
    }

    private static void requireBetween(String property, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    "penstock.edge.http." + property + " must be between " + least + " and " + most + ": " + value);
        }
    }
}
