package dev.penstock.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.penstock.local.testing.TestingClickHouse;
import dev.penstock.local.testing.TestingKafka;
import dev.penstock.model.deadletter.CauseFingerprint;
import dev.penstock.model.deadletter.DeadLetter;
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
import dev.penstock.model.wire.AuditCodec;
import dev.penstock.model.wire.DeadLetterHeaders;
import dev.penstock.model.wire.EventCodec;
import dev.penstock.sink.connect.ClickHousePool;
import dev.penstock.sink.connect.ClickHouseSettings;
import dev.penstock.sink.failure.InsertResult;
import dev.penstock.sink.insert.LetterInserts;
import dev.penstock.sink.letter.LetterEncoder;
import dev.penstock.sink.letter.LetterRow;
import dev.penstock.sink.migrate.Migrations;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The commands against letters as a writer leaves them: in the topic, and in ClickHouse. That a writer stores what
/// they send is in the system's own test.
class DlqCommandsIT {

    private static final AtomicInteger PREFIXES = new AtomicInteger();

    private static final TopicId EVENTS = new TopicId(1, 2);
    private static final TopicId LETTERS = new TopicId(3, 4);

    private static final Instant RECEIVED = Instant.parse("2026-05-01T12:00:00.250Z");

    @SuppressWarnings("NullAway.Init") // set by startServers
    private static TestingKafka kafka;

    @SuppressWarnings("NullAway.Init") // set by startServers
    private static TestingClickHouse clickHouse;

    @SuppressWarnings("NullAway.Init") // set by startServers
    private static KafkaProducer<byte[], byte[]> producer;

    @SuppressWarnings("NullAway.Init") // set by startServers
    private static HikariDataSource pool;

    private final String prefix = "dlq" + PREFIXES.incrementAndGet() + ".";

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    private Path folder;

    @BeforeAll
    static void startServers() throws Exception {
        kafka = TestingKafka.start();
        clickHouse = TestingClickHouse.start();
        new Migrations(settings()).migrate();
        pool = ClickHousePool.open(settings(), 1, Duration.ofSeconds(10));
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrap(), "acks", "all"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    @AfterAll
    static void stopServers() {
        producer.close();
        pool.close();
        clickHouse.close();
        kafka.close();
    }

    @BeforeEach
    void begin() throws Exception {
        clickHouse.execute("TRUNCATE TABLE dlq_ctl.dead_letters_store");
        clickHouse.execute("TRUNCATE TABLE dlq_ctl.dead_letter_marks");
        assertThat(ctl("topics", "apply", "--replication-factor", "1", "--min-insync-replicas", "1")
                        .exit())
                .isZero();
        Path file = Files.writeString(
                folder.resolve("streams.yaml"),
                "streams: {orders: {own_table: true, columns: [{name: amount, type: 'Decimal(18, 2)', from: /order/amount}]}}");
        assertThat(ctl("streams", "apply", "-f", file.toString()).exit()).isZero();
    }

    @Test
    void lettersAreGroupedListedAndShownWithTheValueThatDidNotFit() throws Exception {
        letter(0, event(0, "{\"order\":{\"amount\":\"much\"}}"));
        letter(1, event(1, "{\"order\":{\"amount\":\"more\"}}"));
        letter(2, null);

        CommandRun groups = ctl("dlq", "groups", "-o", "json");
        CommandRun list = ctl("dlq", "list", "--stream", "orders", "--since", "2026-01-01T00:00:00Z", "-o", "json");
        CommandRun shown = ctl("dlq", "show", event(1, "{}").id().toString());
        CommandRun garbage = ctl("dlq", "show", source(2).toString());

        assertThat(groups.out())
                .contains(
                        "\"cause\":\"wrong_type\",\"stream\":\"orders\",\"column\":\"amount\",\"letters\":2,\"open\":2,")
                .contains("\"cause\":\"malformed_record\"");
        assertThat(groups.out().indexOf("wrong_type")).isLessThan(groups.out().indexOf("malformed_record"));
        assertThat(list.out().split("\"state\":\"open\"", -1)).hasSize(3);
        assertThat(ctl("dlq", "list", "--limit", "1").err()).contains("--limit");
        assertThat(shown.exit()).as(shown.err()).isZero();
        assertThat(shown.out())
                .contains("{\"order\":{\"amount\":>>>\"more\"<<<}}")
                .contains("wrong_type");
        assertThat(garbage.out()).contains("01 02 03");
        CommandRun nobody = ctl("dlq", "show", source(77).toString());
        assertThat(nobody.exit()).isEqualTo(4);
        assertThat(nobody.err()).contains("there is no dead letter");
    }

    @Test
    void whatFitsIsSentAsItWasWithItsHeadersAndNothingElseIs() throws Exception {
        byte[] first = letter(0, event(0, "{\"order\":{\"amount\":12.5}}"));
        letter(1, event(1, "{\"order\":{\"amount\":\"much\"}}"));
        letter(2, null);

        CommandRun dry = ctl("dlq", "dry-run");
        CommandRun shown = ctl("dlq", "redrive", "--stream", "orders");
        CommandRun unasked = ctl("dlq", "redrive", "--stream", "orders", "--execute");

        assertThat(dry.exit()).isEqualTo(3);
        assertThat(dry.out()).contains("fits ", "does_not_fit", "unreadable");
        assertThat(dry.err()).endsWith("1 of 3 open letters fit now; nothing was changed\n");
        assertThat(shown.exit()).isZero();
        assertThat(shown.err()).endsWith("nothing was changed: to re-drive these 1 letters, add --execute\n");
        assertThat(unasked.exit()).isEqualTo(4);
        assertThat(unasked.err()).endsWith("nothing was changed\n");
        assertThat(read(Topic.EVENTS)).isEmpty();
        assertThat(audit()).noneMatch(line -> line.startsWith("dlq"));

        CommandRun done = ctl("dlq", "redrive", "--stream", "orders", "--execute", "--yes");

        assertThat(done.exit()).as(done.err()).isEqualTo(3);
        assertThat(done.err()).contains("1 events were sent").contains("1 letters were left as they are");
        List<ConsumerRecord<byte[], byte[]>> sent = read(Topic.EVENTS);
        assertThat(sent).hasSize(1);
        assertThat(sent.getFirst().value()).isEqualTo(first);
        assertThat(header(sent.getFirst(), "penstock-redrive-attempt")).isEqualTo("2");
        assertThat(header(sent.getFirst(), "penstock-redrive-source"))
                .isEqualTo(source(0).toString());
        assertThat(header(sent.getFirst(), "penstock-lifted-at")).matches("[0-9]+");
        assertThat(query("SELECT sent_partition, sent_offset, run != '' FROM dlq_ctl.dead_letter_marks"))
                .isEqualTo(sent.getFirst().partition() + "\t0\t1");
        assertThat(audit()).containsOnlyOnce("dlq.redrive");

        CommandRun again = ctl("dlq", "redrive", "--stream", "orders", "--execute", "--yes", "-o", "json");

        assertThat(again.out()).contains("\"redriven\":0,\"changed\":false");
        assertThat(again.err()).contains("nothing was changed: none of 1 letters fits now");
        assertThat(read(Topic.EVENTS)).hasSize(1);
        assertThat(query("SELECT source_offset, state FROM dlq_ctl.dead_letters ORDER BY source_offset"))
                .isEqualTo("0\tredriven\n1\topen\n2\topen");
    }

    @Test
    void discardedLettersKeepTheirReasonAndAreNotSent() throws Exception {
        letter(0, event(0, "{\"order\":{\"amount\":1}}"));
        letter(1, event(1, "{\"order\":{\"amount\":2}}"));
        String reason = "it's a test; it may go \\ ?";

        CommandRun shown = ctl("dlq", "discard", "--source", source(0).toString(), "--reason", reason);
        assertThat(shown.err()).endsWith("nothing was changed: to discard these 1 letters, add --execute\n");
        CommandRun done =
                ctl("dlq", "discard", "--source", source(0).toString(), "--reason", reason, "--execute", "--yes");

        assertThat(done.exit()).as(done.err()).isZero();
        assertThat(done.err()).contains("1 letters were discarded");
        assertThat(clickHouse.query(
                        "SELECT state, reason FROM dlq_ctl.dead_letters WHERE source_offset = 0 FORMAT TSVRaw"))
                .isEqualTo("discarded\t" + reason);
        assertThat(query("SELECT org_id, stream, count() FROM dlq_ctl.dead_letter_marks"
                        + " WHERE mark = 'discarded' GROUP BY ALL"))
                .isEqualTo("acme\torders\t1");
        assertThat(audit()).containsOnlyOnce("dlq.discard");
        ctl("dlq", "redrive", "--all", "--execute", "--yes");
        assertThat(read(Topic.EVENTS)).hasSize(1);
        assertThat(ctl("dlq", "groups", "--all", "-o", "json").out())
                .contains("\"open\":0,\"redriven\":1,\"superseded\":0,\"discarded\":1");
    }

    @Test
    void aFileIsImportedWholeOrNotAtAllAndTheFaultsNameLineAndField() throws Exception {
        letter(0, event(0, "{\"order\": {\"amount\":\n\"much\"}}"));
        letter(1, event(1, "{\"order\":{\"amount\":\"more\"}}"));
        Path file = folder.resolve("letters.ndjson");
        assertThat(ctl("dlq", "export", "--stream", "orders", "-f", file.toString())
                        .exit())
                .isZero();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(ctl("dlq", "export", "--stream", "orders", "-f", file.toString())
                        .exit())
                .as("a file is never written over")
                .isEqualTo(4);
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(2).first().asString().endsWith("\"payload\":{\"order\": {\"amount\": \"much\"}}}");
        String good = lines.get(0).replace("\"much\"}", "12.5}");

        assertFault(file, good + "\n" + lines.get(1), "line 2: amount: does_not_fit: wrong_type: expected");
        assertFault(file, good + "\n{", "line 2: it is no JSON");
        assertFault(file, good + "\n[]", "line 2: it is a list");
        assertFault(file, good.replace("\"payload\"", "\"paylod\""), "line 1: paylod: there is no such field");
        assertFault(file, good.replace("acme", "other"), "line 1: org_id: it says which event it is");
        assertFault(file, good.replace(source(0).toString(), source(9).toString()), "line 1: source: there is no such");
        assertFault(file, good.replace("{\"order\": {\"amount\": 12.5}}", "7"), "line 1: payload: it is a number");
        assertFault(file, good + "\n" + good, "line 2: source: line 1 is of the same letter");
        assertThat(read(Topic.EVENTS)).isEmpty();

        Files.writeString(file, good + "\n" + lines.get(1).replace("\"more\"}", "1}") + "\n");
        CommandRun done = ctl("dlq", "import", "-f", file.toString(), "--execute", "--yes");

        assertThat(done.exit()).as(done.err()).isZero();
        assertThat(done.err()).contains("2 events were sent");
        List<Event> events = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : read(Topic.EVENTS)) {
            events.add(EventCodec.decode(record.value()));
        }
        assertThat(events)
                .containsExactlyInAnyOrder(
                        event(0, "{\"order\": {\"amount\": 12.5}}"), event(1, "{\"order\":{\"amount\":1}}"));

        CommandRun again = ctl("dlq", "import", "-f", file.toString(), "--execute", "--yes");

        assertThat(again.exit()).isZero();
        assertThat(again.err())
                .contains("2 lines are of letters that are not open")
                .contains("nothing was changed");
        assertThat(read(Topic.EVENTS)).hasSize(2);
    }

    @Test
    void aReceiptSaysWhereAnEventIs() throws Exception {
        Event lettered = event(0, "{}");
        letter(0, lettered);
        Event sent = event(1, "{}");
        producer.send(new ProducerRecord<>(Topic.EVENTS.name(prefix), EventCodec.encode(sent)))
                .get();
        Event parked = event(2, "{}");
        producer.send(new ProducerRecord<>(Topic.PARKED.name(prefix), EventCodec.encode(parked)))
                .get();
        clickHouse.execute(
                "INSERT INTO dlq_ctl.events_raw (org_id, stream, timestamp, event_id, request_id, received_at,"
                        + " kafka_partition, kafka_offset) VALUES ('acme', 'clicks', '2026-05-01 12:00:00', '"
                        + event(3, "").id() + "', 'request-3', '2026-05-01 12:00:00', 2, 7)");

        assertThat(receipt(lettered.id().toString()).out())
                .contains("\"place\":\"dead_lettered\"", "\"detail\":\"open, wrong_type in amount\"");
        assertThat(receipt(event(3, "").id().toString()).out())
                .contains("\"place\":\"stored\",\"where\":\"" + prefix + "events/2/7\"");
        assertThat(receipt("request-3").out()).contains("\"place\":\"stored\"");
        // Their ids are of a time; what they say of it is long before.
        assertThat(receipt(sent.id().toString()).out()).contains("\"place\":\"in_log\"", "events/");
        assertThat(receipt(parked.id().toString()).out()).contains("\"place\":\"parked\"");
        CommandRun nowhere = receipt(event(9, "").id().toString());
        assertThat(nowhere.exit()).isEqualTo(3);
        assertThat(nowhere.err())
                .contains("and at 2 records of the log since")
                .contains("unknown: it was seen nowhere");
        CommandRun timeless = receipt("request-9");
        assertThat(timeless.exit()).isEqualTo(3);
        assertThat(timeless.err()).contains("the id names no time");
    }

    @Test
    void theDoctorSaysWhatIsWrongAndWhatToDo() {
        clickHouse.execute("ALTER TABLE dlq_ctl.orders_raw RESET SETTING non_replicated_deduplication_window");
        try {
            CommandRun run = ctl("doctor", "--writer-group", prefix + "nobody");

            assertThat(run.exit()).isEqualTo(3);
            assertThat(run.out())
                    .containsPattern("writers +trouble +nobody .*read in group .* start a batch-writer")
                    .containsPattern("deduplication +trouble +orders_raw does not remember inserts.* ALTER TABLE")
                    .containsPattern("schema +ok ")
                    .containsPattern("clock +ok ")
                    .containsPattern("keys +note ");
            assertThat(run.err()).endsWith(" things are wrong\n");
        } finally {
            clickHouse.execute(
                    "ALTER TABLE dlq_ctl.orders_raw MODIFY SETTING non_replicated_deduplication_window = 100000");
        }
        CommandRun away = CommandRun.of(
                "doctor",
                "--bootstrap-servers",
                kafka.bootstrap(),
                "--topic-prefix",
                "none.",
                "--clickhouse-url",
                "http://127.0.0.1:1");
        assertThat(away.exit()).isEqualTo(3);
        assertThat(away.out())
                .contains("none.events does not exist", "ingestctl topics apply")
                .containsPattern("schema +trouble +cannot be looked at");
    }

    @Test
    void theLagIsToldInRecordsAndInTime() throws Exception {
        for (int i = 0; i < 10; i++) {
            producer.send(new ProducerRecord<>(
                            Topic.EVENTS.name(prefix), 1, System.currentTimeMillis() - 60_000, null, new byte[] {1}))
                    .get();
        }
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()))) {
            admin.alterConsumerGroupOffsets(
                            prefix + "writer",
                            Map.of(new TopicPartition(Topic.EVENTS.name(prefix), 1), new OffsetAndMetadata(4)))
                    .all()
                    .get();
        }

        CommandRun run = ctl("lag", "--over", "1s", "--writer-group", prefix + "writer");

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.out())
                .containsPattern("(?m)^1 +4 +10 +6 +1m [0-9]+s +6d 23h$")
                .containsPattern("(?m)^0 +0 +0 +0 +0s +-$");
        assertThat(run.err())
                .contains("6 records unread, 1m ")
                .contains("0/s come, 0/s are settled; it does not become less; unread data expires in 6d 23h");
    }

    private CommandRun receipt(String id) {
        return ctl("receipt", id, "--output", "json");
    }

    private void assertFault(Path file, String text, String fault) throws Exception {
        Files.writeString(file, text + "\n");
        CommandRun run = ctl("dlq", "import", "-f", file.toString(), "--execute", "--yes");
        assertThat(run.exit()).isEqualTo(4);
        assertThat(run.err()).contains("error: " + fault).endsWith("nothing was changed: 1 faults\n");
    }

    // As a writer leaves it. Returns the record's value.
    private byte[] letter(int number, @Nullable Event event) throws Exception {
        byte[] value = event == null ? new byte[] {1, 2, 3} : EventCodec.encode(event);
        DeadLetter letter = event == null
                ? new DeadLetter("malformed_record", "no event", "", "", "", "", 0, source(number), 1, "test")
                : new DeadLetter(
                        "wrong_type",
                        "expected a number, was given text",
                        "amount",
                        "a number",
                        "text",
                        "orders",
                        1,
                        source(number),
                        1,
                        "test");
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(Topic.DEAD_LETTERS.name(prefix), DeadLetterHeaders.key(letter.source()), value);
        DeadLetterHeaders.encode(letter)
                .forEach((name, text) -> record.headers().add(name, text));
        RecordMetadata place = producer.send(record).get();
        LetterRow row = new LetterRow(
                letter,
                CauseFingerprint.of(letter),
                event,
                event == null ? Payload.of("") : event.payload(),
                false,
                event == null ? Payload.of(value) : Payload.of(""),
                place.partition(),
                place.offset(),
                Instant.now(),
                false);
        assertThat(new LetterInserts(pool, settings(), Duration.ofSeconds(10))
                        .insert(LetterEncoder.store(LETTERS, List.of(row))))
                .isInstanceOf(InsertResult.Stored.class);
        return value;
    }

    private static SourceCoordinates source(int number) {
        return new SourceCoordinates(EVENTS, 0, number);
    }

    private static Event event(int number, String payload) {
        return new Event(
                new OrgId("acme"),
                new StreamName("orders"),
                new EventId(0x0193_6f5e_7a10_7cc3L, 0x8a5b_0d4b_8e1f_2a00L + number),
                "push",
                RECEIVED.plusMillis(number),
                "trace",
                RECEIVED,
                null,
                SourceAddress.UNKNOWN,
                "",
                "",
                Protocol.NATIVE,
                new KeyId("abcdefghijkl"),
                "",
                "",
                Payload.of(payload));
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    private List<String> audit() throws Exception {
        List<String> actions = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : read(Topic.AUDIT_LOG)) {
            actions.add(AuditCodec.decode(record.value()).action());
        }
        return actions;
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

    private static String query(String sql) {
        return clickHouse.query(sql);
    }

    private static ClickHouseSettings settings() {
        return new ClickHouseSettings(URI.create(clickHouse.url()), "default", "", "dlq_ctl");
    }

    private CommandRun ctl(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--bootstrap-servers", kafka.bootstrap(), "--topic-prefix", prefix));
        all.addAll(List.of("--clickhouse-url", clickHouse.url(), "--database", "dlq_ctl"));
        return CommandRun.of(all.toArray(String[]::new));
    }
}
