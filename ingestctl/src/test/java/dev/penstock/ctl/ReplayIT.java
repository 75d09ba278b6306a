package dev.penstock.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.local.testing.TestingClickHouse;
import dev.penstock.local.testing.TestingKafka;
import dev.penstock.model.audit.AuditRecord;
import dev.penstock.model.control.ControlFact.StreamFact;
import dev.penstock.model.event.Event;
import dev.penstock.model.pressure.Pressure;
import dev.penstock.model.pressure.PressureLevel;
import dev.penstock.model.stream.StreamName;
import dev.penstock.model.topic.Topic;
import dev.penstock.model.wire.AuditCodec;
import dev.penstock.normalize.definition.DefinitionSet;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayIT {

    private static final StreamName WEB = new StreamName("web");

    private static final String DEFINITION = """
            {"own_table": true, "columns": [{"name": "amount", "type": "Decimal(18, 2)", "from": "/amount"},
             {"name": "coupon", "type": "Nullable(String)", "from": "/coupon"}]}
            """;

    private static final String FILE = """
            streams:
              orders:
                own_table: true
                columns:
                  - {name: amount, type: "Decimal(18, 2)", from: /amount}
                  - {name: coupon, type: Nullable(String), from: /coupon}
            """;

    @SuppressWarnings("NullAway.Init") // set by startServers
    private static TestingKafka kafka;

    @SuppressWarnings("NullAway.Init") // set by startServers
    private static TestingClickHouse clickHouse;

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    private Path folder;

    @BeforeAll
    static void startServers() {
        kafka = TestingKafka.start();
        clickHouse = TestingClickHouse.start();
    }

    @AfterAll
    static void stopServers() {
        clickHouse.close();
        kafka.close();
    }

    /// A day of one table and a month of another are gone; what is left stays what it is, to the last byte.
    @Test
    void whatWasDeletedComesBackOnceAndAsItWas() throws Exception {
        ReplayStage stage = withEvents("restore");
        String web = stage.content("events_raw");
        String orders = stage.content("orders_raw");
        long all = stage.count("SELECT count() FROM $.events");
        stage.execute("DELETE FROM $.events_raw WHERE toDate(timestamp) = '2026-11-05'");
        stage.execute("ALTER TABLE $.orders_raw DROP PARTITION 202611");
        long deleted = all - stage.count("SELECT count() FROM $.events");
        assertThat(deleted).isGreaterThan(100);

        CommandRun plan =
                stage.ctl("replay", "plan", "--from", "-1h", "--to", "now", "--plan-file", file(), "-o", "json");
        CommandRun shown = stage.ctl("replay", "run", "--plan", file());
        assertThat(stage.query("SHOW TABLES FROM $ LIKE 'replay%'")).isEmpty();
        CommandRun run = stage.ctl("replay", "run", "--plan", file(), "--execute", "-o", "json");

        assertThat(plan.exit()).as(plan.err()).isZero();
        assertThat(plan.err()).contains("nothing was changed");
        assertThat(shown.err()).contains("2007 records are to be read", "nothing was changed: add --execute");
        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("\"state\":\"done\"", "\"records\":2007,\"read\":2007,\"rows\":2001,\"set_aside\":6")
                .contains("\"set_aside_by_cause\":{\"malformed_record\":1,\"missing_value in orders\":5}");
        assertThat(run.err()).contains("missing_value in amount", "no live table was changed");
        assertThat(stage.count("SELECT count() FROM $.events"))
                .as("no view shows a shadow")
                .isEqualTo(all - deleted);

        CommandRun diff = stage.ctl("replay", "diff", "--plan", file());
        assertThat(diff.exit()).as(diff.err()).isEqualTo(3);
        assertThat(diff.out()).contains("events_raw", "orders_raw", "acme", "beta");
        assertThat(diff.err()).contains("  missing acme/", "nothing was changed");

        CommandRun offline = stage.ctl("replay", "apply", "--plan", file(), "--offline", "--execute", "--yes");
        assertThat(offline.exit()).isEqualTo(4);
        assertThat(offline.err()).contains("has the events of many streams", "nothing was changed");
        CommandRun dry = stage.ctl("replay", "apply", "--plan", file());
        assertThat(dry.err()).contains(deleted + " events would be added", "nothing was changed");
        CommandRun unasked = stage.ctl("replay", "apply", "--plan", file(), "--execute");
        assertThat(unasked.exit()).isEqualTo(4);
        assertThat(stage.count("SELECT count() FROM $.events")).isEqualTo(all - deleted);

        CommandRun apply = stage.ctl("replay", "apply", "--plan", file(), "--execute", "--yes");
        assertThat(apply.exit()).as(apply.err()).isZero();
        assertThat(apply.err()).contains(deleted + " events added to live tables");
        assertThat(stage.content("events_raw")).isEqualTo(web);
        assertThat(stage.content("orders_raw")).isEqualTo(orders);
        String physical = stage.query("SELECT count() FROM merge('$', '_raw')");
        CommandRun same = stage.ctl("replay", "diff", "--plan", file());
        assertThat(same.exit()).as(same.out() + same.err()).isZero();

        CommandRun again = stage.ctl("replay", "apply", "--plan", file(), "--execute", "--yes");
        assertThat(again.exit()).as(again.err()).isZero();
        assertThat(again.err()).contains("no event is missing; nothing was changed");
        assertThat(stage.query("SELECT count() FROM merge('$', '_raw')")).isEqualTo(physical);
        assertThat(stage.query("SELECT uniqExact(ingested_at) FROM $.events")).isEqualTo("2");

        String id = planId();
        assertThat(stage.ctl("replay", "status", "-o", "json").out()).contains(id, "\"state\":\"done\"");
        CommandRun drop = stage.ctl("replay", "drop", "--plan", id, "--execute", "--yes");
        assertThat(drop.exit()).as(drop.err()).isZero();
        assertThat(stage.query("SHOW TABLES FROM $ LIKE 'replay%'")).isEmpty();
        assertThat(stage.content("events_raw")).isEqualTo(web);
        assertThat(auditLog("restore"))
                .extracting(AuditRecord::action)
                .containsSubsequence("replay.run", "replay.apply", "replay.drop");
    }

    /// The same rows are gone again after they were brought back: ClickHouse knows their token, and takes them all the
    /// same.
    @Test
    void rowsThatAreDeletedAgainComeBackAgain() throws Exception {
        ReplayStage stage = withEvents("again");
        String before = stage.content("events_raw");
        assertThat(stage.ctl("replay", "--from", "-1h", "--to", "now", "--shadow", "--plan-file", file())
                        .exit())
                .isZero();
        for (int i = 0; i < 2; i++) {
            stage.execute("DELETE FROM $.events_raw WHERE org_id = 'acme'");
            assertThat(stage.content("events_raw")).isNotEqualTo(before);

            CommandRun apply = stage.ctl("replay", "apply", "--plan", file(), "--execute", "--yes");

            assertThat(apply.exit()).as(apply.err()).isZero();
            assertThat(stage.content("events_raw")).isEqualTo(before);
        }
    }

    @Test
    void theDifferenceNamesWhatIsMissingExtraAndChanged() throws Exception {
        ReplayStage stage = withEvents("differ");
        CommandRun one =
                stage.ctl("replay", "--from", "-1h", "--to", "now", "--shadow", "--org", "acme", "--plan-file", file());
        assertThat(one.exit()).as(one.err()).isZero();
        CommandRun none = stage.ctl("replay", "diff", "--plan", file());
        assertThat(none.exit()).as(none.out() + none.err()).isZero();
        String rows = "INSERT INTO $.orders_raw SELECT * REPLACE (%s) FROM $.orders_raw WHERE org_id = 'acme' ORDER BY"
                + " timestamp LIMIT 1";

        stage.execute(rows.formatted("toDecimal64(1.5, 2) AS amount, ingested_at + 1 AS ingested_at"));
        stage.execute(rows.formatted("toUUID('00000000-0000-0000-0000-00000000abcd') AS event_id"));
        stage.execute("DELETE FROM $.events_raw WHERE event_name = 'viewed' AND timestamp < '2026-10-31 00:00:00'");
        CommandRun diff = stage.ctl("replay", "diff", "--plan", file(), "-o", "json");

        assertThat(diff.exit()).as(diff.err()).isEqualTo(3);
        assertThat(diff.out())
                .contains(
                        "\"table\":\"orders_raw\",\"organization\":\"acme\"", "\"missing\":0,\"extra\":1,\"changed\":1")
                .contains("\"columns\":\"amount\"", "00000000-0000-0000-0000-00000000abcd")
                .doesNotContain("beta");
        assertThat(diff.err()).contains("  missing acme/web", "  extra acme/orders", "  changed acme/orders");
    }

    /// Whatever a run was doing when it was killed: what it had noted, it does not do again; what it had inserted and
    /// not noted, it inserts again under the same tokens.
    @Test
    void killedAgainAndAgainNothingIsLostAndNothingIsThereTwice() throws Exception {
        ReplayStage stage = new ReplayStage(kafka, clickHouse, "killed");
        String filling = "x".repeat(1_000);
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            events.add(ReplayStage.event(i, i % 20_000, WEB, "{\"n\":" + i + ",\"filling\":\"" + filling + "\"}"));
        }
        stage.send(events);
        assertThat(stage.ctl("replay", "plan", "--from", "-1h", "--to", "now", "--plan-file", file())
                        .exit())
                .isZero();
        String prefix = "replay_" + planId() + "_";
        int killed = 0;
        for (long noted = 1; noted <= 3; noted++) {
            Process run =
                    start(stage, "replay", "run", "--plan", file(), "--execute", "--max-rows-per-second", "40000");
            try {
                while (run.isAlive() && read(stage, prefix) < noted * 20_000) {
                    Thread.onSpinWait();
                }
                killed += run.isAlive() ? 1 : 0;
            } finally {
                run.destroyForcibly();
            }
            assertThat(run.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(killed).as("killed before it was done").isGreaterThanOrEqualTo(2);

        CommandRun rest = stage.ctl("replay", "run", "--plan", file(), "--execute", "-o", "json");

        assertThat(rest.exit()).as(rest.err()).isZero();
        assertThat(rest.out()).contains("\"rows\":100000,\"set_aside\":0");
        String rows = "SELECT count(), uniqExact(event_id), uniqExact(kafka_partition, kafka_offset) FROM $." + prefix
                + "shadow_events";
        assertThat(stage.query(rows)).as("before any merge").isEqualTo("100000\t100000\t100000");

        stage.execute("TRUNCATE TABLE $." + prefix + "progress");
        CommandRun forgotten = stage.ctl("replay", "run", "--plan", file(), "--execute");
        assertThat(forgotten.exit()).as(forgotten.err()).isZero();
        assertThat(stage.query(rows)).isEqualTo("100000\t100000\t100000");
        assertThat(stage.query("SELECT count() FROM $.events")).isEqualTo("0");
    }

    @Test
    void aCancelledReplayStopsAndGoesOnWhenItIsToldTo() throws Exception {
        ReplayStage stage = withEvents("cancelled");
        assertThat(stage.ctl("replay", "plan", "--from", "-1h", "--to", "now", "--plan-file", file())
                        .exit())
                .isZero();
        Process run = start(
                stage,
                "replay",
                "run",
                "--plan",
                file(),
                "--execute",
                "--max-rows-per-second",
                "100",
                "--parallel",
                "1");
        try {
            while (run.isAlive() && read(stage, "replay_" + planId() + "_") < 300) {
                Thread.onSpinWait();
            }
        } finally {
            run.destroyForcibly();
        }
        assertThat(run.waitFor(10, TimeUnit.SECONDS)).isTrue();

        CommandRun cancel = stage.ctl("replay", "cancel", "--plan", planId(), "--execute");
        CommandRun refused = stage.ctl("replay", "run", "--plan", file(), "--execute");
        CommandRun unfinished = stage.ctl("replay", "apply", "--plan", file(), "--execute", "--yes");
        CommandRun resumed = stage.ctl("replay", "run", "--plan", file(), "--execute", "--resume");

        assertThat(cancel.exit()).as(cancel.err()).isZero();
        assertThat(refused.exit()).isEqualTo(4);
        assertThat(refused.err()).contains("was cancelled", "--resume", "nothing was changed");
        assertThat(unfinished.exit()).isEqualTo(4);
        assertThat(unfinished.err()).contains("is not finished");
        assertThat(resumed.exit()).as(resumed.err()).isZero();
        assertThat(stage.ctl("replay", "diff", "--plan", file()).exit()).isZero();
    }

    @Test
    void itWaitsWhileWritersAreBehind() throws Exception {
        ReplayStage stage = withEvents("waits");
        assertThat(stage.ctl("replay", "plan", "--from", "-1h", "--to", "now", "--plan-file", file())
                        .exit())
                .isZero();
        Instant until = Instant.now().plusSeconds(10);
        stage.tell(new Pressure(0, PressureLevel.ELEVATED, Duration.ofSeconds(3), 0.5, until));

        CommandRun run = stage.ctl("replay", "run", "--plan", file(), "--execute");

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(Instant.now()).isAfterOrEqualTo(until);
        assertThat(run.err())
                .contains("it works 25 % of the time, and waits while writers are behind")
                .containsSubsequence("waiting for the writers, which are behind", "0 %", "100 %");

        stage.tell(new Pressure(
                0, PressureLevel.HIGH, Duration.ofSeconds(3), 0.5, Instant.now().plusSeconds(600)));
        assertThat(stage.ctl("replay", "drop", "--plan", file(), "--execute", "--yes")
                        .exit())
                .isZero();
        CommandRun all = stage.ctl("replay", "run", "--plan", file(), "--execute", "--share", "100");
        assertThat(all.exit()).as(all.err()).isZero();
        assertThat(all.err()).doesNotContain("waiting");
    }

    /// 2,000 events of two streams, stored; one that was sent twice; five that do not fit and one record that is none.
    private static ReplayStage withEvents(String name) throws Exception {
        ReplayStage stage = new ReplayStage(kafka, clickHouse, name);
        Path streams = Files.writeString(Files.createTempFile("streams", ".yaml"), FILE);
        CommandRun defined = stage.ctl("streams", "apply", "-f", streams.toString());
        assertThat(defined.exit()).as(defined.err()).isZero();
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            boolean order = i % 4 == 1;
            events.add(ReplayStage.event(
                    i, order ? ReplayStage.ORDERS : WEB, order ? "{\"amount\":" + i + ".25}" : "{\"n\":" + i + "}"));
        }
        events.add(events.getFirst());
        for (int i = 0; i < 5; i++) {
            events.add(ReplayStage.event(5_000 + i, ReplayStage.ORDERS, "{}"));
        }
        Map<Integer, Map<Long, Event>> places = stage.send(events);
        stage.sendBytes(0, new byte[] {1, 2, 3});
        stage.store(places, DefinitionSet.of(List.of(new StreamFact(ReplayStage.ORDERS, 1, DEFINITION))));
        return stage;
    }

    private static long read(ReplayStage stage, String prefix) {
        if (stage.query("SHOW TABLES FROM $ LIKE '" + prefix + "progress'").isEmpty()) {
            return 0;
        }
        return stage.count("SELECT sum(read) FROM $." + prefix + "progress FINAL");
    }

    private String file() {
        return folder.resolve("plan.json").toString();
    }

    private String planId() throws Exception {
        return Files.readString(folder.resolve("plan.json")).replaceAll("(?s).*\"replay\":\"([0-9a-f]{12})\".*", "$1");
    }

    private static Process start(ReplayStage stage, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Ingestctl.class.getName()));
        command.addAll(List.of(stage.all(arguments)));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(new File("target", "replay.log"))
                .start();
    }

    private static List<AuditRecord> auditLog(String name) throws Exception {
        List<AuditRecord> records = new ArrayList<>();
        List<TopicPartition> places = new ArrayList<>();
        for (int partition = 0; partition < Topic.AUDIT_LOG.partitions(); partition++) {
            places.add(new TopicPartition(Topic.AUDIT_LOG.name(name + "."), partition));
        }
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka.bootstrap()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(places);
            consumer.seekToBeginning(places);
            Map<TopicPartition, Long> ends = consumer.endOffsets(places);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    records.add(AuditCodec.decode(record.value()));
                }
            }
        }
        return records;
    }
}
