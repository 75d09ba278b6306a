package dev.penstock.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.local.testing.TestingClickHouse;
import dev.penstock.local.testing.TestingKafka;
import dev.penstock.model.event.Event;
import dev.penstock.model.event.EventId;
import dev.penstock.model.event.Payload;
import dev.penstock.model.event.Protocol;
import dev.penstock.model.event.SourceAddress;
import dev.penstock.model.key.KeyId;
import dev.penstock.model.organization.OrgId;
import dev.penstock.model.pressure.Pressure;
import dev.penstock.model.stream.StreamName;
import dev.penstock.model.topic.Topic;
import dev.penstock.model.topic.TopicId;
import dev.penstock.model.wire.EventCodec;
import dev.penstock.model.wire.PressureCodec;
import dev.penstock.normalize.Normalizer;
import dev.penstock.normalize.Verdict;
import dev.penstock.normalize.definition.Definitions;
import dev.penstock.sink.block.Block;
import dev.penstock.sink.block.BlockOrigin;
import dev.penstock.sink.block.PlacedRow;
import dev.penstock.sink.connect.ClickHousePool;
import dev.penstock.sink.connect.ClickHouseSettings;
import dev.penstock.sink.failure.InsertResult;
import dev.penstock.sink.insert.BlockInserts;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// A broker and an engine with topics, tables and events of one name, for tests of replays.
final class ReplayStage {

    static final Instant BEGIN = Instant.parse("2026-10-30T00:00:00Z");
    static final StreamName ORDERS = new StreamName("orders");

    private final TestingKafka kafka;
    private final TestingClickHouse clickHouse;
    private final String name;

    ReplayStage(TestingKafka kafka, TestingClickHouse clickHouse, String name) {
        this.kafka = kafka;
        this.clickHouse = clickHouse;
        this.name = name;
        assertThat(ctl("topics", "apply", "--replication-factor", "1", "--min-insync-replicas", "1")
                        .exit())
                .isZero();
        assertThat(ctl("schema", "migrate").exit()).isZero();
    }

    String topic() {
        return Topic.EVENTS.name(name + ".");
    }

    String bootstrap() {
        return kafka.bootstrap();
    }

    /// An event every ten minutes from [#BEGIN] on, of two organizations.
    static Event event(int number, StreamName stream, String payload) {
        return event(number, number, stream, payload);
    }

    /// @param id of the event, in place of its number
    static Event event(int id, int number, StreamName stream, String payload) {
        return new Event(
                new OrgId(number % 3 == 0 ? "acme" : "beta"),
                stream,
                new EventId(7, id),
                number % 2 == 0 ? "viewed" : "clicked",
                BEGIN.plus(Duration.ofMinutes(10L * number)),
                number % 5 == 0 ? "" : "trace-" + number,
                Instant.now().truncatedTo(ChronoUnit.MILLIS),
                null,
                SourceAddress.UNKNOWN,
                "test/1.0",
                "",
                Protocol.NATIVE,
                new KeyId("abcdefghijkl"),
                "request-" + number,
                "",
                Payload.of(payload));
    }

    /// Sends events to the partitions in turn, and says where each is.
    Map<Integer, Map<Long, Event>> send(List<Event> events) throws Exception {
        Map<Integer, Map<Long, Event>> places = new TreeMap<>();
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            List<Future<RecordMetadata>> sending = new ArrayList<>();
            for (int i = 0; i < events.size(); i++) {
                sending.add(producer.send(new ProducerRecord<>(
                        topic(),
                        i % Topic.EVENTS.partitions(),
                        events.get(i).receivedAt().toEpochMilli(),
                        null,
                        EventCodec.encode(events.get(i)))));
            }
            for (int i = 0; i < events.size(); i++) {
                RecordMetadata at = sending.get(i).get();
                places.computeIfAbsent(at.partition(), absent -> new TreeMap<>())
                        .put(at.offset(), events.get(i));
            }
        }
        return places;
    }

    void sendBytes(int partition, byte[] value) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            producer.send(new ProducerRecord<>(topic(), partition, null, value)).get();
        }
    }

    /// Says how the writers are, as they do.
    void tell(Pressure pressure) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            producer.send(new ProducerRecord<>(
                            Topic.PRESSURE.name(name + "."),
                            PressureCodec.key(pressure.partition()),
                            PressureCodec.encode(pressure)))
                    .get();
        }
    }

    /// Stores events as the writer does: through its sink, a block for each partition, table and month.
    void store(Map<Integer, Map<Long, Event>> places, Definitions definitions) throws Exception {
        ClickHouseSettings settings = new ClickHouseSettings(URI.create(clickHouse.url()), "default", "", name);
        Normalizer normalizer = new Normalizer(definitions);
        try (var pool = ClickHousePool.open(settings, 2, Duration.ofSeconds(30))) {
            BlockInserts sink = new BlockInserts(pool, settings, 1, Duration.ofSeconds(30));
            for (Map.Entry<Integer, Map<Long, Event>> partition : places.entrySet()) {
                List<PlacedRow> rows = new ArrayList<>();
                for (Map.Entry<Long, Event> place : partition.getValue().entrySet()) {
                    if (normalizer.normalize(place.getValue()) instanceof Verdict.Fits fits) {
                        rows.add(new PlacedRow(place.getKey(), fits.row()));
                    }
                }
                BlockOrigin origin =
                        new BlockOrigin(topicId(), partition.getKey(), Instant.ofEpochMilli(1_790_000_000_000L));
                for (Block block : Block.byMonth(rows)) {
                    assertThat(sink.insert(block, origin)).isInstanceOf(InsertResult.Stored.class);
                }
            }
        }
    }

    TopicId topicId() throws Exception {
        try (Admin admin = admin()) {
            TopicDescription description = Objects.requireNonNull(
                    admin.describeTopics(List.of(topic())).allTopicNames().get().get(topic()));
            Uuid id = description.topicId();
            return new TopicId(id.getMostSignificantBits(), id.getLeastSignificantBits());
        }
    }

    Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()));
    }

    /// The answer of a query, in which `$` stands for the database.
    String query(String sql) {
        return clickHouse.query(sql.replace("$", name));
    }

    void execute(String sql) {
        clickHouse.execute(sql.replace("$", name));
    }

    long count(String sql) {
        return Long.parseLong(query(sql));
    }

    /// The rows of a table or view, whatever their order, but for which record of an event made them, and when.
    String content(String table) {
        return query(
                "SELECT count(), groupBitXor(sipHash64(toString(tuple(* EXCEPT (ingested_at, kafka_partition, kafka_offset))))) FROM $."
                        + table + " FINAL");
    }

    CommandRun ctl(String... arguments) {
        return CommandRun.of(all(arguments));
    }

    String[] all(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--bootstrap-servers", kafka.bootstrap(), "--topic-prefix", name + "."));
        all.addAll(List.of("--clickhouse-url", clickHouse.url(), "--database", name));
        return all.toArray(String[]::new);
    }

    private KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrap(), "acks", "all", "linger.ms", 5),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }
}
