package dev.penstock.writer.count;

import dev.penstock.model.ledger.LedgerRecord;
import dev.penstock.model.wire.LedgerCodec;
import dev.penstock.writer.connect.AcknowledgedSends;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/// Writes the line of a batch, before its offset is committed.
public final class BatchLines {

    private final AcknowledgedSends sends;
    private final String topic;

    BatchLines(AcknowledgedSends sends, String topic) {
        this.sends = sends;
        this.topic = topic;
    }

    /// Publishes a line and waits until all replicas have it. Again is harmless: its key says that it is the same.
    ///
    /// @return unacknowledged lines, to be published again
    /// @throws InterruptedException while waiting; it may have arrived then
    public AcknowledgedSends.Result<LedgerRecord> publish(LedgerRecord line) throws InterruptedException {
        return sends.send(
                List.of(line), one -> new ProducerRecord<>(topic, LedgerCodec.encodeKey(one), LedgerCodec.encode(one)));
    }
}
