package dev.penstock.edge.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetAddress;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Counts open connections, in all and by address, and the ones we closed. Thread-safe.
final class Connections {

    /// Why a connection was closed that had not been answered.
    enum Cause {
        /// Too many in all.
        TOO_MANY,

        /// Too many from one address.
        TOO_MANY_OF_ADDRESS,

        /// The head did not come to its end in time.
        HEAD_TIMEOUT,

        /// An answer was not read in time.
        ANSWER_NOT_READ;

        String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final HttpPolicy policy;
    private final AtomicInteger open = new AtomicInteger();
    // As many entries as there are connections at most; empty when addresses are not counted.
    private final Map<InetAddress, Integer> byAddress = new ConcurrentHashMap<>();
    private final Map<Cause, Counter> closed = new EnumMap<>(Cause.class);

    Connections(HttpPolicy policy, MeterRegistry registry) {
        this.policy = policy;
        for (Cause cause : Cause.values()) {
            closed.put(
                    cause,
                    Counter.builder("penstock.edge.closed.connections")
                            .description("connections this edge closed without an answer, by why")
                            .baseUnit("connections")
                            .tag("cause", cause.code())
                            .register(registry));
        }
        Gauge.builder("penstock.edge.connections", open, AtomicInteger::get)
                .description("open connections")
                .baseUnit("connections")
                .register(registry);
    }

    /// Counts a connection.
    ///
    /// @return whether there is room for it; if not, it is to be closed, and counts until it is
    boolean opened(InetAddress address) {
        boolean room = open.incrementAndGet() <= policy.connections();
        if (!room) {
            closed(Cause.TOO_MANY);
        }
        if (policy.connectionsPerAddress() > 0
                && byAddress.merge(address, 1, Integer::sum) > policy.connectionsPerAddress()
                && room) {
            closed(Cause.TOO_MANY_OF_ADDRESS);
            return false;
        }
        return room;
    }

    void gone(InetAddress address) {
        open.decrementAndGet();
        if (policy.connectionsPerAddress() > 0) {
            byAddress.computeIfPresent(address, (same, count) -> count == 1 ? null : count - 1);
        }
    }

    void closed(Cause cause) {
        Counter counter = closed.get(cause);
        if (counter != null) {
            counter.increment();
        }
    }
}
