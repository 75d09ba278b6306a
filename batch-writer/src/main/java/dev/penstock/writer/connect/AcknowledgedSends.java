package dev.penstock.writer.connect;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;

/// Sends records and waits until all replicas have them. Thread-safe.
public final class AcknowledgedSends {

    // A little more than the producer itself takes to give up.
    private static final Duration ACKNOWLEDGEMENT = Duration.ofSeconds(12);

    private final Producer<byte[], byte[]> producer;
    private final Duration timeout;

    /// @param producer with `acks=all`; stays the caller's
    /// @param timeout longest wait for the acknowledgements of one call
    public AcknowledgedSends(Producer<byte[], byte[]> producer, Duration timeout) {
        this.producer = producer;
        this.timeout = timeout;
    }

    AcknowledgedSends(Producer<byte[], byte[]> producer) {
        this(producer, ACKNOWLEDGEMENT);
    }

    /// Sends a record for each of `items`.
    ///
    /// @return those that were not acknowledged, to be sent again
    /// @throws InterruptedException while waiting; any of them may have arrived then
    public <T> Result<T> send(List<T> items, Function<T, ProducerRecord<byte[], byte[]>> record)
            throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        List<T> unacknowledged = new ArrayList<>();
        List<Future<RecordMetadata>> sent = new ArrayList<>(items.size());
        String reason = "";
        for (T item : items) {
            try {
                Future<RecordMetadata> future = producer.send(record.apply(item));
                sent.add(future);
                // Of a topic that is missing it takes the producer's max.block.ms to say so; each of the others
                // would take as long again.
                if (future.isDone() && future.state() == Future.State.FAILED) {
                    break;
                }
            } catch (KafkaException e) {
                reason = e.getClass().getSimpleName();
                break;
            }
        }
        for (int i = 0; i < items.size(); i++) {
            if (i >= sent.size()) {
                unacknowledged.add(items.get(i));
                continue;
            }
            try {
                sent.get(i).get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (ExecutionException e) {
                reason = (e.getCause() == null ? e : e.getCause()).getClass().getSimpleName();
                unacknowledged.add(items.get(i));
            } catch (TimeoutException e) {
                reason = "no acknowledgement in time";
                unacknowledged.add(items.get(i));
            }
        }
        return new Result<>(unacknowledged, reason);
    }

    /// What became of some records.
    ///
    /// @param unacknowledged empty when all are safe
    /// @param reason why not, empty when all are
    public record Result<T>(List<T> unacknowledged, String reason) {

        public Result {
            unacknowledged = List.copyOf(unacknowledged);
        }
    }
}
