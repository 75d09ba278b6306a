package dev.penstock.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.penstock.local.testing.TestingClickHouse;
import dev.penstock.local.testing.TestingKafka;
import dev.penstock.model.deadletter.DeadLetter;
import dev.penstock.model.event.Event;
import dev.penstock.model.pressure.Pressure;
import dev.penstock.model.pressure.PressureLevel;
import dev.penstock.model.progress.OffsetRange;
import dev.penstock.model.progress.Progress;
import dev.penstock.model.topic.Topic;
import dev.penstock.model.topic.TopicId;
import dev.penstock.model.wire.DeadLetterHeaders;
import dev.penstock.model.wire.EventCodec;
import dev.penstock.model.wire.MalformedRecordException;
import dev.penstock.model.wire.PressureCodec;
import dev.penstock.model.wire.ProgressCodec;
import dev.penstock.sink.connect.ClickHouseSettings;
import dev.penstock.sink.migrate.Migrations;
import dev.penstock.sink.migrate.SchemaVersion;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The promises of the writer, against a real broker, the real engine and a real process.
class WriterIT {

    private static final AtomicInteger RUN = new AtomicInteger();

    private static final Duration PATIENCE = Duration.ofSeconds(150);

    private static TestingKafka kafka;
    private static TestingClickHouse clickHouse;
    private static KafkaProducer<byte[], byte[]> producer;
    private static Admin admin;

    // Each test has topics, a group and a database of its own.
    private String prefix;
    private String database;
    private final List<WriterProcess> writers = new ArrayList<>();

    @BeforeAll
    static void startServers() {
        kafka = TestingKafka.start(Stage.SHORT_SESSIONS);
        clickHouse = TestingClickHouse.start();
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrap(), "acks", "all", "linger.ms", "2"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()));
    }

    @AfterAll
    static void stopServers() {
        producer.close();
        admin.close();
        clickHouse.close();
        kafka.close();
    }

    @BeforeEach
    void createTopics() {
        int run = RUN.incrementAndGet();
        prefix = "it" + run + ".";
        database = "it" + run;
        createTopic(Topic.EVENTS, 3);
        createTopic(Topic.PROGRESS, 1);
        createTopic(Topic.PRESSURE, 1);
        createTopic(Topic.CONTROL, 1);
        createTopic(Topic.PARKED, 1);
        createTopic(Topic.LEDGER, 1);
        clickHouse.clearFaults();
    }

    @AfterEach
    void stopWriters() {
        writers.forEach(WriterProcess::close);
    }

    @Test
    void everyEventArrivesOnceWithItsBytes() throws Exception {
        createTopic(Topic.DEAD_LETTERS, 1);
        migrate();
        WriterProcess writer = startReady();
        List<Event> events = numbered(0, 5_000);

        send(events);

        awaitStored(5_000);
        Map<String, String> stored = new HashMap<>();
        query("SELECT event_id, base64Encode(payload) FROM " + database + ".events")
                .lines()
                .forEach(line ->
                        stored.put(line.substring(0, line.indexOf('\t')), line.substring(line.indexOf('\t') + 1)));
        for (Event event : events) {
            assertThat(stored.get(event.id().toString()))
                    .isEqualTo(
                            Base64.getEncoder().encodeToString(event.payload().toByteArray()));
        }
        awaitCommitted(5_000);
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(writer.metric("penstock_writer_rows", "outcome=\"stored\""))
                    .isEqualTo(5_000);
            assertThat(writer.metric("penstock_writer_rows", "outcome=\"dead_lettered\""))
                    .isZero();
        });
        assertThat(query("SELECT count() FROM " + database + ".events_raw")).isEqualTo("5000");
    }

    @Test
    void killedInTheMiddleItLosesNothingAndShowsNothingTwice() throws Exception {
        createTopic(Topic.DEAD_LETTERS, 1);
        migrate();
        WriterProcess first = startReady("penstock.writer.batch.rows=200");
        send(numbered(0, 10_000));
        await().atMost(PATIENCE).until(() -> count() > 400);
        first.kill();
        long atDeath = count();
        send(numbered(10_000, 2_000));

        startReady("penstock.writer.batch.rows=500");

        awaitStored(12_000);
        assertThat(atDeath).isLessThan(10_000);
    }

    @Test
    void anOutageOfClickHouseLosesNothingAndMovesNoPartition() throws Exception {
        createTopic(Topic.DEAD_LETTERS, 1);
        migrate();
        WriterProcess writer = startReady("spring.kafka.consumer.properties.max.poll.interval.ms=6000");
        send(numbered(0, 1_000));
        awaitStored(1_000);

        clickHouse.stop();
        try {
            Instant end = Instant.now().plusSeconds(9);
            int number = 1_000;
            while (Instant.now().isBefore(end)) {
                send(numbered(number, 50));
                number += 50;
                await().pollDelay(Duration.ofMillis(500)).until(() -> true);
            }
            send(numbered(number, 6_000 - number));
            assertThat(writer.readiness()).as(writer.health()).isEqualTo(200);
            assertThat(writer.health()).contains("OPEN");
        } finally {
            clickHouse.restart();
        }

        awaitStored(6_000);
        awaitCommitted(6_000);
        assertThat(end(Topic.DEAD_LETTERS, 0)).isZero();
        assertThat(writer.logged("partitions assigned")).isEqualTo(1);
        assertThat(writer.logged("partitions revoked")).isZero();
        assertThat(writer.logged("partitions lost")).isZero();
    }

    @Test
    void answersThatAreLostAfterTheInsertLeaveNoRowTwice() throws Exception {
        createTopic(Topic.DEAD_LETTERS, 1);
        migrate();
        startReady("penstock.writer.batch.rows=200");
        clickHouse.fault("drop_after_apply", Map.of("match", "INSERT INTO", "times", "6"));

        send(numbered(0, 3_000));

        awaitStored(3_000);
        awaitCommitted(3_000);
        assertThat(query("SELECT count() FROM " + database + ".events_raw")).isEqualTo("3000");
    }

    @Test
    void aRecordNobodyCanReadBecomesADeadLetterByteForByte() throws Exception {
        createTopic(Topic.DEAD_LETTERS, 1);
        migrate();
        WriterProcess writer = startReady();
        byte[] garbage = {0, 1, 2, (byte) 0xFF, '\n', '\n', 7};
        send(numbered(0, 10));
        RecordMetadata place =
                producer.send(new ProducerRecord<>(events(), 1, null, garbage)).get();
        send(List.of(SampleEvents.event(Instant.parse("2300-01-01T00:00:00Z"), "{}")));

        awaitStored(10);
        awaitCommitted(12);
        List<ConsumerRecord<byte[], byte[]>> letters = read(Topic.DEAD_LETTERS, 2);
        ConsumerRecord<byte[], byte[]> letter = letters.stream()
                .filter(record -> record.value().length == garbage.length)
                .findFirst()
                .orElseThrow();
        assertThat(letter.value()).isEqualTo(garbage);
        DeadLetter cause = cause(letter);
        assertThat(cause.cause()).isEqualTo("malformed_record");
        assertThat(cause.source().topic()).isEqualTo(eventsId());
        assertThat(cause.source().partition()).isEqualTo(1);
        assertThat(cause.source().offset()).isEqualTo(place.offset());
        assertThat(new String(letter.key(), StandardCharsets.UTF_8))
                .isEqualTo(cause.source().toString());
        assertThat(letters.stream()
                        .map(this::cause)
                        .filter(other -> other.column().equals("timestamp")))
                .singleElement()
                .satisfies(other -> assertThat(other.cause()).isEqualTo("value_out_of_range"));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(writer.metric("penstock_writer_rows", "outcome=\"dead_lettered\""))
                        .isEqualTo(2));
    }

    @Test
    void withoutATopicForDeadLettersThePartitionWaitsAndSaysSo() throws Exception {
        migrate();
        WriterProcess writer = startReady();
        byte[] garbage = {1, 2, 3};
        producer.send(new ProducerRecord<>(events(), 1, null, garbage)).get();
        for (int i = 0; i < 20; i++) {
            producer.send(new ProducerRecord<>(events(), 1, null, EventCodec.encode(SampleEvents.event(i))))
                    .get();
        }

        await().atMost(PATIENCE).until(() -> writer.readiness() == 503 || committed(1) > 0);
        assertThat(committed(1)).as("committed without its dead letter").isZero();
        assertThat(writer.health()).contains("DEAD_LETTERS");

        createTopic(Topic.DEAD_LETTERS, 1);

        awaitStored(20);
        awaitCommitted(21);
        assertThat(read(Topic.DEAD_LETTERS, 1).getFirst().value()).isEqualTo(garbage);
        await().atMost(PATIENCE).until(() -> writer.readiness() == 200);
    }

    @Test
    void writersThatComeAndGoLoseNothingAndShowNothingTwice() throws Exception {
        createTopic(Topic.DEAD_LETTERS, 1);
        migrate();
        WriterProcess first = startReady("penstock.writer.batch.rows=100");
        send(numbered(0, 4_000));
        WriterProcess second = start("penstock.writer.batch.rows=150");
        send(numbered(4_000, 4_000));
        await().atMost(PATIENCE).until(() -> second.logged("partitions assigned") > 0);
        send(numbered(8_000, 4_000));

        Duration ended = first.terminate();
        send(numbered(12_000, 1_000));

        awaitStored(13_000);
        awaitCommitted(13_000);
        assertThat(ended).isLessThan(Duration.ofSeconds(30));
    }

    @Test
    void theClassicGroupProtocolWorksToo() throws Exception {
        createTopic(Topic.DEAD_LETTERS, 1);
        migrate();
        String[] classic = {
            "spring.kafka.consumer.properties.group.protocol=classic",
            "spring.kafka.consumer.properties.partition.assignment.strategy="
                    + "org.apache.kafka.clients.consumer.CooperativeStickyAssignor",
            "penstock.writer.batch.rows=100"
        };
        WriterProcess first = startReady(classic);
        send(numbered(0, 3_000));
        WriterProcess second = start(classic);
        await().atMost(PATIENCE).until(() -> second.logged("partitions assigned") > 0);
        send(numbered(3_000, 3_000));
        first.terminate();

        awaitStored(6_000);
        awaitCommitted(6_000);
    }

    @Test
    void aBatchOfManyMonthsIsInsertedMonthByMonth() throws Exception {
        createTopic(Topic.DEAD_LETTERS, 1);
        migrate();
        startReady();
        OffsetDateTime first = OffsetDateTime.of(2020, 1, 15, 0, 0, 0, 0, ZoneOffset.UTC);
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            events.add(SampleEvents.event(first.plusMonths(i % 30).toInstant(), "{\"i\":" + i + "}"));
        }

        send(events);

        awaitStored(300);
        awaitCommitted(300);
        assertThat(query("SELECT uniqExact(toYYYYMM(timestamp)) FROM " + database + ".events"))
                .isEqualTo("30");
    }

    @Test
    void itIsNotReadyBeforeTheSchemaIsThereAndThenGoesOnByItself() throws Exception {
        createTopic(Topic.DEAD_LETTERS, 1);
        WriterProcess writer = start();
        send(numbered(0, 10));
        await().atMost(PATIENCE).until(() -> writer.readiness() == 503);
        assertThat(writer.health()).contains("\"schemaNeeded\":" + SchemaVersion.NEEDED);

        migrate();

        awaitStored(10);
        await().atMost(PATIENCE).until(() -> writer.readiness() == 200);
    }

    @Test
    void progressAndPressureAreToldForEachPartition() throws Exception {
        createTopic(Topic.DEAD_LETTERS, 1);
        migrate();
        startReady();
        byte[] garbage = {1};
        RecordMetadata place =
                producer.send(new ProducerRecord<>(events(), 2, null, garbage)).get();
        send(numbered(0, 100));
        awaitCommitted(101);

        await().atMost(PATIENCE).untilAsserted(() -> {
            List<Progress> progress = new ArrayList<>();
            for (ConsumerRecord<byte[], byte[]> record : readAll(Topic.PROGRESS)) {
                progress.add(ProgressCodec.decode(record.value()));
            }
            assertThat(progress).filteredOn(one -> one.partition() == 2).last().satisfies(last -> {
                assertThat(last.topic()).isEqualTo(eventsId());
                assertThat(last.storedThrough()).isEqualTo(end(Topic.EVENTS, 2));
            });
            assertThat(progress)
                    .filteredOn(one -> one.partition() == 2
                            && one.verifiedFrom() <= place.offset()
                            && one.storedThrough() > place.offset())
                    .isNotEmpty()
                    .allSatisfy(one -> assertThat(one.deadLettered())
                            .containsExactly(new OffsetRange(place.offset(), place.offset())));
            List<Pressure> pressure = new ArrayList<>();
            for (ConsumerRecord<byte[], byte[]> record : readAll(Topic.PRESSURE)) {
                pressure.add(PressureCodec.decode(record.value()));
            }
            assertThat(pressure).extracting(Pressure::partition).contains(0, 1, 2);
            assertThat(pressure.getLast().level()).isEqualTo(PressureLevel.FINE);
            assertThat(pressure.getLast().headRoom()).isEqualTo(1);
        });
    }

    /// Whoever waits for an event believes these records one by one, whatever became of the writers in between.
    @Test
    void noProgressRecordVouchesForADeadLetterWhateverBecomesOfItsWriter() throws Exception {
        createTopic(Topic.DEAD_LETTERS, 1);
        migrate();
        byte[] garbage = {1};
        List<Long> dead = new ArrayList<>();
        WriterProcess stopped = startReady();
        dead.add(producer.send(new ProducerRecord<>(events(), 0, null, garbage))
                .get()
                .offset());
        awaitCommitted(1);
        stopped.terminate();
        WriterProcess killed = startReady();
        dead.add(producer.send(new ProducerRecord<>(events(), 0, null, garbage))
                .get()
                .offset());
        awaitCommitted(2);
        killed.kill();
        startReady();
        dead.add(producer.send(new ProducerRecord<>(events(), 0, null, garbage))
                .get()
                .offset());
        awaitCommitted(3);

        await().atMost(PATIENCE).untilAsserted(() -> {
            List<Progress> progress = new ArrayList<>();
            for (ConsumerRecord<byte[], byte[]> record : readAll(Topic.PROGRESS)) {
                Progress one = ProgressCodec.decode(record.value());
                if (one.partition() == 0) {
                    progress.add(one);
                }
            }
            assertThat(progress.getLast().storedThrough()).isEqualTo(3);
            for (Progress one : progress) {
                assertThat(dead)
                        .filteredOn(offset -> offset >= one.verifiedFrom() && offset < one.storedThrough())
                        .allMatch(offset -> one.deadLettered().stream()
                                .anyMatch(range -> range.first() <= offset && offset <= range.last()));
            }
            // The one that was stopped said so of its letter before it went.
            assertThat(progress).anyMatch(one -> one.verifiedFrom() == 0 && one.storedThrough() == 1);
            assertThat(progress).anyMatch(one -> one.verifiedFrom() == 2 && one.storedThrough() == 3);
        });
    }

    /// Seven hundred times 800 KB, which the edge takes and Kafka keeps in 3 MB: one fetch would bring all of it at
    /// once.
    @Test
    void eventsThatWereSqueezedDoNotFillTheMemory() throws Exception {
        createTopic(Topic.DEAD_LETTERS, 1);
        migrate();
        String payload = "{\"text\":\"" + "a".repeat(800_000) + "\"}";
        try (KafkaProducer<byte[], byte[]> squeezing = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrap(), "compression.type", "lz4"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (int i = 0; i < 700; i++) {
                byte[] event = EventCodec.encode(SampleEvents.event(SampleEvents.MAY.plusMillis(i), payload));
                sent.add(squeezing.send(new ProducerRecord<>(events(), 0, null, event)));
            }
            for (Future<RecordMetadata> future : sent) {
                future.get();
            }
        }

        WriterProcess writer = startReady();

        awaitStored(700);
        assertThat(writer.logged("OutOfMemoryError")).isZero();
        assertThat(writer.logged("Deserializers with error")).isZero();
        awaitCommitted(700);
    }

    /// Nothing answers, so what runs is given up; its events are stored by whoever starts next.
    @Test
    void toldToStopWhileClickHouseHangsItEndsInTimeAndLosesNothing() throws Exception {
        createTopic(Topic.DEAD_LETTERS, 1);
        migrate();
        WriterProcess writer = startReady("penstock.writer.batch.rows=100");
        clickHouse.pause();
        send(numbered(0, 900));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(writer.metric("penstock_writer_flush_total", ""))
                        .isGreaterThanOrEqualTo(2));

        Duration ended = writer.terminate();

        clickHouse.resume();
        assertThat(ended).isLessThan(Duration.ofSeconds(30));
        startReady();
        awaitStored(900);
    }

    @Test
    void toldToStopItEndsInTimeWithItsOffsetsCommitted() throws Exception {
        createTopic(Topic.DEAD_LETTERS, 1);
        migrate();
        WriterProcess writer = startReady("penstock.writer.batch.rows=100");
        send(numbered(0, 3_000));
        await().atMost(PATIENCE).until(() -> count() > 100);

        Duration ended = writer.terminate();

        assertThat(ended).isLessThan(Duration.ofSeconds(30));
        // An insert that outlasts the deadline is let go of: its rows come, their offsets do not.
        long committed = committed(0) + committed(1) + committed(2);
        assertThat(committed).isPositive().isLessThanOrEqualTo(count());
        assertThat(writer.logged("partitions revoked")).isPositive();
        startReady();
        awaitStored(3_000);
        awaitCommitted(3_000);
    }

    private WriterProcess startReady(String... properties) {
        WriterProcess writer = start(properties);
        await().atMost(PATIENCE).until(() -> writer.readiness() == 200);
        return writer;
    }

    private WriterProcess start(String... properties) {
        List<String> defaults = List.of(
                "penstock.topic-prefix=" + prefix,
                "spring.kafka.bootstrap-servers=" + kafka.bootstrap(),
                "spring.kafka.consumer.group-id=" + prefix + "writer",
                "penstock.writer.clickhouse.url=" + clickHouse.url(),
                "penstock.writer.clickhouse.database=" + database,
                "penstock.writer.insert.longest-backoff=1s",
                "penstock.writer.batch.linger=200ms",
                "penstock.writer.batch.max-linger=400ms");
        WriterProcess writer = WriterProcess.start(Stage.merged(defaults, properties));
        writers.add(writer);
        return writer;
    }

    private void migrate() throws SQLException {
        new Migrations(new ClickHouseSettings(URI.create(clickHouse.url()), "default", "", database)).migrate();
    }

    private static List<Event> numbered(int first, int count) {
        List<Event> events = new ArrayList<>(count);
        for (int i = first; i < first + count; i++) {
            events.add(SampleEvents.event(i));
        }
        return events;
    }

    private void send(List<Event> events) throws InterruptedException, ExecutionException {
        List<Future<RecordMetadata>> sent = new ArrayList<>(events.size());
        int partition = 0;
        for (Event event : events) {
            sent.add(producer.send(new ProducerRecord<>(events(), partition++ % 3, null, EventCodec.encode(event))));
        }
        for (Future<RecordMetadata> future : sent) {
            future.get();
        }
    }

    private void awaitStored(long expected) {
        try {
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(300)).until(() -> count() >= expected);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(
                    count() + " of " + expected + " events are there; the writer says:\n"
                            + writers.getLast().log(),
                    e);
        }
        assertThat(query("SELECT count(), uniqExact(event_id) FROM " + database + ".events"))
                .isEqualTo(expected + "\t" + expected);
    }

    private void awaitCommitted(long expected) {
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(committed(0) + committed(1) + committed(2)).isEqualTo(expected));
    }

    private long count() {
        return Long.parseLong(query("SELECT count() FROM " + database + ".events"));
    }

    private static String query(String sql) {
        return clickHouse.query(sql);
    }

    private long committed(int partition) throws InterruptedException, ExecutionException {
        OffsetAndMetadata offset = admin.listConsumerGroupOffsets(prefix + "writer")
                .partitionsToOffsetAndMetadata()
                .get()
                .get(new TopicPartition(events(), partition));
        return offset == null ? 0 : offset.offset();
    }

    private long end(Topic topic, int partition) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            TopicPartition place = new TopicPartition(topic.name(prefix), partition);
            return Objects.requireNonNull(consumer.endOffsets(List.of(place)).get(place));
        }
    }

    private List<ConsumerRecord<byte[], byte[]>> read(Topic topic, int count) {
        List<ConsumerRecord<byte[], byte[]>> records = readAll(topic);
        assertThat(records).hasSize(count);
        return records;
    }

    private List<ConsumerRecord<byte[], byte[]>> readAll(Topic topic) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            TopicPartition place = new TopicPartition(topic.name(prefix), 0);
            consumer.assign(List.of(place));
            consumer.seekToBeginning(List.of(place));
            long end =
                    Objects.requireNonNull(consumer.endOffsets(List.of(place)).get(place));
            while (consumer.position(place) < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
        }
        return records;
    }

    private static KafkaConsumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka.bootstrap()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    private DeadLetter cause(ConsumerRecord<byte[], byte[]> record) {
        Map<String, byte[]> headers = new HashMap<>();
        record.headers().forEach(header -> headers.put(header.key(), header.value()));
        try {
            return DeadLetterHeaders.decode(headers);
        } catch (MalformedRecordException e) {
            throw new AssertionError(e);
        }
    }

    private TopicId eventsId() throws InterruptedException, ExecutionException {
        Uuid id = Objects.requireNonNull(admin.describeTopics(List.of(events()))
                        .allTopicNames()
                        .get()
                        .get(events()))
                .topicId();
        return new TopicId(id.getMostSignificantBits(), id.getLeastSignificantBits());
    }

    private String events() {
        return Topic.EVENTS.name(prefix);
    }

    private void createTopic(Topic topic, int partitions) {
        kafka.createTopic(topic.name(prefix), partitions, topic.settings());
    }
}
