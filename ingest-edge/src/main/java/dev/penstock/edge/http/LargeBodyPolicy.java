package dev.penstock.edge.http;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/// Which requests are too large for an event loop, that all its connections wait for, and who reads them instead.
///
/// @param bytes bytes of a body, unpacked, above which it is read on a thread of its own kind. 256 KB take an
///     event loop 1 to 2 ms
/// @param events the same for events
/// @param threads how many such threads; 0 for one per processor
/// @param queue requests that may wait for them; one more is 503 `edge_full`
@ConfigurationProperties("penstock.edge.large-bodies")
public record LargeBodyPolicy(
        @DefaultValue("256KB") DataSize bytes,
        @DefaultValue("500") int events,
        @DefaultValue("0") int threads,
        @DefaultValue("64") int queue) {

    private static final DataSize LARGEST = DataSize.ofGigabytes(1);

    public LargeBodyPolicy {
        if (bytes.compareTo(DataSize.ofKilobytes(1)) < 0 || bytes.compareTo(LARGEST) > 0) {
            throw new IllegalArgumentException("penstock.edge.large-bodies.bytes must be between "
                    + DataSize.ofKilobytes(1) + " and " + LARGEST + ": " + bytes);
        }
        requireBetween("events", events, 1, 1_000_000);
        requireBetween("threads", threads, 0, 1_000);
        requireBetween("queue", queue, 1, 100_000);
    }

    private static void requireBetween(String property, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException("penstock.edge.large-bodies." + property + " must be between " + least
                    + " and " + most + ": " + value);
        }
    }
}
