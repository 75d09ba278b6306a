package dev.penstock.edge.publish;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Meters of putting events on Kafka.
final class PublishMetrics {

    private static final String PUBLISH = "penstock.edge.publish";

    private final Timer acknowledged;
    private final Timer unknown;
    private final Counter shed;
    private final AtomicInteger waiting = new AtomicInteger();

    PublishMetrics(MeterRegistry registry) {
        acknowledged = timer(registry, "acknowledged");
        unknown = timer(registry, "unknown");
        shed = Counter.builder("penstock.edge.publish.shed")
                .description("requests that were not tried because Kafka has not been answering")
                .baseUnit("requests")
                .register(registry);
        Gauge.builder("penstock.edge.publish.waiting", waiting, AtomicInteger::get)
                .description("requests that wait for Kafka")
                .baseUnit("requests")
                .register(registry);
    }

    void began() {
        waiting.incrementAndGet();
    }

    void ended(Publication publication, long nanos) {
        waiting.decrementAndGet();
        switch (publication) {
            case Publication.Acknowledged all -> acknowledged.record(nanos, TimeUnit.NANOSECONDS);
            case Publication.Unknown fate -> unknown.record(nanos, TimeUnit.NANOSECONDS);
            case Publication.Shed none -> shed.increment();
        }
    }

    void shed() {
        shed.increment();
    }

    private static Timer timer(MeterRegistry registry, String outcome) {
        return Timer.builder(PUBLISH)
                .description("time from handing a request's events to the producer to knowing what became of them")
                .tag("outcome", outcome)
                .publishPercentileHistogram()
                .register(registry);
    }
}
