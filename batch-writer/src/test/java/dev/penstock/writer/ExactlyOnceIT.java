package dev.penstock.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.penstock.local.testing.TestingClickHouse;
import dev.penstock.local.testing.TestingKafka;
import dev.penstock.model.topic.TopicId;
import dev.penstock.writer.intent.CommitNote;
import dev.penstock.writer.intent.Intent;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// However writers end, each event has one row, also physically: these tests count the table, not the view.
@Tag("completeness")
class ExactlyOnceIT {

    private static final Logger log = LoggerFactory.getLogger(ExactlyOnceIT.class);

    private static final String[] CLASSIC = {
        "spring.kafka.consumer.properties.group.protocol=classic",
        "spring.kafka.consumer.properties.session.timeout.ms=6000",
        "spring.kafka.consumer.properties.heartbeat.interval.ms=1000",
        "spring.kafka.consumer.properties.partition.assignment.strategy="
                + "org.apache.kafka.clients.consumer.CooperativeStickyAssignor"
    };

    private static TestingKafka kafka;
    private static TestingClickHouse clickHouse;

    private final RandomGenerator random = RandomGenerator.getDefault();
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
        // Nobody here is interested in how long a writer waits for company.
        stage = new Stage(
                kafka, clickHouse, "penstock.writer.batch.linger=200ms", "penstock.writer.batch.max-linger=400ms");
        stage.stopMerges();
    }

    @AfterEach
    void end() {
        stage.close();
    }

    /// Where a writer dies.
    enum Death {
        AFTER_THE_POLL,
        AFTER_THE_INTENT,
        WITH_HALF_THE_BODY_SENT,
        AFTER_THE_INSERT,
        AFTER_THE_DEAD_LETTERS,
        AFTER_THE_LEDGER
    }

    @ParameterizedTest
    @EnumSource
    void killedAnywhereItLosesNothingAndStoresNothingTwice(Death death) throws Exception {
        int kills = Acceptance.choose(1, 20);
        int garbage = 0;
        try (Load load = new Load(stage)) {
            for (int kill = 0; kill < kills; kill++) {
                stage.send(900);
                stage.sendGarbage();
                garbage += Stage.PARTITIONS;
                // The next owner has other limits, so it would cut other batches.
                dieAt(death, "penstock.writer.batch.rows=" + (100 + random.nextInt(300)));
            }
            stage.startReady("penstock.writer.batch.rows=50");
            load.end();
        }

        stage.awaitCommitted(stage.sent() + garbage);
        stage.awaitOnce();
        assertThat(stage.deadLetters()).hasSize(garbage);
        // Every batch that was made again has its line once.
        String counted = stage.sent() + "\t" + garbage;
        await().atMost(Stage.PATIENCE)
                .untilAsserted(() -> assertThat(stage.query("SELECT sumIf(events, outcome = 'stored'),"
                                + " sumIf(events, outcome = 'dead_lettered') FROM %s.ledger WHERE source = 'writer'"))
                        .isEqualTo(counted));
        record("kill-writer-" + death.name().toLowerCase(Locale.ROOT).replace('_', '-'), kills, 0);
    }

    private void dieAt(Death death, String limits) {
        switch (death) {
            case AFTER_THE_POLL -> {
                WriterProcess writer =
                        stage.startReady("penstock.writer.batch.linger=60s", "penstock.writer.batch.max-linger=60s");
                await().atMost(Stage.PATIENCE)
                        .untilAsserted(() -> assertThat(writer.metric("penstock_writer_buffered_bytes", ""))
                                .isPositive());
                writer.kill();
            }
            case AFTER_THE_INTENT -> awaitDeath(stage.startMortal("before_insert:" + (1 + random.nextInt(3)), limits));
            case WITH_HALF_THE_BODY_SENT -> {
                try (HalfwayProxy proxy = new HalfwayProxy(URI.create(clickHouse.url()))) {
                    CountDownLatch halfway = new CountDownLatch(1);
                    WriterProcess writer = stage.start(
                            "penstock.writer.clickhouse.url=" + proxy.url(), "penstock.writer.batch.rows=300");
                    proxy.arm(() -> {
                        halfway.countDown();
                        writer.kill();
                    });
                    awaitDeath(writer);
                    assertThat(halfway.getCount()).as("half a body was sent").isZero();
                }
            }
            case AFTER_THE_INSERT -> awaitDeath(stage.startMortal("after_insert:" + (1 + random.nextInt(3)), limits));
            case AFTER_THE_DEAD_LETTERS -> awaitDeath(stage.startMortal("after_letters:1", limits));
            case AFTER_THE_LEDGER -> awaitDeath(stage.startMortal("after_ledger:" + (1 + random.nextInt(3)), limits));
        }
    }

    // Killed, that is: one that could not even start has proved nothing.
    private static void awaitDeath(WriterProcess writer) {
        await().atMost(Stage.PATIENCE).until(() -> !writer.alive());
        assertThat(writer.exitCode()).as(writer.log()).isEqualTo(137);
    }

    @Test
    void aBatchIsMadeAgainToItsEndAlthoughTheLimitsAreLowerNow() throws Exception {
        stage.send(900);
        awaitDeath(stage.startMortal("after_insert:1", "penstock.writer.batch.rows=200"));
        assertThat(stage.query("SELECT count() FROM %s.events_raw")).isNotEqualTo("0");

        WriterProcess next = stage.startReady(
                "penstock.writer.batch.rows=20",
                "penstock.writer.batch.size=4KB",
                "penstock.writer.batch.max-buffered=8KB");

        stage.awaitOnce();
        await().atMost(Stage.PATIENCE).untilAsserted(() -> {
            assertThat(next.metric("penstock_writer_intents_total", "outcome=\"rebuilt\""))
                    .isPositive();
            assertThat(next.metric("penstock_writer_checks_total", "found=\"all\""))
                    .isPositive();
            assertThat(next.metric("penstock_writer_tokens_disbelieved_total", ""))
                    .isZero();
        });
    }

    @Test
    void rowsThatAreGoneAlthoughTheirTokenIsKnownAreStoredAgain() throws Exception {
        stage.send(600);
        awaitDeath(stage.startMortal("after_insert:1"));
        clickHouse.execute("SYSTEM START MERGES " + stage.database + ".events_raw");
        assertThat(stage.query("SELECT count() FROM %s.events_raw WHERE kafka_offset >= 150"))
                .isNotEqualTo("0");
        stage.query("DELETE FROM %s.events_raw WHERE kafka_offset >= 150");

        WriterProcess next = stage.startReady();

        stage.awaitOnce();
        await().atMost(Stage.PATIENCE).untilAsserted(() -> {
            assertThat(next.metric("penstock_writer_tokens_disbelieved_total", ""))
                    .isPositive();
            assertThat(next.logged("a token stood for rows that are not in the table"))
                    .isPositive();
        });
    }

    @Test
    void aGroupThatIsMovedBackStoresWhatWasDeletedAgain() throws Exception {
        // Full batches, so that they have the same borders the second time.
        WriterProcess first = stage.startReady(
                "penstock.writer.batch.rows=100",
                "penstock.writer.batch.linger=60s",
                "penstock.writer.batch.max-linger=60s");
        stage.send(300);
        stage.awaitCommitted(300);
        stage.awaitOnce();
        stage.terminate(first);
        clickHouse.execute("SYSTEM START MERGES " + stage.database + ".events_raw");
        stage.query("DELETE FROM %s.events_raw WHERE true");
        commit(Map.of(
                0, new OffsetAndMetadata(0),
                1, new OffsetAndMetadata(0),
                2, new OffsetAndMetadata(0)));

        stage.startReady(
                "penstock.writer.batch.rows=100",
                "penstock.writer.batch.linger=60s",
                "penstock.writer.batch.max-linger=60s");

        stage.awaitOnce();
    }

    @Test
    void whatIsCommittedTellsTheTopicAndNothingUnderWay() throws Exception {
        stage.startReady();
        stage.send(30);
        stage.awaitCommitted(30);

        await().atMost(Stage.PATIENCE)
                .untilAsserted(() -> assertThat(stage.committed(0))
                        .extracting(OffsetAndMetadata::metadata)
                        .isEqualTo(new CommitNote.Mark(topicId()).text()));
    }

    @Test
    void whatRetentionTookDuringAnOutageIsCountedExactly() throws Exception {
        WriterProcess first = stage.startReady();
        stage.send(300);
        stage.awaitCommitted(300);
        stage.terminate(first);
        stage.send(600);
        Map<TopicPartition, RecordsToDelete> deleted = new HashMap<>();
        deleted.put(stage.place(0), RecordsToDelete.beforeOffset(137));
        deleted.put(stage.place(1), RecordsToDelete.beforeOffset(100));
        stage.admin.deleteRecords(deleted).all().get();

        WriterProcess next = stage.startReady();

        stage.awaitCommitted(900);
        await().atMost(Stage.PATIENCE)
                .untilAsserted(() -> assertThat(next.metric("penstock_writer_offsets_lost_records_total", ""))
                        .isEqualTo(37));
        assertThat(next.logged("records were deleted before they were settled")).isEqualTo(1);
        assertThat(stage.query("SELECT count() FROM %s.events_raw")).isEqualTo(Integer.toString(900 - 37));
    }

    @Test
    void aTopicMadeAnewWithTheSameOffsetsIsReadFromItsStart() throws Exception {
        stage.send(300);
        TopicId before = new TopicId(1, 2);
        commit(Map.of(
                0, new OffsetAndMetadata(40, new CommitNote.Mark(before).text()),
                1, new OffsetAndMetadata(40, new Intent(60, Instant.ofEpochMilli(5), 0, before).text()),
                2, new OffsetAndMetadata(40, "v9;something=new")));

        WriterProcess writer = stage.startReady();

        // Of the third, nobody can tell that it is another topic.
        stage.awaitCommitted(300);
        assertThat(stage.query("SELECT kafka_partition, count() FROM %s.events_raw GROUP BY 1 ORDER BY 1"))
                .isEqualTo("0\t100\n1\t100\n2\t60");
        await().atMost(Stage.PATIENCE).untilAsserted(() -> {
            assertThat(writer.metric("penstock_writer_breaks_total", "reason=\"recreated\""))
                    .isEqualTo(2);
            assertThat(writer.metric("penstock_writer_intents_total", "outcome=\"other_topic\""))
                    .isEqualTo(1);
            assertThat(writer.metric("penstock_writer_intents_total", "outcome=\"unreadable\""))
                    .isEqualTo(1);
        });
        assertThat(writer.logged("the topic was deleted and made anew")).isEqualTo(2);
        assertThat(writer.logged("an intent cannot be followed")).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"consumer", "classic"})
    void writersThatJoinAndLeaveStoreNothingTwice(String protocol) throws Exception {
        String[] properties = properties(protocol);
        List<WriterProcess> writers = new ArrayList<>(List.of(stage.startReady(properties)));
        Instant end = Instant.now().plus(Acceptance.choose(Duration.ofSeconds(15), Duration.ofMinutes(3)));
        int replaced = 0;
        try (Load load = new Load(stage)) {
            while (Instant.now().isBefore(end)) {
                WriterProcess joining = stage.startReady(properties);
                writers.add(joining);
                await().pollDelay(Acceptance.choose(Duration.ofSeconds(2), Duration.ofSeconds(5)))
                        .atMost(Stage.PATIENCE)
                        .until(() -> true);
                stage.terminate(writers.removeFirst());
                replaced++;
            }
            load.end();
        }

        stage.awaitCommitted(stage.sent());
        stage.awaitOnce();
        record("writers-join-and-leave-" + protocol, replaced, 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"consumer", "classic"})
    void aWriterThatWakesAfterItsPartitionsWereTakenOverChangesNothing(String protocol) throws Exception {
        String[] properties = properties(protocol);
        WriterProcess sleeper = stage.startReady(properties);
        try (Load load = new Load(stage)) {
            int naps = Acceptance.choose(1, 10);
            for (int nap = 0; nap < naps; nap++) {
                await().atMost(Stage.PATIENCE)
                        .untilAsserted(() -> assertThat(sleeper.metric("penstock_writer_flush_total", ""))
                                .isGreaterThan(2));
                sleeper.pause();
                WriterProcess other = stage.startReady(properties);
                await().atMost(Stage.PATIENCE).untilAsserted(() -> {
                    assertThat(other.metric("penstock_writer_partitions_assigned", ""))
                            .isEqualTo(Stage.PARTITIONS);
                    assertThat(other.metric("penstock_writer_flush_total", "")).isGreaterThan(3);
                });
                sleeper.resume();
                await().pollDelay(Duration.ofSeconds(3)).atMost(Stage.PATIENCE).until(() -> true);
                stage.terminate(other);
            }
            load.end();
        }

        stage.awaitCommitted(stage.sent());
        stage.awaitOnce();
    }

    /// In turn while the body of an insert is on its way, and at any moment.
    @Test
    void anEngineKilledInTheMiddleOfInsertsShowsEverythingOnce() throws Exception {
        int kills = Acceptance.choose(2, 20);
        try (HalfwayProxy proxy = new HalfwayProxy(URI.create(clickHouse.url()));
                Load load = new Load(stage)) {
            stage.startReady(
                    "penstock.writer.clickhouse.url=" + proxy.url(),
                    "penstock.writer.batch.rows=200",
                    "penstock.writer.insert.breaker-wait=200ms");
            for (int kill = 0; kill < kills; kill++) {
                if (kill % 2 == 0) {
                    CountDownLatch killed = new CountDownLatch(1);
                    proxy.arm(() -> {
                        clickHouse.kill();
                        killed.countDown();
                    });
                    assertThat(killed.await(Stage.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                            .as("killed while half a body was sent")
                            .isTrue();
                } else {
                    await().pollDelay(Duration.ofMillis(500 + random.nextInt(1_500)))
                            .atMost(Stage.PATIENCE)
                            .until(() -> true);
                    clickHouse.kill();
                }
                clickHouse.restart();
                stage.stopMerges();
            }
            load.end();
            stage.awaitCommitted(stage.sent());
        }

        stage.awaitVisible();
        long twice = Long.parseLong(stage.query("SELECT count() FROM %s.events_raw")) - stage.sent();
        log.info("rows that are there twice after the engine was killed: {} of {}", twice, stage.sent());
        record("kill-engine", kills, twice);
    }

    private void record(String scenario, int times, long twice) {
        Acceptance.record(
                scenario,
                Map.of("times", times, "events", stage.sent(), "lost", 0, "rows_twice", twice, "seen_twice", 0));
    }

    private static String[] properties(String protocol) {
        List<String> properties = new ArrayList<>(List.of("penstock.writer.batch.rows=100"));
        if (protocol.equals("classic")) {
            properties.addAll(List.of(CLASSIC));
        }
        return properties.toArray(String[]::new);
    }

    private TopicId topicId() throws ExecutionException, InterruptedException {
        var id = Optional.ofNullable(stage.admin
                        .describeTopics(List.of(stage.events()))
                        .allTopicNames()
                        .get()
                        .get(stage.events()))
                .orElseThrow()
                .topicId();
        return new TopicId(id.getMostSignificantBits(), id.getLeastSignificantBits());
    }

    private void commit(Map<Integer, OffsetAndMetadata> offsets) throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetAndMetadata> places = new HashMap<>();
        offsets.forEach((partition, offset) -> places.put(stage.place(partition), offset));
        stage.admin.alterConsumerGroupOffsets(stage.group(), places).all().get();
    }
}
