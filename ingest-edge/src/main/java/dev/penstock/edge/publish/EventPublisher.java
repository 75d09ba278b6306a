package dev.penstock.edge.publish;

import dev.penstock.edge.ready.Gate;
import dev.penstock.model.event.Event;
import dev.penstock.model.wire.EventCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Puts events on Kafka without ever blocking the caller, which is an event loop.
///
/// The producer is set up so that `send` fails instead of waiting (see [ProducerSettings]); a failed send means
/// unknown, not absent: the record may have reached the log before its acknowledgement was lost.
///
/// Thread-safe.
public final class EventPublisher implements Gate {

    private static final Logger log = LoggerFactory.getLogger(EventPublisher.class);

    private static final String TRACE_PARENT = "traceparent";

    private final Producer<byte[], byte[]> producer;
    private final String topic;
    private final BooleanSupplier keepsPromise;
    private final LogBreaker breaker;
    private final PublishMetrics metrics;
    private final FailureLog failures = new FailureLog();
    private final Duration closeTimeout;

    EventPublisher(
            Producer<byte[], byte[]> producer,
            String topic,
            BooleanSupplier keepsPromise,
            LogBreaker breaker,
            PublishMetrics metrics,
            PublishPolicy policy) {
        this.producer = producer;
        this.topic = topic;
        this.keepsPromise = keepsPromise;
        this.breaker = breaker;
        this.metrics = metrics;
        this.closeTimeout = policy.closeTimeout();
    }

    /// Whether the topic has been seen to keep what a 202 promises. Readiness tells so too, but not every client
    /// asks it.
    public boolean keepsPromise() {
        return keepsPromise.getAsBoolean();
    }

    /// Kafka being away does not take readiness: clients shall hear our 503, not a load balancer's.
    @Override
    public List<String> reasons() {
        return List.of();
    }

    @Override
    public List<String> concerns() {
        return breaker.isClosed()
                ? List.of()
                : List.of("Kafka does not answer: events get 503 log_unavailable, a few are let through to try");
    }

    /// Whether everything is refused at the moment, so that a body need not be read.
    public boolean isRefusing() {
        return breaker.isOpen();
    }

    /// Hands events to Kafka, all of one request, that belong to no trace and whose places nobody wants to know.
    ///
    /// @see #publish(List, String, Placement, Consumer)
    public @Nullable Settlement publish(List<Event> events, Consumer<Publication> listener) {
        return publish(events, "", null, listener);
    }

    /// Hands events to Kafka, all of one request.
    ///
    /// @param traceParent W3C `traceparent` of the span this happens in, which the records carry as a header; empty for
    ///     none
    /// @param placement where it is noted at which offset each of them is; null when nobody wants to know
    /// @param listener told once, on any thread, possibly before this method returns; must be quick
    /// @return what the caller ends the waiting with, at the time it wants to answer; null when `listener` knows
    /// already
    public @Nullable Settlement publish(
            List<Event> events, String traceParent, @Nullable Placement placement, Consumer<Publication> listener) {
        if (!breaker.tryPass()) {
            metrics.shed();
            listener.accept(new Publication.Shed());
            return null;
        }
        metrics.began();
        long start = System.nanoTime();
        Settlement settlement = new Settlement(events.size(), failures, publication -> {
            long nanos = System.nanoTime() - start;
            metrics.ended(publication, nanos);
            if (publication instanceof Publication.Acknowledged) {
                breaker.answered(nanos);
            } else {
                breaker.failed(nanos);
            }
            listener.accept(publication);
        });
        send(events, traceParent.getBytes(StandardCharsets.US_ASCII), placement, settlement);
        return settlement.isComplete() ? null : settlement;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the settlement is called back, for failures too
    private void send(List<Event> events, byte[] traceParent, @Nullable Placement placement, Settlement settlement) {
        int settling = 0;
        try {
            for (Event event : events) {
                // The first one that fails at once fails for a reason the others have too: no memory, no metadata.
                if (settlement.hasFailed()) {
                    break;
                }
                ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                        topic,
                        null,
                        event.receivedAt().toEpochMilli(),
                        EventCodec.key(event),
                        EventCodec.encode(event));
                if (traceParent.length > 0) {
                    record.headers().add(TRACE_PARENT, traceParent);
                }
                producer.send(record, placement == null ? settlement : noting(placement, settling, settlement));
                settling++;
            }
        } catch (KafkaException | IllegalStateException e) {
            // Thrown, not called back: the producer is closed or broken for good.
            log.atError().setCause(e).log("the producer refuses records, events are answered as unknown");
        } finally {
            // Whatever was thrown: a permit of the breaker that is never settled would keep it from closing again.
            if (settling < events.size()) {
                settlement.abandon(events.size() - settling);
            }
        }
    }

    /// A callback of one event alone: what Kafka calls back with does not say which event it is about.
    private static Callback noting(Placement placement, int event, Settlement settlement) {
        return (metadata, failure) -> {
            if (failure == null) {
                placement.put(event, metadata);
            }
            settlement.onCompletion(metadata, failure);
        };
    }

    /// Sends what is left and waits for its acknowledgement, as long as the policy allows. To be called when no
    /// request is in flight any more.
    void close() {
        producer.close(closeTimeout);
    }
}
