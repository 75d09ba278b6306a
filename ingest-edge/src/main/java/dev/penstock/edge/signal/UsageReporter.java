package dev.penstock.edge.signal;

import dev.penstock.edge.admit.EdgeInstance;
import dev.penstock.edge.admit.PressureBoard;
import dev.penstock.edge.admit.RateLimiter;
import dev.penstock.edge.admit.UsageShares;
import dev.penstock.model.usage.EdgeUsage;
import dev.penstock.model.usage.OrganizationUsage;
import dev.penstock.model.wire.UsageCodec;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Once a second: tells the other edges what this one has admitted, works out its part of the limits anew and the
/// level of pressure, and forgets who has not sent anything. On a thread of its own; what it sends is not waited for.
final class UsageReporter implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(UsageReporter.class);

    private static final long PERIOD_MILLIS = 1_000;

    private final RateLimiter limiter;
    private final UsageShares shares;
    private final PressureBoard pressure;
    private final EdgeInstance instance;
    private final Producer<byte[], byte[]> producer;
    private final String topic;
    private final SignalMetrics metrics;
    private final InstantSource clock;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("edge-usage").factory());
    private boolean failing;

    UsageReporter(
            RateLimiter limiter,
            UsageShares shares,
            PressureBoard pressure,
            EdgeInstance instance,
            Producer<byte[], byte[]> producer,
            String topic,
            SignalMetrics metrics,
            InstantSource clock) {
        this.limiter = limiter;
        this.shares = shares;
        this.pressure = pressure;
        this.instance = instance;
        this.producer = producer;
        this.topic = topic;
        this.metrics = metrics;
        this.clock = clock;
    }

    /// Begins. To be called once.
    // What a round throws is caught within it.
    @SuppressWarnings("FutureReturnValueIgnored")
    void start() {
        thread.scheduleAtFixedRate(this::round, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    /// Stops, and takes this edge out of the reckoning of the others. The producer must still be open.
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(PERIOD_MILLIS, TimeUnit.MILLISECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        EdgeUsage last = usage(List.of());
        send(new ProducerRecord<>(topic, UsageCodec.encodeKey(last), null));
    }

    private void round() {
        try {
            long now = System.nanoTime();
            pressure.evaluate(now);
            limiter.sweep(now);
            EdgeUsage usage = usage(shares.tick(limiter.admitted(), now));
            send(new ProducerRecord<>(topic, UsageCodec.encodeKey(usage), UsageCodec.encode(usage)));
            failing = false;
        } catch (RuntimeException e) {
            metrics.usage(false);
            if (!failing) {
                failing = true;
                log.atError().setCause(e).log("limits could not be shared with the other edges, will try each second");
            }
        }
    }

    private EdgeUsage usage(List<OrganizationUsage> organizations) {
        Instant at = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        return new EdgeUsage(instance.name(), at, organizations);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback hears of a failure
    private void send(ProducerRecord<byte[], byte[]> record) {
        producer.send(record, (metadata, failure) -> metrics.usage(failure == null));
    }
}
