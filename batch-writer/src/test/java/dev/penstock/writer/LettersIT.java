package dev.penstock.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.penstock.local.testing.TestingClickHouse;
import dev.penstock.local.testing.TestingKafka;
import dev.penstock.model.deadletter.DeadLetter;
import dev.penstock.model.deadletter.DeadLetterMisfit;
import dev.penstock.model.deadletter.SourceCoordinates;
import dev.penstock.model.event.Event;
import dev.penstock.model.event.EventId;
import dev.penstock.model.event.Payload;
import dev.penstock.model.event.Protocol;
import dev.penstock.model.event.SourceAddress;
import dev.penstock.model.key.KeyId;
import dev.penstock.model.organization.OrgId;
import dev.penstock.model.stream.StreamName;
import dev.penstock.model.topic.Topic;
import dev.penstock.model.topic.TopicId;
import dev.penstock.model.wire.EventCodec;
import dev.penstock.normalize.definition.StreamDefinition;
import dev.penstock.sink.connect.ClickHousePool;
import dev.penstock.sink.connect.ClickHouseSettings;
import dev.penstock.sink.migrate.TableEngines;
import dev.penstock.sink.table.StreamTable;
import dev.penstock.sink.table.StreamTables;
import dev.penstock.writer.batch.SourceRecord;
import dev.penstock.writer.connect.AcknowledgedSends;
import dev.penstock.writer.deadletter.DeadLetterPublisher;
import dev.penstock.writer.deadletter.Letter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What becomes of dead letters behind their topic, against a real broker, the real engine and real processes.
class LettersIT {

    private static final TopicId EVENTS = new TopicId(1, 2);

    private static final StreamName ORDERS = new StreamName("orders");

    private static final String HIDDEN = "\"personal_data\": [{\"path\": \"/mail\", \"rule\": \"mask\"}]";

    private static final String ORDERS_COLUMNS = "{\"own_table\": true, " + HIDDEN + ", \"columns\": ["
            + "{\"name\": \"price\", \"type\": \"Decimal(9, 2)\"}, {\"name\": \"size\", \"type\": \"UInt8\"},"
            + " {\"name\": \"mail\", \"type\": \"String\"}, {\"name\": \"tags\", \"type\": \"Array(String)\"}]}";

    private static TestingKafka kafka;
    private static TestingClickHouse clickHouse;
    private static KafkaProducer<byte[], byte[]> producer;

    private Stage stage;

    @BeforeAll
    static void startServers() {
        kafka = TestingKafka.start(Stage.SHORT_SESSIONS);
        clickHouse = TestingClickHouse.start();
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrap(), "acks", "all", "max.request.size", "2000000"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    @AfterAll
    static void stopServers() {
        producer.close();
        clickHouse.close();
        kafka.close();
    }

    @BeforeEach
    void open() throws Exception {
        clickHouse.clearFaults();
        stage = new Stage(kafka, clickHouse);
    }

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void recordsOfThreeCausesAreThreeGroupsOfExactlyThese() throws Exception {
        clickHouse.execute("ALTER TABLE " + stage.database + ".events_raw ADD CONSTRAINT no_bad CHECK"
                + " payload NOT LIKE '%bad%'");
        String large = "{\"text\": \"" + "x".repeat(900 * 1024 - 12) + "\"}";
        stage.startReady();
        List<String> bad = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            sendEvent(SampleEvents.event(SampleEvents.MAY.plusMillis(i), "{\"bad\": " + i + "}"));
            sendEvent(
                    SampleEvents.event(Instant.parse("2300-01-01T00:00:00Z").plusSeconds(i), "{\"late\": " + i + "}"));
            send(stage.events(), new byte[] {1, 2, 3, (byte) 0xFF, (byte) i});
            bad.add("{\"bad\": " + i + "}");
        }
        sendEvent(SampleEvents.event(Instant.parse("2300-02-01T00:00:00Z"), large));
        stage.send(50);

        awaitLetters(22);
        assertThat(stage.query("SELECT cause, letters, open_letters, organizations FROM %s.dead_letter_groups"
                        + " ORDER BY cause"))
                .isEqualTo("malformed_record\t7\t7\t1\nrefused_by_clickhouse\t7\t7\t1\nvalue_out_of_range\t8\t8\t1");
        assertThat(stage.query("SELECT payload FROM %s.dead_letters WHERE cause = 'refused_by_clickhouse'"
                        + " ORDER BY payload FORMAT TSVRaw"))
                .isEqualTo(String.join("\n", bad));
        assertThat(stage.query("SELECT hex(record_value) FROM %s.dead_letters WHERE cause = 'malformed_record'"
                        + " ORDER BY record_value LIMIT 1 OFFSET 6"))
                .isEqualTo("010203FF06");
        assertThat(stage.query("SELECT uniqExact(event_id), any(org_id), any(column_name), min(length(payload)),"
                        + " max(length(payload)), argMax(hex(SHA256(payload)), length(payload)), max(timestamp)"
                        + " FROM %s.dead_letters WHERE cause = 'value_out_of_range'"))
                .isEqualTo("8\tacme\ttimestamp\t11\t921600\t" + sha256(large) + "\t2299-12-31 23:59:59.999");
        assertThat(stage.query("SELECT count() FROM %s.dead_letters WHERE first_seen > now() - 300 AND first_seen <="
                        + " last_seen AND attempt = 1 AND length(fingerprint) = 16"))
                .isEqualTo("22");
        // In the topic and in the table are the same records.
        assertThat(stage.deadLetters())
                .containsExactlyInAnyOrderElementsOf(
                        stage.query("SELECT concat(source_topic_id, '/', toString(source_partition), '/',"
                                        + " toString(source_offset)) FROM %s.dead_letters")
                                .lines()
                                .toList());
        assertThat(stage.query("SELECT count() FROM %s.dead_letters_store")).isEqualTo("22");
        stage.awaitVisible();
    }

    /// The insert is under way when its writer dies, and is done afterwards: only the same bytes are known.
    @Test
    void aLoaderKilledInTheMiddleOfAnInsertLeavesNoLetterTwice() throws Exception {
        stopMerges();
        publish(letters(0, 1_000));
        clickHouse.fault("sleep", Map.of("match", "dead_letters_store", "ms", "4000"));
        WriterProcess first = stage.startReady("penstock.writer.letters.rows=400");
        await().atMost(Stage.PATIENCE).until(() -> note().startsWith("v1;end=399;"));
        first.kill();
        await().atMost(Stage.PATIENCE)
                .until(() ->
                        stage.query("SELECT count() FROM %s.dead_letters_store").equals("400"));
        publish(letters(1_000, 500));
        // The batch that was begun is read by the rules of its time, or it would be other bytes.
        stage.define(ORDERS, 1, "{" + HIDDEN + "}");

        stage.startReady("penstock.writer.letters.rows=150");

        awaitLetters(1_500);
        awaitLoaded(1_500);
        assertThat(stage.query(
                        "SELECT count(), countIf(NOT payload_redacted), maxIf(source_offset, NOT payload_redacted)"
                                + " FROM %s.dead_letters_store"))
                .isEqualTo("1500\t400\t399");
    }

    @Test
    void loadersThatAreKilledAndThatShareThePartitionsLeaveNoLetterTwice() throws Exception {
        stage.admin
                .createPartitions(Map.of(stage.name(Topic.DEAD_LETTERS), NewPartitions.increaseTo(4)))
                .all()
                .get();
        stopMerges();
        WriterProcess first = stage.startReady("penstock.writer.letters.rows=40");
        WriterProcess second = stage.startReady("penstock.writer.letters.rows=70");
        publish(letters(0, 3_000));
        await().atMost(Stage.PATIENCE)
                .until(() -> Integer.parseInt(stage.query("SELECT count() FROM %s.dead_letters")) > 200);
        first.kill();
        publish(letters(3_000, 1_000));
        stage.startReady("penstock.writer.letters.rows=55");
        stage.terminate(second);
        publish(letters(4_000, 500));

        awaitLetters(4_500);
        awaitLoaded(4_500);
        assertThat(stage.query("SELECT count() FROM %s.dead_letters_store")).isEqualTo("4500");
    }

    @Test
    void anOutageOfClickHouseOrALostTableOnlyDelaysLetters() throws Exception {
        WriterProcess writer = stage.startReady("penstock.writer.insert.halted-backoff=1s");
        publish(letters(0, 10));
        awaitLetters(10);
        clickHouse.stop();
        try {
            publish(letters(10, 300));
            await().atMost(Stage.PATIENCE).until(() -> writer.health("letters").contains("WAITING"));
            await().atMost(Stage.PATIENCE)
                    .until(() -> writer.metric("penstock_writer_letters_failures_total", "cause=\"clickhouse\"") > 3);
            assertThat(writer.readiness()).isEqualTo(200);
        } finally {
            clickHouse.restart();
        }
        awaitLetters(310);
        assertThat(stage.query("SELECT count() FROM %s.dead_letters_store")).isEqualTo("310");

        clickHouse.execute("RENAME TABLE " + stage.database + ".dead_letters_store TO " + stage.database + ".gone");
        publish(letters(310, 5));
        await().atMost(Stage.PATIENCE).until(() -> writer.health("letters").contains("HALTED"));
        assertThat(writer.metric("penstock_writer_letters_halted", "")).isEqualTo(1);
        stage.send(20);
        stage.awaitVisible();
        assertThat(writer.readiness()).isEqualTo(200);
        assertThat(writer.logged("dead letters are not loaded until somebody acts"))
                .isOne();

        clickHouse.execute("RENAME TABLE " + stage.database + ".gone TO " + stage.database + ".dead_letters_store");

        awaitLetters(315);
        await().atMost(Stage.PATIENCE).untilAsserted(() -> {
            assertThat(writer.health("letters")).contains("LOADING");
            assertThat(writer.metric("penstock_writer_letters_total", "outcome=\"loaded\""))
                    .isEqualTo(315);
            assertThat(writer.metric("penstock_writer_letters_unread_letters", ""))
                    .isZero();
        });
        awaitLoaded(315);
    }

    @Test
    void whateverStandsInTheTopicBecomesARow() throws Exception {
        stage.startReady();
        send(stage.name(Topic.DEAD_LETTERS), new byte[] {0, 10, 34, 92, (byte) 0x80});
        send(stage.name(Topic.DEAD_LETTERS), null);
        publish(letters(0, 1));

        awaitLetters(3);

        assertThat(stage.query("SELECT cause, hex(record_value), source_offset, event_id FROM %s.dead_letters"
                        + " WHERE cause = 'no_dead_letter' ORDER BY source_offset"))
                .isEqualTo("no_dead_letter\t000A225C80\t0\t\\N\nno_dead_letter\t\t1\t\\N");
    }

    @Test
    void whatDoesNotFitIsInTheQuarantineOfItsStreamWithoutWhatTheRulesHide() throws Exception {
        define(1, ORDERS_COLUMNS);
        WriterProcess writer = stage.startReady();
        for (int i = 0; i < 3; i++) {
            sendEvent(event(i));
        }
        // Of another version of the definition, which hid nothing.
        publish(letters(3, 1));
        send(stage.events(), new byte[] {1});

        awaitLetters(5);
        await().atMost(Stage.PATIENCE)
                .untilAsserted(() -> assertThat(
                                writer.metric("penstock_writer_letters_quarantined_total", "outcome=\"stored\""))
                        .isEqualTo(4));
        assertThat(stage.query("SELECT price, size, mail, tags, payload, c__error_column, c__error, c__import_id"
                        + " FROM %s.orders_quarantine FINAL WHERE event_id = '" + id(2) + "' FORMAT TSVRaw"))
                .isEqualTo(String.join(
                        "\t",
                        "cheap2",
                        "\\N",
                        "***",
                        "[\"a\", \"b\"]",
                        payload(2).replace("a2@b", "***"),
                        "['price','size']",
                        "['wrong_type: expected a number of at most 7 digits before the point and 2 behind it,"
                                + " was given \"cheap2\"','missing_value: expected a value at /size, was given nothing']",
                        "request"));
        assertThat(stage.query("SELECT count() FROM %s.orders_quarantine")).isEqualTo("4");
        assertThat(stage.query("SELECT count() FROM %1$s.orders_quarantine AS row JOIN %1$s.dead_letters AS letter"
                        + " ON letter.event_id = row.event_id WHERE row.kafka_topic_id = letter.source_topic_id"
                        + " AND row.kafka_partition = letter.source_partition AND row.kafka_offset ="
                        + " letter.source_offset AND row.insertion_date = letter.last_seen"
                        + " AND row.definition_version = letter.definition_version"))
                .isEqualTo("4");
        assertThat(stage.query("SELECT definition_version, payload, payload_redacted, actual, length(record_value)"
                        + " FROM %s.dead_letters WHERE stream = 'orders' AND event_id IN ('" + id(1) + "', '" + id(3)
                        + "') ORDER BY event_id FORMAT TSVRaw"))
                .isEqualTo(String.join("\t", "1", payload(1).replace("a1@b", "***"), "true", "\"cheap1\"", "0")
                        + "\n"
                        + String.join("\t", "3", payload(3).replace("a3@b", "***"), "true", "", "0"));
        assertThat(stage.query("SELECT * FROM %s.dead_letters FORMAT JSONEachRow"))
                .doesNotContain("@b");
        assertThat(stage.query("SELECT * FROM %s.orders_quarantine FORMAT JSONEachRow"))
                .doesNotContain("@b");
    }

    @Test
    void aQuarantineThatRefusesKeepsNobodyElseWaiting() throws Exception {
        clickHouse.execute(
                "CREATE TABLE " + stage.database + ".orders_quarantine (event_id UUID, price Nullable(String),"
                        + " CONSTRAINT shut CHECK event_id != '" + id(1) + "') ENGINE = MergeTree ORDER BY event_id");
        WriterProcess writer = stage.startReady();

        publish(letters(0, 4));

        awaitLetters(4);
        await().atMost(Stage.PATIENCE).untilAsserted(() -> {
            assertThat(writer.metric("penstock_writer_letters_quarantined_total", "outcome=\"stored\""))
                    .isEqualTo(3);
            assertThat(writer.metric("penstock_writer_letters_quarantined_total", "outcome=\"refused\""))
                    .isEqualTo(1);
        });
        assertThat(stage.query("SELECT count(), countIf(price IS NULL) FROM %s.orders_quarantine"))
                .isEqualTo("3\t3");
        assertThat(writer.logged("a quarantine table refuses letters, they are in dead_letters alone"))
                .isOne();
    }

    @Test
    void aLetterThatClickHouseRefusesBlocksNobody() throws Exception {
        clickHouse.execute("ALTER TABLE " + stage.database + ".dead_letters_store ADD CONSTRAINT no_five CHECK"
                + " payload NOT LIKE '%cheap5%'");
        clickHouse.execute("ALTER TABLE " + stage.database + ".dead_letters_store ADD CONSTRAINT not_seven CHECK"
                + " source_offset != 7");
        WriterProcess writer = stage.startReady();

        publish(letters(0, 10));

        awaitLetters(9);
        assertThat(stage.query(
                        "SELECT source_offset, payload, org_id, detail FROM %s.dead_letters" + " WHERE payload = ''"))
                .isEqualTo("5\t\tacme\tClickHouse refused this letter, its text is in the topic alone: clickhouse_469");
        await().atMost(Stage.PATIENCE).untilAsserted(() -> {
            assertThat(writer.metric("penstock_writer_letters_total", "outcome=\"loaded\""))
                    .isEqualTo(8);
            assertThat(writer.metric("penstock_writer_letters_total", "outcome=\"reduced\""))
                    .isEqualTo(1);
            assertThat(writer.metric("penstock_writer_letters_total", "outcome=\"skipped\""))
                    .isEqualTo(1);
        });
        assertThat(writer.logged("dead letters cannot be loaded, left them in their topic"))
                .isOne();
        assertThat(writer.log()).doesNotContain("cheap5");
    }

    @Test
    void aLetterWhoseEventIsStoredAfterAllIsSuperseded() throws Exception {
        WriterProcess writer = stage.startReady("penstock.writer.letters.look-every=500ms");
        publish(letters(0, 5));
        awaitLetters(5);
        await().atMost(Stage.PATIENCE).until(() -> writer.metric("penstock_writer_letters_looked_total", "") >= 5);
        assertThat(stage.query("SELECT countIf(state = 'open') FROM %s.dead_letters"))
                .isEqualTo("5");

        sendEvent(event(3));

        await().atMost(Stage.PATIENCE)
                .until(() -> stage.query(
                                "SELECT groupArray(source_offset) FROM %s.dead_letters" + " WHERE state = 'superseded'")
                        .equals("[3]"));
        assertThat(writer.metric("penstock_writer_letters_superseded_total", ""))
                .isEqualTo(1);
        assertThat(stage.query("SELECT sum(open_letters), sum(letters) FROM %s.dead_letter_groups"))
                .isEqualTo("4\t5");
    }

    // As `ingestctl streams apply` does: the tables first.
    private void define(int version, String definition) throws Exception {
        ClickHouseSettings settings =
                new ClickHouseSettings(URI.create(clickHouse.url()), "default", "", stage.database);
        try (HikariDataSource pool = ClickHousePool.open(settings, 1, Duration.ofSeconds(30))) {
            StreamTables tables = new StreamTables(pool, stage.database, TableEngines.ONE_SERVER);
            tables.apply(tables.compare(new StreamTable(
                    ORDERS, StreamDefinition.parse(ORDERS, version, definition).shape(), 0)));
        }
        stage.define(ORDERS, version, definition);
    }

    private void stopMerges() {
        String table = stage.database + ".dead_letters_store";
        clickHouse.execute("ALTER TABLE " + table
                + " MODIFY SETTING parts_to_delay_insert = 100000, parts_to_throw_insert = 100000");
        clickHouse.execute("SYSTEM STOP MERGES " + table);
    }

    private void awaitLetters(int expected) {
        try {
            await().atMost(Stage.PATIENCE)
                    .pollInterval(Duration.ofMillis(300))
                    .until(() -> Integer.parseInt(stage.query("SELECT count() FROM %s.dead_letters")) >= expected);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(
                    stage.query("SELECT count() FROM %s.dead_letters") + " of " + expected
                            + " letters are there; the writer says:\n" + stage.lastLog(),
                    e);
        }
        assertThat(stage.query("SELECT count(), uniqExact(source_topic_id, source_partition, source_offset)"
                        + " FROM %s.dead_letters"))
                .isEqualTo(expected + "\t" + expected);
    }

    private void awaitLoaded(long letters) {
        await().atMost(Stage.PATIENCE)
                .untilAsserted(() -> assertThat(committed().values().stream()
                                .mapToLong(OffsetAndMetadata::offset)
                                .sum())
                        .isEqualTo(letters));
    }

    private String note() throws Exception {
        OffsetAndMetadata committed = committed().get(new TopicPartition(stage.name(Topic.DEAD_LETTERS), 0));
        return committed == null ? "" : committed.metadata();
    }

    private Map<TopicPartition, OffsetAndMetadata> committed() throws Exception {
        return stage.admin
                .listConsumerGroupOffsets(stage.group() + ".dead-letters")
                .partitionsToOffsetAndMetadata()
                .get();
    }

    private void sendEvent(Event event) throws Exception {
        send(stage.events(), EventCodec.encode(event));
    }

    private static void send(String topic, byte @Nullable [] value) throws Exception {
        producer.send(new ProducerRecord<>(topic, 0, null, value)).get();
    }

    private void publish(List<Letter> letters) throws InterruptedException {
        DeadLetterPublisher publisher = new DeadLetterPublisher(
                new AcknowledgedSends(producer, Duration.ofSeconds(30)), stage.name(Topic.DEAD_LETTERS));
        assertThat(publisher.publish(letters).unacknowledged()).isEmpty();
    }

    private static List<Letter> letters(int first, int count) {
        List<Letter> letters = new ArrayList<>(count);
        for (int i = first; i < first + count; i++) {
            byte[] value = EventCodec.encode(event(i));
            letters.add(new Letter(
                    new SourceRecord(i, 0, 0, value, 0),
                    new DeadLetter(
                            "wrong_type",
                            "expected a number, was given \"cheap" + i + "\"",
                            "price",
                            "a number",
                            "\"cheap" + i + "\"",
                            "orders",
                            3,
                            new SourceCoordinates(EVENTS, 1, i),
                            1,
                            "0.1.0",
                            List.of(
                                    new DeadLetterMisfit("wrong_type", "price", "a number", "\"cheap" + i + "\""),
                                    new DeadLetterMisfit("missing_value", "size", "a value", "")),
                            Instant.now())));
        }
        return letters;
    }

    private static Event event(int number) {
        return new Event(
                new OrgId("acme"),
                ORDERS,
                new EventId(7, number),
                "ordered",
                SampleEvents.MAY.plusMillis(number),
                "",
                SampleEvents.MAY,
                null,
                SourceAddress.UNKNOWN,
                "",
                "",
                Protocol.NATIVE,
                new KeyId("abcdefghijkl"),
                "request",
                "",
                Payload.of(payload(number)));
    }

    private static String payload(int number) {
        return "{\"price\": \"cheap" + number + "\", \"mail\": \"a" + number + "@b\", \"tags\": [\"a\", \"b\"]}";
    }

    private static String id(int number) {
        return new EventId(7, number).toString();
    }

    private static String sha256(String text) throws Exception {
        return HexFormat.of()
                .withUpperCase()
                .formatHex(java.security.MessageDigest.getInstance("SHA-256")
                        .digest(text.getBytes(StandardCharsets.UTF_8)));
    }
}
