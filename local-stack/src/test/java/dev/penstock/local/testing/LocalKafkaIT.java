package dev.penstock.local.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LocalKafkaIT {

    private final TestingKafka kafka = TestingKafka.start();

    @AfterEach
    void close() {
        kafka.close();
    }

    @Test
    void acknowledgedRecordsSurviveKillAndRestart() throws Exception {
        kafka.createTopic("events", 3, Map.of("retention.ms", "60000"));
        send("before the kill");

        kafka.kill();
        kafka.restart();
        send("after the kill");
        kafka.restart();

        assertThat(read(2)).containsExactlyInAnyOrder("before the kill", "after the kill");
    }

    private void send(String value) throws Exception {
        Map<String, Object> config = Map.of("bootstrap.servers", kafka.bootstrap(), "acks", "all");
        try (var producer = new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>("events", value)).get(30, TimeUnit.SECONDS);
        }
    }

    private List<String> read(int count) {
        Map<String, Object> config = Map.of(
                "bootstrap.servers", kafka.bootstrap(),
                "group.id", "readers",
                "group.protocol", "consumer",
                "auto.offset.reset", "earliest");
        List<String> values = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of("events"));
            long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            while (values.size() < count && System.nanoTime() - deadline < 0) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> values.add(record.value()));
            }
        }
        return values;
    }
}
