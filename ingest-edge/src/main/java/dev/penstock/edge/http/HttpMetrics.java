package dev.penstock.edge.http;

import dev.penstock.edge.admit.InFlightBudget;
import dev.penstock.model.refusal.Refusal;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Meters of requests and their events.
///
/// Requests are counted when they come, and again when it is known what becomes of them; events once they are
/// decoded, and again. Of both, received = accepted + rejected + shed + unknown (+ aborted and served requests): the
/// two sides are counted in different places, so that the sum can be wrong and a test can see it.
final class HttpMetrics {

    private static final Meters REQUESTS =
            new Meters("penstock.edge.requests", "requests, by what became of them", "requests");
    private static final Meters EVENTS =
            new Meters("penstock.edge.events", "decoded events, by what became of them", "events");

    private final Outcomes requests;
    private final Outcomes events;
    private final Counter receivedRequests;
    private final Counter receivedEvents;
    private final DistributionSummary bodies;

    HttpMetrics(MeterRegistry registry, InFlightBudget budget) {
        requests = new Outcomes(registry, REQUESTS);
        events = new Outcomes(registry, EVENTS);
        for (Outcome outcome : new Outcome[] {Outcome.ACCEPTED, Outcome.ABORTED, Outcome.SERVED}) {
            requests.of(outcome, null);
        }
        events.of(Outcome.ACCEPTED, null);
        for (Refusal refusal : Refusal.values()) {
            requests.of(Outcome.of(refusal), refusal);
            if (Outcome.of(refusal) == Outcome.REJECTED) {
                events.of(Outcome.REJECTED, refusal);
            }
        }
        for (Outcomes of : new Outcomes[] {requests, events}) {
            of.of(Outcome.UNKNOWN, Refusal.LOG_UNAVAILABLE);
            of.of(Outcome.UNKNOWN, Refusal.INTERNAL);
        }
        events.of(Outcome.SHED, Refusal.LOG_UNAVAILABLE);
        receivedRequests = Counter.builder("penstock.edge.received.requests")
                .description("requests whose head was read, whatever becomes of them")
                .baseUnit("requests")
                .register(registry);
        receivedEvents = Counter.builder("penstock.edge.received.events")
                .description("events found in bodies, whatever becomes of them")
                .baseUnit("events")
                .register(registry);
        bodies = DistributionSummary.builder("penstock.edge.body")
                .description("size of bodies as they were sent")
                .baseUnit("bytes")
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

    /// Counts a request that has come, before anything is known of it.
    void received() {
        receivedRequests.increment();
    }

    /// Counts events that were found in a body, before anything is known of them.
    void receivedEvents(int count) {
        receivedEvents.increment(count);
    }

    /// Counts a request.
    ///
    /// @param reason null when there is none: all went well, or the client went away
    void request(Outcome outcome, @Nullable Refusal reason) {
        requests.of(outcome, reason).increment();
    }

    void events(Outcome outcome, @Nullable Refusal reason, int count) {
        if (count > 0) {
            events.of(outcome, reason).increment(count);
        }
    }

    void body(int bytes) {
        bodies.record(bytes);
    }

    private record Meters(String name, String description, String unit) {}

    /// One counter for each outcome and reason. Those that can occur are there from the start, so that a rate can be
    /// taken of the first refusal too; one that was not thought of comes with its first occurrence.
    private static final class Outcomes {

        private static final String NONE = "none";

        private final MeterRegistry registry;
        private final Meters meters;
        // Two enums we own: it cannot grow beyond their product.
        private final Map<Outcome, Map<String, Counter>> counters = new EnumMap<>(Outcome.class);

        Outcomes(MeterRegistry registry, Meters meters) {
            this.registry = registry;
            this.meters = meters;
            for (Outcome outcome : Outcome.values()) {
                counters.put(outcome, new ConcurrentHashMap<>());
            }
        }

        Counter of(Outcome outcome, @Nullable Refusal reason) {
            Map<String, Counter> reasons = counters.get(outcome);
            if (reasons == null) {
                throw new IllegalStateException("no counters for " + outcome);
            }
            return reasons.computeIfAbsent(reason == null ? NONE : reason.code(), code -> counter(outcome, code));
        }

        private Counter counter(Outcome outcome, String reason) {
            return Counter.builder(meters.name())
                    .description(meters.description())
                    .baseUnit(meters.unit())
                    .tag("outcome", outcome.code())
                    .tag("reason", reason)
                    .register(registry);
        }
    }
}
