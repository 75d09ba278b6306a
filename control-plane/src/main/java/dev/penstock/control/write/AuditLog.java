package dev.penstock.control.write;

import dev.penstock.model.audit.AuditRecord;
import dev.penstock.model.wire.AuditCodec;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// Writes down who changed what. Opens its own client for each record and closes it: changes are rare.
public final class AuditLog {

    private final String topic;
    private final Map<String, Object> client;
    private final WriterSettings settings;

    /// @param topic the topic's name, prefix included
    /// @param client Kafka's own settings: bootstrap servers, security
    public AuditLog(String topic, Map<String, Object> client, WriterSettings settings) {
        this.topic = topic;
        this.client = Map.copyOf(client);
        this.settings = settings;
    }

    /// Writes a record, and returns when Kafka keeps it.
    ///
    /// @throws ControlUnavailableException when it does not say so in time; the record may be there or not
    public void append(AuditRecord record) throws ControlUnavailableException {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(producerSettings(), new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic, AuditCodec.encodeKey(record), AuditCodec.encode(record)))
                    .get(settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw unavailable(e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException | KafkaException e) {
            throw unavailable(e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private ControlUnavailableException unavailable(Throwable cause) {
        return new ControlUnavailableException(
                "topic " + topic + " was not written (" + cause.getMessage()
                        + "): check that it exists, and that this user may write it",
                cause);
    }

    private Map<String, Object> producerSettings() {
        int timeout = Math.toIntExact(settings.timeout().toMillis());
        Map<String, Object> producer = new HashMap<>(client);
        producer.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, timeout);
        producer.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, timeout);
        producer.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, timeout / 2);
        producer.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        producer.put(ProducerConfig.ACKS_CONFIG, "all");
        producer.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        producer.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 4L << 20);
        return producer;
    }
}
