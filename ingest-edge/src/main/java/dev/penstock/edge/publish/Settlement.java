package dev.penstock.edge.publish;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/// Counts the acknowledgements of one request and tells once what came of it: when the last event is settled, or
/// when the time for an answer is over, whichever is first.
///
/// It is the callback of all its records: one object a request. Kafka calls it on its I/O thread, which serves
/// every request of this process, so the listener must hand over and return.
public final class Settlement implements Callback {

    private final int events;
    private final FailureLog failures;
    // Forgotten once told: Kafka keeps this object until the last record is settled or given up, seconds after a
    // request that was answered at its deadline has given back what it held.
    private final AtomicReference<@Nullable Consumer<Publication>> listener;
    private final AtomicInteger acknowledged = new AtomicInteger();
    private final AtomicInteger unsettled;

    Settlement(int events, FailureLog failures, Consumer<Publication> listener) {
        this.events = events;
        this.failures = failures;
        this.listener = new AtomicReference<>(listener);
        this.unsettled = new AtomicInteger(events);
    }

    @Override
    public void onCompletion(@Nullable RecordMetadata metadata, @Nullable Exception failure) {
        if (failure == null) {
            acknowledged.incrementAndGet();
        } else {
            failures.failed(failure);
        }
        settle(1);
    }

    /// Ends the waiting. What is not acknowledged by now is of unknown fate.
    public void expire() {
        tell();
    }

    /// Gives up `count` events that were not handed to Kafka.
    void abandon(int count) {
        settle(count);
    }

    boolean isComplete() {
        return unsettled.get() == 0;
    }

    /// Whether an event has already failed.
    boolean hasFailed() {
        return events - unsettled.get() > acknowledged.get();
    }

    private void settle(int count) {
        if (unsettled.addAndGet(-count) == 0) {
            tell();
        }
    }

    private void tell() {
        Consumer<Publication> told = listener.getAndSet(null);
        if (told != null) {
            int good = acknowledged.get();
            told.accept(good == events ? new Publication.Acknowledged() : new Publication.Unknown(good, events - good));
        }
    }
}
