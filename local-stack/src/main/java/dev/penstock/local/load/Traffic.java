package dev.penstock.local.load;

import java.time.Duration;

/// What one group of senders does.
///
/// @param rate requests a second, sent when their time has come, whatever became of those before; 0 for senders
///     that each send the next request when the last is answered
/// @param connections how many requests may be under way at once; one whose time has come waits for a free
///     connection, and the wait is part of its latency
/// @param patience how long a request waits for a free connection before it is given up unsent, and how long it may
///     take from when it is sent; then its sender gives up and closes the connection. Not both together: what came to
///     its turn late would be given up while it is served, and the generator would measure its own queue
public record Traffic(String name, Requests requests, double rate, int connections, Duration patience) {

    public Traffic {
        if (rate < 0 || connections < 1 || patience.toNanos() <= 0) {
            throw new IllegalArgumentException(
                    name + ": rate " + rate + ", connections " + connections + ", patience " + patience);
        }
    }

    /// Requests on schedule, each given up after ten seconds.
    public static Traffic open(String name, Requests requests, double rate, int connections) {
        return new Traffic(name, requests, rate, connections, Duration.ofSeconds(10));
    }

    /// As many requests as `connections` senders can bring.
    public static Traffic closed(String name, Requests requests, int connections) {
        return new Traffic(name, requests, 0, connections, Duration.ofSeconds(10));
    }

    boolean isOpen() {
        return rate > 0;
    }
}
