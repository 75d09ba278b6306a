package dev.penstock.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.control.topic.ControlTopic;
import dev.penstock.control.write.ControlUnavailableException;
import dev.penstock.control.write.ControlWriter;
import dev.penstock.control.write.StreamHalts;
import dev.penstock.control.write.WriteResult;
import dev.penstock.control.write.WriterSettings;
import dev.penstock.local.testing.TestingClickHouse;
import dev.penstock.local.testing.TestingKafka;
import dev.penstock.model.audit.AuditRecord;
import dev.penstock.model.deadletter.SourceCoordinates;
import dev.penstock.model.event.Event;
import dev.penstock.model.event.EventId;
import dev.penstock.model.event.Payload;
import dev.penstock.model.event.Protocol;
import dev.penstock.model.event.SourceAddress;
import dev.penstock.model.key.KeyId;
import dev.penstock.model.organization.OrgId;
import dev.penstock.model.parked.ParkedEvent;
import dev.penstock.model.progress.Progress;
import dev.penstock.model.stream.StreamName;
import dev.penstock.model.topic.Topic;
import dev.penstock.model.topic.TopicId;
import dev.penstock.model.wire.AuditCodec;
import dev.penstock.model.wire.EventCodec;
import dev.penstock.model.wire.ParkedHeaders;
import dev.penstock.model.wire.ProgressCodec;
import dev.penstock.sink.connect.ClickHouseSettings;
import dev.penstock.sink.migrate.Migrations;
import java.io.File;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StreamsCommandsIT {

    private static final StreamName CLICKS = new StreamName("clicks");
    private static final StreamName ORDERS = new StreamName("orders");

    private static final AtomicInteger PREFIXES = new AtomicInteger();

    @SuppressWarnings("NullAway.Init") // set by startServers
    private static TestingKafka kafka;

    @SuppressWarnings("NullAway.Init") // set by startServers
    private static TestingClickHouse clickHouse;

    @SuppressWarnings("NullAway.Init") // set by startServers
    private static KafkaProducer<byte[], byte[]> producer;

    @SuppressWarnings("NullAway.Init") // set by startServers
    private static Admin admin;

    private final String prefix = "streams" + PREFIXES.incrementAndGet() + ".";

    @BeforeAll
    static void startServers() throws SQLException {
        kafka = TestingKafka.start();
        admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()));
        clickHouse = TestingClickHouse.start();
        new Migrations(new ClickHouseSettings(URI.create(clickHouse.url()), "default", "", "streams_ctl")).migrate();
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrap(), "acks", "all"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    @AfterAll
    static void stopServers() {
        producer.close();
        admin.close();
        clickHouse.close();
        kafka.close();
    }

    @BeforeEach
    void applyTopics() {
        clickHouse.execute("TRUNCATE TABLE streams_ctl.stream_halts");
        assertThat(ctl("topics", "apply", "--replication-factor", "1", "--min-insync-replicas", "1")
                        .exit())
                .isZero();
    }

    @Test
    void aHaltedStreamIsListedWithItsReasonAndWhatWaits() throws Exception {
        halt(CLICKS);
        park(CLICKS, 0, 7);
        park(ORDERS, 7, 2);

        CommandRun run = ctl("streams", "halted", "--count", "-o", "json");

        assertThat(run.exit()).isZero();
        assertThat(run.out())
                .contains("{\"stream\":\"clicks\",\"halted\":true,\"halt\":1,\"since\":\"2")
                .contains("\"by\":\"batch-writer\",\"parked\":7,\"reason\":\"too many\"}")
                .contains("{\"stream\":\"orders\",\"halted\":false,\"halt\":null,")
                .contains("\"parked\":2,");
        assertThat(ctl("streams", "halted").out())
                .contains("STREAM", "clicks", "batch-writer", "too many")
                .doesNotContain("orders");
    }

    @Test
    void resumingLiftsTheHaltAndBringsEveryEventOfTheStreamBackByteForByte() throws Exception {
        halt(CLICKS);
        List<Event> parked = park(CLICKS, 0, 1_200);
        park(ORDERS, 1_200, 5);

        CommandRun run = ctl("streams", "resume", "clicks", "-o", "json");

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.out())
                .isEqualTo("{\"stream\":\"clicks\",\"lifted\":true,\"brought_back\":1200,\"complete\":true}\n");
        List<ConsumerRecord<byte[], byte[]>> back = read(Topic.EVENTS);
        assertThat(back).hasSize(1_200);
        Set<Event> events = new HashSet<>();
        for (ConsumerRecord<byte[], byte[]> record : back) {
            Event event = EventCodec.decode(record.value());
            events.add(event);
            assertThat(record.key()).isEqualTo(EventCodec.key(event));
            assertThat(ParkedHeaders.liftedAt(
                            record.headers().lastHeader(ParkedHeaders.LIFTED_AT).value()))
                    .hasValue(revision());
            assertThat(Instant.ofEpochMilli(record.timestamp()))
                    .as("an old time would have Kafka delete it")
                    .isAfter(Instant.now().minusSeconds(600));
        }
        assertThat(events).isEqualTo(new HashSet<>(parked));
        assertThat(ctl("streams", "halted", "--count", "-o", "json").out())
                .doesNotContain("clicks")
                .contains("\"stream\":\"orders\"", "\"parked\":5");
        assertThat(auditLog()).singleElement().satisfies(record -> {
            assertThat(record.action()).isEqualTo("streams.resume");
            assertThat(record.subject()).isEqualTo("stream/clicks");
            assertThat(record.revision()).isEqualTo(revision());
        });
        assertThat(clickHouse.query(
                        "SELECT stream, number, halted, returned_at > '2026-01-01' FROM" + " streams_ctl.stream_halts"))
                .isEqualTo("clicks\t2\tfalse\t1");
    }

    @Test
    void whenClickHouseIsAwayAllComesBackAndOnlyDashboardsAreNotTold() throws Exception {
        halt(CLICKS);
        park(CLICKS, 0, 3);

        CommandRun away = ctl("streams", "resume", "clicks", "--clickhouse-url", "http://127.0.0.1:1");
        assertThat(away.exit()).isEqualTo(3);
        assertThat(away.out()).isEqualTo("3\n");
        assertThat(away.err()).contains("ingest_freshness is not told");
        assertThat(read(Topic.EVENTS)).hasSize(3);

        writersCatchUp();
        ctl("streams", "resume", "clicks");
        assertThat(clickHouse.query("SELECT count() FROM streams_ctl.stream_halts"))
                .isEqualTo("1");
    }

    @Test
    void whereNothingIsHaltedAndNothingParkedItIsRefused() throws Exception {
        CommandRun never = ctl("streams", "resume", "clicks");
        assertThat(never.exit()).isEqualTo(4);
        assertThat(never.err()).contains("clicks is not halted", "none of its events is parked");

        halt(CLICKS);
        park(CLICKS, 0, 3);
        assertThat(ctl("streams", "resume", "clicks").exit()).isZero();

        writersCatchUp();
        assertThat(ctl("streams", "resume", "clicks").exit()).isEqualTo(4);
        assertThat(read(Topic.EVENTS)).hasSize(3);
    }

    @Test
    void whatWasParkedAfterwardsIsBroughtBackByTheNextRunAlone() throws Exception {
        halt(CLICKS);
        park(CLICKS, 0, 3);
        ctl("streams", "resume", "clicks");
        park(CLICKS, 3, 2);
        writersCatchUp();

        CommandRun again = ctl("streams", "resume", "clicks");

        assertThat(again.exit()).as(again.err()).isZero();
        assertThat(again.out()).isEqualTo("2\n");
        assertThat(read(Topic.EVENTS)).hasSize(5);
    }

    @Test
    void killedInTheMiddleAndRunAgainItLeavesNothingOut() throws Exception {
        halt(CLICKS);
        List<Event> parked = park(CLICKS, 0, 40_000);
        for (int kill = 0; kill < 2; kill++) {
            long before = ended(Topic.EVENTS);
            writersCatchUp();
            Process process = start("streams", "resume", "clicks");
            try {
                while (ended(Topic.EVENTS) < before + 3_000 && process.isAlive()) {
                    Thread.onSpinWait();
                }
            } finally {
                process.destroyForcibly();
            }
            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as("killed before it was done").isEqualTo(137);
        }

        writersCatchUp();
        CommandRun last = ctl("streams", "resume", "clicks");

        assertThat(last.exit()).as(last.err()).isZero();
        assertThat(Long.parseLong(last.out().strip())).isLessThan(40_000);
        Set<Event> events = new HashSet<>();
        for (ConsumerRecord<byte[], byte[]> record : read(Topic.EVENTS)) {
            events.add(EventCodec.decode(record.value()));
        }
        // Not containsAll, which compares each with each.
        assertThat(events).isEqualTo(new HashSet<>(parked));
    }

    @Test
    void aTopicOfParkedEventsThatWasMadeAnewIsReadFromItsStart() throws Exception {
        halt(CLICKS);
        park(CLICKS, 0, 5);
        ctl("streams", "resume", "clicks");
        admin.deleteTopics(List.of(Topic.PARKED.name(prefix))).all().get();
        applyTopics();
        park(CLICKS, 5, 9);
        writersCatchUp();

        assertThat(ctl("streams", "resume", "clicks").out()).isEqualTo("9\n");
    }

    /// A batch that was cut before may still park what is in it.
    @Test
    void asLongAsTheWritersAreBehindItSaysThatMoreMayCome() throws Exception {
        halt(CLICKS);
        park(CLICKS, 0, 2);
        producer.send(new ProducerRecord<>(Topic.EVENTS.name(prefix), 1, null, new byte[] {1}))
                .get();

        CommandRun early = ctl("streams", "resume", "clicks", "--wait", "2s");

        assertThat(early.exit()).isEqualTo(3);
        assertThat(early.err()).contains("run the command again when they have caught up");

        writersCatchUp();
        park(CLICKS, 2, 1);
        CommandRun late = ctl("streams", "resume", "clicks");
        assertThat(late.exit()).as(late.err()).isZero();
        assertThat(late.out()).isEqualTo("1\n");
    }

    private void halt(StreamName stream) {
        ControlTopic topic =
                new ControlTopic(Topic.CONTROL.name(prefix), Map.of("bootstrap.servers", kafka.bootstrap()));
        WriterSettings settings = new WriterSettings("batch-writer", WriterSettings.DEFAULT_TIMEOUT);
        assertThat(new StreamHalts(new ControlWriter(topic, settings, InstantSource.system()))
                        .halt(stream, revision(), "too many"))
                .isInstanceOf(WriteResult.Written.class);
    }

    private long revision() {
        ControlTopic topic =
                new ControlTopic(Topic.CONTROL.name(prefix), Map.of("bootstrap.servers", kafka.bootstrap()));
        WriterSettings settings = new WriterSettings("test", WriterSettings.DEFAULT_TIMEOUT);
        try {
            return new ControlWriter(topic, settings, InstantSource.system())
                    .read()
                    .revision();
        } catch (ControlUnavailableException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<Event> park(StreamName stream, int first, int count) throws Exception {
        List<Event> events = new ArrayList<>();
        List<Future<RecordMetadata>> sending = new ArrayList<>();
        for (int i = first; i < first + count; i++) {
            Event event = event(stream, i);
            events.add(event);
            ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                    Topic.PARKED.name(prefix), ParkedHeaders.key(stream), EventCodec.encode(event));
            ParkedHeaders.encode(new ParkedEvent(
                            stream,
                            1,
                            0,
                            "too many",
                            new SourceCoordinates(new TopicId(1, 2), 0, i),
                            Instant.ofEpochMilli(5),
                            "test"))
                    .forEach((name, value) -> record.headers().add(name, value));
            sending.add(producer.send(record));
        }
        for (Future<RecordMetadata> one : sending) {
            one.get();
        }
        return events;
    }

    private static Event event(StreamName stream, int number) {
        return new Event(
                new OrgId("acme"),
                stream,
                new EventId(7, number),
                "push",
                Instant.ofEpochMilli(1_700_000_000_000L + number),
                number % 2 == 0 ? "" : "trace-" + number % 10,
                Instant.ofEpochMilli(1_700_000_000_000L),
                null,
                SourceAddress.UNKNOWN,
                "",
                "",
                Protocol.NATIVE,
                new KeyId("abcdefghijkl"),
                "",
                "",
                Payload.of("{\"number\":" + number + "}"));
    }

    private void writersCatchUp() throws Exception {
        for (Map.Entry<Integer, Long> end : ends(Topic.EVENTS).entrySet()) {
            progress(end.getKey(), end.getValue());
        }
    }

    private void progress(int partition, long through) throws Exception {
        Uuid id = admin.describeTopics(List.of(Topic.EVENTS.name(prefix)))
                .allTopicNames()
                .get()
                .values()
                .iterator()
                .next()
                .topicId();
        Progress progress = new Progress(
                new TopicId(id.getMostSignificantBits(), id.getLeastSignificantBits()),
                partition,
                through,
                through,
                Instant.ofEpochMilli(5),
                List.of(),
                List.of());
        producer.send(new ProducerRecord<>(
                        Topic.PROGRESS.name(prefix), ProgressCodec.key(partition), ProgressCodec.encode(progress)))
                .get();
    }

    private long ended(Topic topic) throws Exception {
        long all = 0;
        for (long end : ends(topic).values()) {
            all += end;
        }
        return all;
    }

    private Map<Integer, Long> ends(Topic topic) throws Exception {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        for (int partition = 0; partition < topic.partitions(); partition++) {
            latest.put(new TopicPartition(topic.name(prefix), partition), OffsetSpec.latest());
        }
        Map<Integer, Long> ends = new HashMap<>();
        admin.listOffsets(latest).all().get().forEach((place, end) -> ends.put(place.partition(), end.offset()));
        return ends;
    }

    private List<ConsumerRecord<byte[], byte[]>> read(Topic topic) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        List<TopicPartition> places = new ArrayList<>();
        for (int partition = 0; partition < topic.partitions(); partition++) {
            places.add(new TopicPartition(topic.name(prefix), partition));
        }
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka.bootstrap()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(places);
            consumer.seekToBeginning(places);
            Map<TopicPartition, Long> ends = consumer.endOffsets(places);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
        }
        return records;
    }

    private List<AuditRecord> auditLog() throws Exception {
        List<AuditRecord> records = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : read(Topic.AUDIT_LOG)) {
            records.add(AuditCodec.decode(record.value()));
        }
        return records;
    }

    private Process start(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Ingestctl.class.getName()));
        command.addAll(List.of(all(arguments)));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(new File("target", "resume.log"))
                .start();
    }

    private CommandRun ctl(String... arguments) {
        return CommandRun.of(all(arguments));
    }

    private String[] all(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--bootstrap-servers", kafka.bootstrap(), "--topic-prefix", prefix));
        if (!all.contains("--clickhouse-url")) {
            all.addAll(List.of("--clickhouse-url", clickHouse.url(), "--database", "streams_ctl"));
        }
        return all.toArray(String[]::new);
    }
}
