package dev.penstock.edge.publish;

import dev.penstock.model.topic.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;

/// The settings of the producer that the promises hang on. They win over whatever `spring.kafka.*` says.
final class ProducerSettings {

    // The producer adds it to the time of day: Long.MAX_VALUE overflows, and every update of the metadata then forgets
    // every topic that is not new.
    private static final Duration NEVER = Duration.ofDays(36_500);

    private ProducerSettings() {}

    static Map<String, Object> of(Map<String, Object> connection, PublishPolicy policy) {
        Map<String, Object> settings = new HashMap<>(connection);
        settings.putIfAbsent(ProducerConfig.CLIENT_ID_CONFIG, "penstock-edge");
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.remove(ProducerConfig.TRANSACTIONAL_ID_CONFIG);
        // Kafka's defaults: the delivery time-out alone ends the trying, and order is kept.
        settings.remove(ProducerConfig.RETRIES_CONFIG);
        settings.remove(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION);
        // A smaller one would refuse, again and again, an event that the edge lets in.
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topic.EVENTS.maxRecord());
        // send() runs on event loops: it fails instead of waiting for metadata or memory. Therefore the metadata is
        // fetched before the edge is ready, and never forgotten.
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 0L);
        settings.put(ProducerConfig.METADATA_MAX_IDLE_CONFIG, NEVER.toMillis());
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, policy.buffer().toBytes());
        settings.put(
                ProducerConfig.BATCH_SIZE_CONFIG, Math.toIntExact(policy.batch().toBytes()));
        settings.put(ProducerConfig.LINGER_MS_CONFIG, policy.linger().toMillis());
        settings.put(
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                Math.toIntExact(policy.deliveryTimeout().toMillis()));
        settings.put(
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                Math.toIntExact(policy.requestTimeout().toMillis()));
        // The one codec that needs neither a writable nor an executable /tmp besides gzip, and four times as fast.
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        // A partition whose leader does not answer gets no new unkeyed records.
        settings.put(
                ProducerConfig.PARTITIONER_AVAILABILITY_TIMEOUT_MS_CONFIG,
                policy.answerTimeout().toMillis());
        // Soon back after an outage; the default doubles its way up to a second between attempts.
        settings.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500L);
        settings.put(ProducerConfig.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG, 2_000L);
        return settings;
    }
}
