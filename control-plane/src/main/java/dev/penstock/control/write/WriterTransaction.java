package dev.penstock.control.write;

import dev.penstock.control.topic.ControlTopic;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// The records of one change, in one transaction of the writers' common id. For one thread; each step fails with a
/// [KafkaException].
final class WriterTransaction implements AutoCloseable {

    private static final Duration CLOSE = Duration.ofSeconds(1);

    private final String topic;
    private final KafkaProducer<byte[], byte[]> producer;

    WriterTransaction(ControlTopic topic, WriterSettings settings) {
        this.topic = topic.name();
        this.producer = new KafkaProducer<>(
                producerSettings(topic, settings), new ByteArraySerializer(), new ByteArraySerializer());
    }

    /// The transactional id that all writers of this topic share, for example `penstock.control-writer`.
    static String idFor(ControlTopic topic) {
        return topic.name() + "-writer";
    }

    /// Ends whatever another writer has begun. When this returns, his transaction is over, its outcome is in the
    /// topic, and he cannot commit any more.
    void fenceOthers() {
        producer.initTransactions();
    }

    /// To be called once, before the first record.
    void begin() {
        producer.beginTransaction();
    }

    /// Puts the record into the topic, where nobody sees it before the commit.
    ///
    /// @return its offset
    long send(byte[] key, byte[] value) {
        try {
            return producer.send(new ProducerRecord<>(topic, 0, key, value))
                    .get()
                    .offset();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException failure
                    ? failure
                    : new KafkaException("the record was not taken", e.getCause());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    void commit() {
        producer.commitTransaction();
    }

    /// A transaction that was not committed is aborted, here or by Kafka when its time is over.
    @Override
    public void close() {
        producer.close(CLOSE);
    }

    private static Map<String, Object> producerSettings(ControlTopic topic, WriterSettings settings) {
        int timeout = Math.toIntExact(settings.timeout().toMillis());
        Map<String, Object> producer = new HashMap<>(topic.client());
        producer.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, idFor(topic));
        producer.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, timeout);
        producer.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, timeout);
        producer.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, timeout);
        producer.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, timeout / 2);
        producer.put(ProducerConfig.ACKS_CONFIG, "all");
        producer.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        producer.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        // A record or two: the default buffer of 32 MB would only be zeroed.
        producer.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 4L << 20);
        return producer;
    }
}
