package dev.penstock.edge.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.model.topic.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class ProducerSettingsTest {

    private static final PublishPolicy POLICY = new PublishPolicy(
            Duration.ofSeconds(1),
            Duration.ofSeconds(8),
            Duration.ofSeconds(4),
            Duration.ofMillis(5),
            DataSize.ofKilobytes(256),
            DataSize.ofMegabytes(64),
            Duration.ofSeconds(8),
            Duration.ofSeconds(1));

    @Test
    void whatThePromisesHangOnWinsOverTheConnectionsSettings() {
        Map<String, Object> settings = ProducerSettings.of(
                Map.of(
                        "bootstrap.servers", "127.0.0.1:9",
                        "acks", "1",
                        "enable.idempotence", "false",
                        "transactional.id", "t",
                        "max.block.ms", "60000",
                        "retries", 0,
                        "max.in.flight.requests.per.connection", 100,
                        "max.request.size", 1000,
                        "compression.type", "zstd",
                        "delivery.timeout.ms", "1"),
                POLICY);

        assertThat(settings)
                .containsEntry("acks", "all")
                .containsEntry("enable.idempotence", true)
                .containsEntry("max.block.ms", 0L)
                .containsEntry("max.request.size", Topic.MAX_EVENT_RECORD)
                .containsEntry("compression.type", "lz4")
                .containsEntry("delivery.timeout.ms", 8_000)
                .containsEntry("request.timeout.ms", 4_000)
                .containsEntry("linger.ms", 5L)
                .containsEntry("batch.size", 256 * 1024)
                .containsEntry("buffer.memory", 64L * 1024 * 1024)
                .doesNotContainKeys("transactional.id", "retries", "max.in.flight.requests.per.connection");
        // Kafka checks them against each other.
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer()).close(Duration.ZERO);
    }

    @Test
    void theConnectionsOtherSettingsStay() {
        Map<String, Object> settings = ProducerSettings.of(
                Map.of("bootstrap.servers", "broker:9092", "security.protocol", "SASL_SSL", "client.id", "mine"),
                POLICY);

        assertThat(settings)
                .containsEntry("bootstrap.servers", "broker:9092")
                .containsEntry("security.protocol", "SASL_SSL")
                .containsEntry(ProducerConfig.CLIENT_ID_CONFIG, "mine");
    }

    /// The producer adds it to the time of day; what overflows is an expiry in the past, and each update of the
    /// metadata then forgets the events topic: requests get 503 while Kafka is well.
    @Test
    void metadataIsKeptForYearsAndNotForgottenByAnOverflow() {
        Object idle = Objects.requireNonNull(
                ProducerSettings.of(Map.of(), POLICY).get(ProducerConfig.METADATA_MAX_IDLE_CONFIG));

        assertThat(Math.addExact(Instant.now().toEpochMilli(), (long) idle))
                .isGreaterThan(Instant.now().plus(Duration.ofDays(365)).toEpochMilli());
    }
}
