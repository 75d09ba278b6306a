package dev.penstock.writer.park;

import dev.penstock.model.wire.ParkedHeaders;
import dev.penstock.writer.connect.AcknowledgedSends;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/// Publishes the records of halted streams, byte for byte, until their stream runs again.
public final class ParkedPublisher {

    private final AcknowledgedSends sends;
    private final String topic;

    ParkedPublisher(AcknowledgedSends sends, String topic) {
        this.sends = sends;
        this.topic = topic;
    }

    /// Publishes records and waits until all replicas have them.
    ///
    /// @return those that were not acknowledged, to be published again; again is harmless, their coordinates say they
    ///     are the same
    /// @throws InterruptedException while waiting; any of them may have arrived then
    public AcknowledgedSends.Result<Parked> publish(List<Parked> records) throws InterruptedException {
        return sends.send(records, this::record);
    }

    private ProducerRecord<byte[], byte[]> record(Parked parked) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                topic,
                ParkedHeaders.key(parked.event().stream()),
                parked.record().value());
        ParkedHeaders.encode(parked.event())
                .forEach((name, value) -> record.headers().add(name, value));
        return record;
    }
}
