package dev.penstock.edge.http;

import dev.penstock.edge.admit.InFlightBudget;
import dev.penstock.model.refusal.Refusal;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Meters of requests and their events.
///
/// Requests are counted when they are answered, whatever the answer; events once they are decoded. Of both,
/// received = accepted + rejected + shed + unknown (+ aborted requests): each is counted once.
final class HttpMetrics {

    private static final String REQUESTS = "penstock.edge.requests";
    private static final String EVENTS = "penstock.edge.events";

    private final Map<Outcome, Reasons> requests = new EnumMap<>(Outcome.class);
    private final Map<Outcome, Reasons> events = new EnumMap<>(Outcome.class);
    private final DistributionSummary bodies;
    private final Counter refusedConnections;
    private final AtomicInteger connections = new AtomicInteger();

    HttpMetrics(MeterRegistry registry, InFlightBudget budget) {
        for (Outcome outcome : Outcome.values()) {
            requests.put(
                    outcome, new Reasons(registry, REQUESTS, "requests, by what became of them", "requests", outcome));
            events.put(
                    outcome,
                    new Reasons(registry, EVENTS, "decoded events, by what became of them", "events", outcome));
        }
        bodies = DistributionSummary.builder("penstock.edge.body")
                .description("size of bodies as they were sent")
                .baseUnit("bytes")
                .register(registry);
        refusedConnections = Counter.builder("penstock.edge.connections.refused")
                .description("connections closed at once because there were too many")
                .baseUnit("connections")
                .register(registry);
        Gauge.builder("penstock.edge.connections", connections, AtomicInteger::get)
                .description("open connections")
                .baseUnit("connections")
                .register(registry);
        Gauge.builder("penstock.edge.in_flight", budget, InFlightBudget::used)
                .description("bytes of bodies held at the moment")
                .baseUnit("bytes")
                .register(registry);
        Gauge.builder("penstock.edge.in_flight.limit", budget, InFlightBudget::limit)
                .description("bytes of bodies that may be held at once; when they are, requests get edge_full")
                .baseUnit("bytes")
                .register(registry);
    }

    /// Counts a request.
    ///
    /// @param reason null when there is none: all went well, or the client went away
    void request(Outcome outcome, @Nullable Refusal reason) {
        of(requests, outcome).of(reason).increment();
    }

    void events(Outcome outcome, @Nullable Refusal reason, int count) {
        if (count > 0) {
            of(events, outcome).of(reason).increment(count);
        }
    }

    void body(int bytes) {
        bodies.record(bytes);
    }

    /// Counts a connection that was opened.
    ///
    /// @return how many there are now
    int connected() {
        return connections.incrementAndGet();
    }

    void disconnected() {
        connections.decrementAndGet();
    }

    void connectionRefused() {
        refusedConnections.increment();
    }

    private static Reasons of(Map<Outcome, Reasons> counters, Outcome outcome) {
        Reasons reasons = counters.get(outcome);
        if (reasons == null) {
            throw new IllegalStateException("no counters for " + outcome);
        }
        return reasons;
    }

    /// The counters of one outcome, one for each reason. All are there from the start, so that a rate can be taken
    /// of the first refusal too.
    private static final class Reasons {

        private final Map<Refusal, Counter> counters = new EnumMap<>(Refusal.class);
        private final Counter none;

        Reasons(MeterRegistry registry, String name, String description, String unit, Outcome outcome) {
            Counter.Builder builder = Counter.builder(name)
                    .description(description)
                    .baseUnit(unit)
                    .tag("outcome", outcome.code());
            for (Refusal refusal : Refusal.values()) {
                counters.put(refusal, builder.tag("reason", refusal.code()).register(registry));
            }
            none = builder.tag("reason", "none").register(registry);
        }

        Counter of(@Nullable Refusal reason) {
            return reason == null ? none : counters.getOrDefault(reason, none);
        }
    }
}
