package dev.penstock.writer.deadletter;

import dev.penstock.model.wire.DeadLetterHeaders;
import dev.penstock.writer.connect.AcknowledgedSends;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/// Publishes what could not be stored, byte for byte, with its cause.
public final class DeadLetterPublisher {

    private final AcknowledgedSends sends;
    private final String topic;

    /// Publishes to `topic`.
    public DeadLetterPublisher(AcknowledgedSends sends, String topic) {
        this.sends = sends;
        this.topic = topic;
    }

    /// Publishes the letters and waits until all replicas have them.
    ///
    /// @return those that were not acknowledged, to be published again; again is harmless, their key says they are
    ///     the same
    /// @throws InterruptedException while waiting; any of them may have arrived then
    public Result publish(List<Letter> letters) throws InterruptedException {
        AcknowledgedSends.Result<Letter> result = sends.send(letters, this::record);
        return new Result(result.unacknowledged(), result.reason());
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
