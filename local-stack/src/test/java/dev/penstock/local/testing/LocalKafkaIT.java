package dev.penstock.local.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.config.ConfigResource;
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

    @Test
    void pausedBrokerAnswersNobodyAndThenEverybody() throws Exception {
        kafka.createTopic("events", 1);

        try (var producer = producer()) {
            producer.partitionsFor("events");
            kafka.pause();
            Future<RecordMetadata> sent = producer.send(new ProducerRecord<>("events", "while paused"));
            assertThatThrownBy(() -> sent.get(1, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);

            kafka.resume();
            assertThat(sent.get(30, TimeUnit.SECONDS).hasOffset()).isTrue();
        }
        assertThat(read(1)).containsExactly("while paused");
    }

    @Test
    void topicsAreMadeOnPurposeOnly() throws Exception {
        assertThatThrownBy(() -> send("to no topic")).isInstanceOf(ExecutionException.class);

        kafka.createTopic("events", 3, Map.of("cleanup.policy", "compact"));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()))) {
            assertThat(admin.listTopics().names().get()).containsExactly("events");
            ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, "events");
            Config config = admin.describeConfigs(List.of(topic))
                    .all()
                    .get()
                    .values()
                    .iterator()
                    .next();
            assertThat(config.get("cleanup.policy").value()).isEqualTo("compact");
            assertThat(config.get("unclean.leader.election.enable").value()).isEqualTo("false");
        }
    }

    private void send(String value) throws Exception {
        try (var producer = producer()) {
            producer.send(new ProducerRecord<>("events", value)).get(30, TimeUnit.SECONDS);
        }
    }

    private KafkaProducer<String, String> producer() {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrap(), "acks", "all", "max.block.ms", "2000"),
                new StringSerializer(),
                new StringSerializer());
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
