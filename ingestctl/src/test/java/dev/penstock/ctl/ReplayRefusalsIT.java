package dev.penstock.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.ctl.replay.plan.PlanText;
import dev.penstock.ctl.replay.plan.ReplayPlan;
import dev.penstock.ctl.terminal.Json;
import dev.penstock.local.testing.TestingClickHouse;
import dev.penstock.local.testing.TestingKafka;
import dev.penstock.model.stream.StreamName;
import dev.penstock.model.wire.EventCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Calls that say too little, too much, or what cannot be, on a topic of six partitions with 100 records each, of the
/// last 100 minutes; the oldest 40 of partition 2, and all of partition 5, are out of retention.
class ReplayRefusalsIT {

    private static final String PREFIX = "refused.";
    private static final String TOPIC = PREFIX + "events";
    private static final int PARTITIONS = 6;
    private static final int RECORDS = 100;

    @SuppressWarnings("NullAway.Init") // set by startServers
    private static TestingKafka kafka;

    @SuppressWarnings("NullAway.Init") // set by startServers
    private static TestingClickHouse clickHouse;

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    private Path folder;

    @BeforeAll
    static void startServers() throws Exception {
        kafka = TestingKafka.start();
        clickHouse = TestingClickHouse.start();
        assertThat(ctl("schema", "migrate").exit()).isZero();
        kafka.createTopic(TOPIC, PARTITIONS);
        kafka.createTopic(PREFIX + "control", 1, Map.of("cleanup.policy", "compact"));
        fill();
        try (Admin admin = admin()) {
            admin.deleteRecords(Map.of(
                            new TopicPartition(TOPIC, 2), RecordsToDelete.beforeOffset(40),
                            new TopicPartition(TOPIC, 5), RecordsToDelete.beforeOffset(RECORDS)))
                    .all()
                    .get();
        }
    }

    @AfterAll
    static void stopServers() {
        clickHouse.close();
        kafka.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --shadow                                              | 2 | nothing says what to replay       | --partition=<p>
            --from=10 --shadow                                    | 2 | --from has no --to                | --to=now
            --to=10 --shadow                                      | 2 | --to has no --from                | --from=-2h
            --from=10 --to=20 --partition=0                       | 2 | nothing says what to do           | --shadow
            --partition=0 --shadow                                | 2 | nothing says what to replay       | --from=<offset>
            --from=10 --to=20 --shadow                            | 2 | has 6 partitions                  | --partition=<0..5>
            --from=-2h --to=20 --shadow                           | 2 | has 6 partitions                  | --range=0:-2h..20
            --from=1 --to=2 --range=0:1..2 --shadow               | 2 | something else                    | leave either out
            --partition=1 --range=0:1..2 --shadow                 | 2 | something else                    | leave either out
            --range=0:10..30 --range=0:20..40 --shadow            | 4 | records in common                 | --range=0:10..40
            --range=1:-30m..now --range=1:99..100 --shadow        | 4 | records in common                 | --range=1:
            --from=@2026-11-01 --to=now --shadow                  | 2 | has no zone                       | @2026-11-01T00:00Z
            --from=@2026-11-01T10:00 --to=now --shadow            | 2 | has no zone                       | @2026-11-01T10:00Z
            --from=-5 --to=20 --partition=0 --shadow              | 2 | neither an offset nor a time span | -2h
            --from=-2y --to=now --shadow                          | 2 | no time span                      | -2h
            --from=@yesterday --to=now --shadow                   | 2 | no time                           | @2026-11-01T10:00Z
            --from=ten --to=20 --partition=0 --shadow             | 2 | neither an offset nor a time      | such as 1234
            --from=1.5 --to=20 --partition=0 --shadow             | 2 | neither an offset nor a time      | such as 1234
            --range=0:1-2 --shadow                                | 2 | is none                           | --range=0:100..200
            --range=1..2 --shadow                                 | 2 | is none                           | --range=0:100..200
            --from=1 --to=2 --partition=-1 --shadow               | 2 | --partition -1                    | from 0
            --from=20 --to=10 --partition=0 --shadow              | 2 | not after 20                      | from 10 to 20
            --from=20 --to=20 --partition=0 --shadow              | 2 | is nothing                        | end at 21
            --from=-1h --to=-2h --shadow                          | 2 | not after -1h                     | from -2h to -1h
            --from=90 --to=-50m --partition=0 --shadow            | 4 | which is before it                | --range=0:
            --from=@2999-01-01T00:00Z --to=now --shadow           | 2 | yet to come                       | now
            --range=0:-1s..now --range=1:-1s..now --shadow        | 4 | no record of refused.events       | 0:0..100
            --from=10 --to=50 --partition=2 --shadow              | 4 | out of retention                  | begin at 40
            --range=0:0..10 --range=2:39..50 --shadow             | 4 | out of retention                  | begin at 40
            --range=2:-90m..now --shadow                          | 4 | out of retention                  | begin at @
            --range=5:-90m..now --shadow                          | 4 | lost all its records              | for each other partition
            --from=10 --to=101 --partition=0 --shadow             | 4 | is not written yet                | end at 100
            --from=1 --to=2 --partition=6 --shadow                | 4 | no partition 6                    | 0 to 5
            --from=1 --to=2 --partition=0 --group=writers --shadow | 2 | take records away                 | leave --group out
            --range=0:1..2 --into=events_raw --shadow             | 2 | never at once into events_raw     | replay apply
            --range=0:1..2 --where=plan=pro --shadow              | 2 | JSON pointer                      | --where=/user/plan=pro
            --range=0:1..2 --parallel=99 --shadow                 | 2 | 1 to 16 at once                   | --parallel
            --range=0:1..2 --shadow --clickhouse-cluster=main     | 4 | on a cluster                      | --clickhouse-cluster
            --range=0:1..2 --shadow --topic-prefix=other.         | 1 | does not exist                    | --topic-prefix
            """)
    void whatIsNotClearOrCannotBeIsRefusedAndChangesNothing(String call, int exit, String why, String instead) {
        List<String> arguments = new ArrayList<>(List.of("replay"));
        arguments.addAll(List.of(call.strip().split(" +", -1)));
        arguments.addAll(List.of("--plan-file", folder.resolve("plan.json").toString()));

        CommandRun run = ctl(arguments.toArray(String[]::new));

        assertThat(run.exit()).as(run.err()).isEqualTo(exit);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("error: ").contains(why, instead).doesNotContain("\tat ");
        assertThat(folder.resolve("plan.json")).doesNotExist();
        assertThat(tables()).isEmpty();
    }

    /// The one-liner, and each form of range, where it says one thing.
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --from=10 --to=20 --partition=0              | 0:10..20
            --range=0:0..100                             | 0:0..100
            --range=0:0..1 --range=0:1..2 --range=4:7..9 | 0:0..1 0:1..2 4:7..9
            --from=-10000s --to=now --partition=3        | 3:0..100
            --range=2:40..100                            | 2:40..100
            """)
    void whatIsClearIsPlannedToTheRecord(String call, String spans) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("replay", "plan"));
        arguments.addAll(List.of(call.strip().split(" +", -1)));
        arguments.addAll(List.of("--plan-file", folder.resolve("plan.json").toString()));

        CommandRun run = ctl(arguments.toArray(String[]::new));

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(plan().spans().stream().map(planned -> planned.span().toString()))
                .containsExactly(spans.strip().split(" ", -1));
        assertThat(plan().spans()).allSatisfy(planned -> {
            assertThat(planned.records()).isEqualTo(planned.span().size());
            assertThat(planned.matching()).isEqualTo(planned.records());
            assertThat(planned.bytes()).isPositive();
        });
        assertThat(tables()).isEmpty();
    }

    @Test
    void aFilterIsCountedBeforeItIsRun() throws IOException {
        plan("--range=0:0..100", "--org", "acme", "--event-name", "viewed", "--where", "/n=6");

        assertThat(plan().records()).isEqualTo(100);
        assertThat(plan().matching()).isEqualTo(1);
    }

    @Test
    void aPlanThatWasChangedIsNotRun() throws IOException {
        plan("--range=0:0..10");
        Path file = folder.resolve("plan.json");
        Files.writeString(file, Files.readString(file).replace("\"to\":10", "\"to\":99"));

        refused(run(), 4, "does not have its hash any more", "replay plan");
    }

    @Test
    void whatIsNoPlanIsNotRun() throws IOException {
        Files.writeString(folder.resolve("plan.json"), "{\"from\":1}");
        refused(run(), 2, "no plan of a replay", "replay plan");
        refused(ctl("replay", "run", "--plan", "/nowhere", "--execute"), 2, "cannot be read", "replay plan");
        refused(ctl("replay", "diff", "--plan", "0123456789ab"), 4, "no replay 0123456789ab", "replay status");
        refused(ctl("replay", "drop", "--plan", "0123456789ab"), 4, "no replay 0123456789ab", "replay status");
    }

    @Test
    void aPlanOfAnotherClusterIsNotRun() throws IOException {
        plan("--range=0:0..10");
        ReplayPlan here = plan();
        write(new ReplayPlan(
                "anotherCluster",
                here.topic(),
                here.topicId(),
                here.spans(),
                here.filter(),
                here.revision(),
                here.plannedAt(),
                here.database()));

        refused(run(), 4, "for the Kafka cluster anotherCluster", "--bootstrap-servers");
    }

    @Test
    void aPlanOfAnotherDatabaseIsNotRun() throws IOException {
        plan("--range=0:0..10");
        ReplayPlan here = plan();
        write(new ReplayPlan(
                here.cluster(),
                here.topic(),
                here.topicId(),
                here.spans(),
                here.filter(),
                here.revision(),
                here.plannedAt(),
                "elsewhere"));

        refused(run(), 4, "for the database elsewhere", "--database=elsewhere");
    }

    @Test
    void whatWasNotRunHasNoDifferenceAndCannotBeApplied() throws IOException {
        plan("--range=0:0..10");
        String file = folder.resolve("plan.json").toString();

        refused(ctl("replay", "diff", "--plan", file), 4, "was not run", "replay run --plan");
        refused(ctl("replay", "apply", "--plan", file, "--execute", "--yes"), 4, "was not run", "replay run --plan");
        refused(ctl("replay", "status", "--plan", file), 4, "was not run", "replay run --plan");
        refused(ctl("replay", "cancel", "--plan", file, "--execute"), 4, "does not run", "replay status");
        refused(ctl("replay", "drop", "--plan", file, "--execute", "--yes"), 4, "has no tables", "replay status");
    }

    @Test
    void aGroupInTheSettingsOfKafkaIsRefused() throws IOException {
        Path config = Files.writeString(folder.resolve("client.properties"), "group.id=penstock-writer\n");

        refused(
                ctl("replay", "plan", "--range=0:0..10", "--kafka-config", config.toString()),
                2,
                "names the group penstock-writer",
                "take group.id out");
    }

    @Test
    void aTopicThatWasMadeAnewIsNotRead() throws Exception {
        String topic = "anew.events";
        kafka.createTopic(topic, 1);
        kafka.createTopic("anew.control", 1, Map.of("cleanup.policy", "compact"));
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            producer.send(new ProducerRecord<>(topic, new byte[] {1})).get();
        }
        String file = folder.resolve("plan.json").toString();
        CommandRun planned =
                ctl("replay", "plan", "--from=0", "--to=1", "--plan-file", file, "--topic-prefix", "anew.");
        assertThat(planned.exit()).as(planned.err()).isZero();
        try (Admin admin = admin()) {
            admin.deleteTopics(List.of(topic)).all().get();
        }
        kafka.createTopic(topic, 1);

        refused(
                ctl("replay", "run", "--plan", file, "--execute", "--topic-prefix", "anew."),
                4,
                "was made anew since",
                "replay plan");
    }

    @Test
    void whatRetentionHasTakenSinceThePlanIsNotLeftOut() throws Exception {
        String topic = "late.events";
        kafka.createTopic(topic, 1);
        kafka.createTopic("late.control", 1, Map.of("cleanup.policy", "compact"));
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            producer.send(new ProducerRecord<>(topic, new byte[] {1})).get();
            producer.send(new ProducerRecord<>(topic, new byte[] {1})).get();
        }
        String file = folder.resolve("plan.json").toString();
        assertThat(ctl("replay", "plan", "--from=0", "--to=2", "--plan-file", file, "--topic-prefix", "late.")
                        .exit())
                .isZero();
        try (Admin admin = admin()) {
            admin.deleteRecords(Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(1)))
                    .all()
                    .get();
        }

        refused(
                ctl("replay", "run", "--plan", file, "--execute", "--topic-prefix", "late."),
                4,
                "out of retention by now",
                "plan again");
    }

    private static void refused(CommandRun run, int exit, String... named) {
        assertThat(run.exit()).as(run.err()).isEqualTo(exit);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("error: ").contains(named).contains("nothing was changed");
        assertThat(tables()).isEmpty();
    }

    private void plan(String... call) {
        List<String> arguments = new ArrayList<>(List.of("replay", "plan"));
        arguments.addAll(List.of(call));
        arguments.addAll(List.of("--plan-file", folder.resolve("plan.json").toString()));
        CommandRun run = ctl(arguments.toArray(String[]::new));
        assertThat(run.exit()).as(run.err()).isZero();
    }

    private CommandRun run() {
        return ctl("replay", "run", "--plan", folder.resolve("plan.json").toString(), "--execute");
    }

    private ReplayPlan plan() throws IOException {
        return PlanText.read(Files.readString(folder.resolve("plan.json")));
    }

    private void write(ReplayPlan plan) throws IOException {
        Files.writeString(folder.resolve("plan.json"), Json.of(PlanText.document(plan)));
    }

    private static String tables() {
        return clickHouse.query("SHOW TABLES FROM refused LIKE 'replay%'");
    }

    private static void fill() throws Exception {
        Instant begin = Instant.now().minus(Duration.ofMinutes(RECORDS));
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            for (int partition = 0; partition < PARTITIONS; partition++) {
                for (int i = 0; i < RECORDS; i++) {
                    byte[] value = EventCodec.encode(ReplayStage.event(i, new StreamName("web"), "{\"n\":" + i + "}"));
                    long at = begin.plus(Duration.ofMinutes(i)).toEpochMilli();
                    sent.add(producer.send(new ProducerRecord<>(TOPIC, partition, at, null, value)));
                }
            }
            producer.flush();
        }
        for (Future<RecordMetadata> record : sent) {
            record.get();
        }
    }

    private static KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrap(), "acks", "all"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private static Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()));
    }

    private static CommandRun ctl(String... arguments) {
        List<String> defaults = List.of(
                "--bootstrap-servers",
                kafka.bootstrap(),
                "--clickhouse-url",
                clickHouse.url(),
                "--database",
                "refused");
        List<String> prefix = List.of(arguments).toString().contains("--topic-prefix")
                ? List.of()
                : List.of("--topic-prefix", PREFIX);
        return CommandRun.of(Stream.of(List.of(arguments), defaults, prefix)
                .flatMap(List::stream)
                .toArray(String[]::new));
    }
}
