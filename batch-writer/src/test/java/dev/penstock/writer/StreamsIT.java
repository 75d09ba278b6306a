package dev.penstock.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.penstock.local.testing.TestingClickHouse;
import dev.penstock.local.testing.TestingKafka;
import dev.penstock.model.control.ControlFact.HaltFact;
import dev.penstock.model.event.Event;
import dev.penstock.model.parked.ParkedEvent;
import dev.penstock.model.progress.OffsetRange;
import dev.penstock.model.progress.Progress;
import dev.penstock.model.stream.StreamName;
import dev.penstock.model.topic.Topic;
import dev.penstock.model.wire.ProgressCodec;
import dev.penstock.writer.intent.CommitNote;
import dev.penstock.writer.intent.Intent;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Definitions that change and streams that are halted while events flow, against a real broker, the real engine and
/// real processes that are killed.
class StreamsIT {

    private static final StreamName CLICKS = new StreamName("clicks");
    private static final StreamName ORDERS = new StreamName("orders");

    private static TestingKafka kafka;
    private static TestingClickHouse clickHouse;

    private Stage stage;

    @BeforeAll
    static void startServers() {
        kafka = TestingKafka.start(Stage.SHORT_SESSIONS);
        clickHouse = TestingClickHouse.start();
    }

    @AfterAll
    static void stopServers() {
        clickHouse.close();
        kafka.close();
    }

    @BeforeEach
    void prepare() throws SQLException {
        clickHouse.clearFaults();
        stage = new Stage(kafka, clickHouse);
        stage.stopMerges();
    }

    @AfterEach
    void end() {
        stage.close();
    }

    @Test
    void aDefinitionThatChangesWhileEventsFlowLosesNothing() throws Exception {
        stage.startReady("penstock.writer.batch.rows=100");
        List<Long> revisions = new ArrayList<>();
        try (Load load = new Load(stage, CLICKS)) {
            for (int version = 1; version <= 5; version++) {
                revisions.add(stage.define(CLICKS, version, "{}"));
                String seen = Integer.toString(version);
                await().atMost(Stage.PATIENCE)
                        .until(() -> stage.query(
                                        "SELECT count() > 0 FROM %s.events_raw WHERE definition_version = " + seen)
                                .equals("1"));
            }
            load.end();
        }

        stage.awaitCommitted(stage.sent());
        stage.awaitOnce();
        // A batch has one ingested_at, and one version.
        assertThat(stage.query("SELECT max(versions) FROM (SELECT uniqExact(definition_version) AS versions"
                        + " FROM %s.events_raw GROUP BY kafka_partition, ingested_at)"))
                .isEqualTo("1");
        assertThat(stage.query("SELECT countIf(definition_version < before) FROM (SELECT definition_version,"
                        + " lagInFrame(definition_version) OVER (PARTITION BY kafka_partition ORDER BY kafka_offset)"
                        + " AS before FROM %s.events_raw)"))
                .isEqualTo("0");
        assertThat(revisions).isSorted();
    }

    @Test
    void aBatchThatIsMadeAgainIsReadByTheDefinitionOfItsTime() throws Exception {
        long first = stage.define(CLICKS, 1, "{}");
        stage.send(CLICKS, 900);
        awaitDeath(stage.startMortal("before_insert:1", "penstock.writer.batch.rows=200"));
        Map<Integer, Intent> begun = new HashMap<>();
        for (int partition = 0; partition < Stage.PARTITIONS; partition++) {
            OffsetAndMetadata committed = stage.committed(partition);
            if (committed != null && CommitNote.parse(committed.metadata()) instanceof Intent intent) {
                begun.put(partition, intent);
                assertThat(intent.revision()).isEqualTo(first);
            }
        }
        assertThat(begun).isNotEmpty();
        long second = stage.define(CLICKS, 2, "{}");

        stage.startReady("penstock.writer.batch.rows=50");

        stage.awaitCommitted(stage.sent());
        stage.awaitOnce();
        assertThat(second).isGreaterThan(first);
        for (int partition = 0; partition < Stage.PARTITIONS; partition++) {
            Intent intent = begun.get(partition);
            long end = intent == null ? -1 : intent.end();
            assertThat(stage.query("SELECT countIf(definition_version != if(kafka_offset <= " + end
                            + ", 1, 2)) FROM %s.events_raw WHERE kafka_partition = " + partition))
                    .as("rows of partition %s whose version is not that of their batch", partition)
                    .isEqualTo("0");
        }
    }

    @Test
    void anIntentOfARevisionThatTheControlTopicDoesNotHaveIsGivenUpAndTold() throws Exception {
        WriterProcess first = stage.startReady();
        stage.send(30);
        stage.awaitCommitted(30);
        stage.terminate(first);
        OffsetAndMetadata mark = Objects.requireNonNull(stage.committed(0));
        Intent beyond = new Intent(
                mark.offset() + 4,
                Instant.ofEpochMilli(77),
                9_999,
                CommitNote.parse(mark.metadata()).topic().orElseThrow());
        stage.admin
                .alterConsumerGroupOffsets(
                        stage.group(), Map.of(stage.place(0), new OffsetAndMetadata(mark.offset(), beyond.text())))
                .all()
                .get();
        stage.send(30);

        WriterProcess next = stage.startReady();

        await().atMost(Stage.PATIENCE).until(() -> next.health().contains("CONTROL"));
        stage.awaitCommitted(60);
        stage.awaitOnce();
        await().atMost(Stage.PATIENCE)
                .untilAsserted(
                        () -> assertThat(next.metric("penstock_writer_intents_total", "outcome=\"unknown_revision\""))
                                .isEqualTo(1));
        assertThat(next.logged("an intent cannot be followed")).isEqualTo(1);
    }

    @Test
    void aStreamWhoseRowsClickHouseRefusesHaltsAloneAndComesBack() throws Exception {
        refuseClicks();
        WriterProcess writer =
                stage.startReady("penstock.writer.freshness.period=1s", "penstock.writer.freshness.margin=1s");
        stage.send(interleaved(0, 600));

        awaitRows(ORDERS, 600);
        stage.awaitCommitted(1_200);
        assertThat(stage.parked()).hasSize(600);
        assertThat(stage.parked()).extracting(ParkedEvent::stream).containsOnly(CLICKS);
        assertThat(stage.deadLetters()).isEmpty();
        assertThat(stage.halts(CLICKS)).singleElement().satisfies(halt -> {
            assertThat(halt.halted()).isTrue();
            assertThat(halt.reason()).contains("clickhouse_469", "partition");
        });
        assertThat(stage.halts(ORDERS)).isEmpty();
        await().atMost(Stage.PATIENCE)
                .untilAsserted(() -> assertThat(writer.health()).contains("degraded", "stream clicks halted"));
        assertThat(writer.readiness()).isEqualTo(200);
        assertThat(writer.logged("a stream is halted, its events are parked until it is resumed"))
                .isEqualTo(1);
        await().atMost(Stage.PATIENCE).untilAsserted(() -> {
            assertThat(writer.metric("penstock_writer_rows_total", "outcome=\"stored\""))
                    .isEqualTo(600);
            assertThat(writer.metric("penstock_writer_rows_total", "outcome=\"parked\""))
                    .isEqualTo(600);
            assertThat(writer.metric("penstock_writer_rows_total", "outcome=\"dead_lettered\""))
                    .isZero();
            assertThat(writer.metric("penstock_writer_consumed_records_total", ""))
                    .isEqualTo(1_200 + writer.metric("penstock_writer_given_back_records_total", ""));
            assertThat(writer.metric("penstock_writer_streams_halted", "")).isEqualTo(1);
            assertThat(
                            stage.query(
                                    "SELECT stream, number, halted, position(reason, 'clickhouse_469') > 0 FROM %s.stream_halts"))
                    .isEqualTo("clicks\t1\ttrue\t1");
        });

        stage.query("ALTER TABLE %s.events_raw DROP CONSTRAINT no_clicks");
        stage.bringBack(stage.lift(CLICKS));
        stage.send(interleaved(0, 30));

        awaitRows(CLICKS, 630);
        awaitRows(ORDERS, 630);
        stage.awaitCommitted(1_200 + 600 + 60);
        assertThat(stage.query("SELECT count(), uniqExact(event_id) FROM %s.events_raw"))
                .isEqualTo("1260\t1260");
        assertThat(stage.deadLetters()).isEmpty();
        await().atMost(Stage.PATIENCE).until(() -> !writer.health().contains("degraded"));
        await().atMost(Stage.PATIENCE)
                .untilAsserted(() -> assertThat(stage.query(
                                "SELECT number, halted, returned_at > toDateTime64(0, 3) FROM %s.stream_halts"
                                        + " ORDER BY number"))
                        .as("resumed, and nobody has told that what was parked is back")
                        .isEqualTo("1\ttrue\t0\n2\tfalse\t0"));
    }

    @Test
    void aStreamWhoseEventsDoNotFitHaltsAloneWithinOneBatch() throws Exception {
        stage.startReady("penstock.writer.batch.rows=500");
        try (Load load = new Load(stage, ORDERS)) {
            stage.send(unfitting(CLICKS, 3_000));
            await().atMost(Stage.PATIENCE).until(() -> stage.parked().size() == 3_000);
            String before = rows(ORDERS);
            await().atMost(Stage.PATIENCE).until(() -> Long.parseLong(rows(ORDERS)) > Long.parseLong(before) + 300);
            load.end();
        }

        stage.awaitCommitted(stage.sent());
        awaitRows(ORDERS, stage.sent() - 3_000);
        assertThat(stage.query("SELECT count() FROM %s.events_raw")).isEqualTo(Integer.toString(stage.sent() - 3_000));
        assertThat(stage.deadLetters()).isEmpty();
        assertThat(stage.halts(CLICKS)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"before_halt:1", "after_halt:1", "before_parked:1", "after_parked:1"})
    void killedAroundAHaltItLosesNothingAndStoresNothingTwice(String failpoint) throws Exception {
        refuseClicks();
        stage.send(interleaved(0, 900));
        awaitDeath(stage.startMortal(failpoint));

        stage.startReady("penstock.writer.batch.rows=70");

        stage.awaitCommitted(1_800);
        awaitRows(ORDERS, 900);
        assertThat(stage.query("SELECT count() FROM %s.events_raw"))
                .as("rows, of which each event has one")
                .isEqualTo("900");
        assertThat(stage.parked()).hasSize(900);
        assertThat(stage.deadLetters()).isEmpty();
        assertThat(stage.halts(CLICKS)).extracting(HaltFact::number).containsExactly(1);
    }

    @Test
    void withoutATopicForParkedEventsThePartitionWaitsAndSaysSo() throws Exception {
        stage.admin.deleteTopics(List.of(stage.name(Topic.PARKED))).all().get();
        WriterProcess writer = stage.startReady();
        stage.send(unfitting(CLICKS, 600));

        await().atMost(Stage.PATIENCE).until(() -> writer.readiness() == 503);
        assertThat(writer.health()).contains("PARKED");
        stage.send(ORDERS, 30);
        kafka.createTopic(stage.name(Topic.PARKED), 1, Topic.PARKED.settings());

        stage.awaitCommitted(630);
        awaitRows(ORDERS, 30);
        assertThat(stage.parked()).hasSize(600);
        assertThat(stage.deadLetters()).isEmpty();
        await().atMost(Stage.PATIENCE).until(() -> writer.readiness() == 200);
    }

    @Test
    void writersThatBlowTheSameFuseAtOnceWriteOneHalt() throws Exception {
        stage.send(unfitting(CLICKS, 3_000));
        WriterProcess one = stage.start("penstock.writer.batch.rows=200");
        WriterProcess other = stage.start("penstock.writer.batch.rows=200");
        Stage.awaitReady(one);
        Stage.awaitReady(other);

        stage.awaitCommitted(3_000);

        assertThat(stage.parked()).hasSize(3_000);
        assertThat(stage.deadLetters()).isEmpty();
        assertThat(stage.halts(CLICKS)).hasSize(1);
    }

    @Test
    void progressTellsWhatWasParked() throws Exception {
        stage.startReady();
        stage.send(unfitting(CLICKS, 600));
        stage.awaitCommitted(600);

        await().atMost(Stage.PATIENCE).untilAsserted(() -> {
            List<OffsetRange> parked = new ArrayList<>();
            for (ConsumerRecord<byte[], byte[]> record : stage.records(Topic.PROGRESS)) {
                Progress progress = ProgressCodec.decode(record.value());
                if (progress.partition() == 0) {
                    parked.addAll(progress.parked());
                    assertThat(progress.storedThrough() - progress.verifiedFrom())
                            .as("what is vouched for as stored, none of which is")
                            .isEqualTo(progress.parked().stream()
                                    .mapToLong(range -> range.last() - range.first() + 1)
                                    .sum());
                }
            }
            assertThat(parked).contains(new OffsetRange(0, 199));
        });
    }

    private void refuseClicks() {
        stage.query("ALTER TABLE %s.events_raw ADD CONSTRAINT no_clicks CHECK stream != 'clicks'");
    }

    private static List<Event> interleaved(int first, int each) {
        List<Event> events = new ArrayList<>();
        for (int i = first; i < first + each; i++) {
            // Three of one, three of the other: each partition gets both.
            for (StreamName stream : List.of(CLICKS, ORDERS)) {
                events.add(SampleEvents.event(stream, SampleEvents.MAY.plusMillis(i), "{\"i\": " + i + "}"));
            }
        }
        return events;
    }

    /// Of a time that no table holds.
    private static List<Event> unfitting(StreamName stream, int count) {
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            events.add(SampleEvents.event(
                    stream, Instant.parse("2300-01-01T00:00:00Z").plusMillis(i), "{}"));
        }
        return events;
    }

    private void awaitRows(StreamName stream, int count) {
        await().atMost(Stage.PATIENCE)
                .pollInterval(Duration.ofMillis(300))
                .untilAsserted(() -> assertThat(rows(stream)).isEqualTo(Integer.toString(count)));
    }

    private String rows(StreamName stream) {
        return stage.query("SELECT count() FROM %s.events WHERE stream = '" + stream + "'");
    }

    private static void awaitDeath(WriterProcess writer) {
        await().atMost(Stage.PATIENCE).until(() -> !writer.alive());
    }
}
