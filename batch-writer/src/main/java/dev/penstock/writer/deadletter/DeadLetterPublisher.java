package dev.penstock.writer.deadletter;

import dev.penstock.model.wire.DeadLetterHeaders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;

/// Publishes what could not be stored, byte for byte, with its cause.
public final class DeadLetterPublisher {

    private final Producer<byte[], byte[]> producer;
    private final String topic;
    private final Duration timeout;

    /// Publishes to `topic`.
    ///
    /// @param producer with `acks=all`; stays the caller's
    /// @param timeout longest wait for the acknowledgements of one call
    public DeadLetterPublisher(Producer<byte[], byte[]> producer, String topic, Duration timeout) {
        this.producer = producer;
        this.topic = topic;
        this.timeout = timeout;
    }

    /// Publishes the letters and waits until all replicas have them.
    ///
    /// @return those that were not acknowledged, to be published again; again is harmless, their key says they are
    ///     the same
    /// @throws InterruptedException while waiting; any of them may have arrived then
    public Result publish(List<Letter> letters) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        List<Letter> unacknowledged = new ArrayList<>();
        List<Future<RecordMetadata>> sent = new ArrayList<>(letters.size());
        String reason = "";
        for (Letter letter : letters) {
            // The first send to a topic that is missing takes the producer's max.block.ms; the others would too.
            if (!reason.isEmpty()) {
                break;
            }
            try {
                sent.add(producer.send(record(letter)));
            } catch (KafkaException e) {
                reason = e.getClass().getSimpleName();
            }
        }
        for (int i = 0; i < letters.size(); i++) {
            if (i >= sent.size()) {
                unacknowledged.add(letters.get(i));
                continue;
            }
            try {
                sent.get(i).get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (ExecutionException e) {
                reason = (e.getCause() == null ? e : e.getCause()).getClass().getSimpleName();
                unacknowledged.add(letters.get(i));
            } catch (TimeoutException e) {
                reason = "no acknowledgement in time";
                unacknowledged.add(letters.get(i));
            }
        }
        return new Result(unacknowledged, reason);
    }

    private ProducerRecord<byte[], byte[]> record(Letter letter) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                topic,
                DeadLetterHeaders.key(letter.cause().source()),
                letter.record().value());
        DeadLetterHeaders.encode(letter.cause())
                .forEach((name, value) -> record.headers().add(name, value));
        return record;
    }

    /// What became of some letters.
    ///
    /// @param unacknowledged empty when all are safe
    /// @param reason why not, empty when all are
    public record Result(List<Letter> unacknowledged, String reason) {

        public Result {
            unacknowledged = List.copyOf(unacknowledged);
        }
    }
}
