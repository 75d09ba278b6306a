package dev.penstock.ctl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import dev.penstock.local.testing.TestingClickHouse;
import dev.penstock.local.testing.TestingKafka;
import dev.penstock.model.audit.AuditRecord;
import dev.penstock.model.key.IngestionKey;
import dev.penstock.model.key.KeyId;
import dev.penstock.model.topic.Topic;
import dev.penstock.model.usage.EdgeUsage;
import dev.penstock.model.usage.KeyLastUse;
import dev.penstock.model.usage.UsageRecord;
import dev.penstock.model.wire.AuditCodec;
import dev.penstock.model.wire.UsageCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IngestctlIT {

    private static final AtomicInteger PREFIXES = new AtomicInteger();

    @SuppressWarnings("NullAway.Init") // set by startKafka
    private static TestingKafka kafka;

    private final String prefix = "ctl" + PREFIXES.incrementAndGet() + ".";

    @BeforeAll
    static void startKafka() {
        kafka = TestingKafka.start();
    }

    @AfterAll
    static void stopKafka() {
        kafka.close();
    }

    @Test
    void applyingTopicsTwiceChangesNothingTheSecondTime() throws Exception {
        CommandRun first = applyTopics();
        CommandRun second = applyTopics();

        assertThat(first.exit()).as(first.err()).isZero();
        assertThat(first.out().split("\"created\"", -1)).hasSize(Topic.values().length + 1);
        assertThat(second.exit()).isZero();
        assertThat(second.out().split("\"outcome\":\"ok\"", -1)).hasSize(Topic.values().length + 1);
        for (Topic topic : Topic.values()) {
            assertThat(settingOf(topic, "cleanup.policy"))
                    .isEqualTo(topic.settings().get("cleanup.policy"));
            assertThat(settingOf(topic, "min.insync.replicas")).isEqualTo("1");
        }
    }

    @Test
    void settingThatWasChangedIsPutBack() throws Exception {
        applyTopics();
        alter(Topic.EVENTS, "retention.ms", "1000");

        CommandRun run = applyTopics();

        assertThat(run.exit()).isZero();
        assertThat(run.out()).contains("\"retention.ms: 1000 -> 604800000\"");
        assertThat(settingOf(Topic.EVENTS, "retention.ms")).isEqualTo("604800000");
    }

    @Test
    void tooFewPartitionsAreNamedAndEndWithThree() throws Exception {
        try (Admin admin = admin()) {
            admin.createTopics(List.of(new NewTopic(Topic.EVENTS.name(prefix), 1, (short) 1)))
                    .all()
                    .get();
        }

        CommandRun run = applyTopics();

        assertThat(run.exit()).isEqualTo(3);
        assertThat(run.out()).contains("has 1 partitions instead of 3");
    }

    @Test
    void moreCopiesThanBrokersAreRefusedBeforeAnythingIsCreated() throws Exception {
        CommandRun run = ctl("topics", "apply");

        assertThat(run.exit()).isEqualTo(4);
        assertThat(run.err()).contains("--replication-factor 1 --min-insync-replicas 1");
        try (Admin admin = admin()) {
            assertThat(admin.listTopics().names().get()).noneMatch(name -> name.startsWith(prefix));
        }
    }

    @Test
    void keyIsPrintedOnceAloneAndCanBeRevoked() {
        applyTopics();
        assertThat(ctl("orgs", "create", "acme", "--name", "Acme Corp").exit()).isZero();

        CommandRun created = ctl("keys", "create", "--org", "acme", "--label", "web", "--expires-in", "1d");

        assertThat(created.exit()).isZero();
        IngestionKey key = IngestionKey.parse(created.out().strip()).orElseThrow();
        assertThat(created.err()).doesNotContain(key.reveal()).contains(key.id().value());
        CommandRun listed = ctl("keys", "list", "--org", "acme", "-o", "json");
        assertThat(listed.out()).contains(key.id().value(), "\"state\":\"active\"", "\"label\":\"web\"");
        assertThat(listed.out()).doesNotContain(key.reveal());

        assertThat(ctl("keys", "revoke", key.id().value(), "--yes").exit()).isZero();
        assertThat(ctl("keys", "list", "-o", "json").out()).contains("\"state\":\"revoked\"");
    }

    @Test
    void aKeyHasTheSettingsThatWereGivenAndARotatedOneTheSame() {
        applyTopics();
        ctl("orgs", "create", "acme");
        CommandRun created = ctl(
                "keys",
                "create",
                "--org",
                "acme",
                "--stream",
                "clicks",
                "--scope",
                "ingest,tail",
                "--label",
                "web",
                "--origin",
                "https://shop.example.com",
                "--network",
                "192.0.2.0/24,2001:db8::/32",
                "--requests-per-second",
                "10",
                "--events-per-second",
                "500",
                "--bytes-per-second",
                "100000");
        assertThat(created.exit()).as(created.err()).isZero();
        IngestionKey old = IngestionKey.parse(created.out().strip()).orElseThrow();

        CommandRun rotated = ctl("keys", "rotate", old.id().value(), "--overlap", "24h");

        assertThat(rotated.exit()).as(rotated.err()).isZero();
        IngestionKey fresh = IngestionKey.parse(rotated.out().strip()).orElseThrow();
        assertThat(fresh.id()).isNotEqualTo(old.id());
        String listed = ctl("keys", "list", "-o", "json").out();
        String settings = "\"streams\":[\"clicks\"],\"scopes\":[\"ingest\",\"tail\"],"
                + "\"origins\":[\"https://shop.example.com\"],\"networks\":[\"192.0.2.0/24\",\"2001:db8:0:0:0:0:0:0/32\"],"
                + "\"limits\":{\"requests_per_second\":10,\"events_per_second\":500,\"bytes_per_second\":100000}";
        assertThat(listed.split(Pattern.quote(settings), -1)).as(listed).hasSize(3);
        assertThat(listed.split("\"expires_at\":null", -1))
                .as("only the old key expires")
                .hasSize(2);

        ctl("keys", "revoke", old.id().value(), "--yes");
        assertThat(ctl("keys", "rotate", old.id().value(), "--overlap", "1h").exit())
                .isEqualTo(4);
        assertThat(ctl("keys", "rotate", "AbCdEf123456", "--overlap", "1h").exit())
                .isEqualTo(4);
    }

    @Test
    void anOrganizationIsChangedWhereItWasSaidAndNowhereElse() {
        applyTopics();
        ctl("orgs", "create", "acme", "--name", "Acme", "--events-per-second", "1000", "--unknown-streams", "default");

        assertThat(ctl("orgs", "set", "acme", "--guaranteed-events-per-second", "100")
                        .exit())
                .isZero();
        assertThat(ctl("orgs", "suspend", "acme").exit()).isZero();
        assertThat(ctl("orgs", "list", "-o", "json").out())
                .contains("\"name\":\"Acme\",\"state\":\"suspended\"")
                .contains("\"limits\":{\"requests_per_second\":null,\"events_per_second\":1000,")
                .contains("\"guaranteed\":{\"requests_per_second\":null,\"events_per_second\":100,")
                .contains("\"unknown_streams\":\"default\"");

        assertThat(ctl("orgs", "set", "acme", "--events-per-second", "none").exit())
                .isZero();
        assertThat(ctl("orgs", "resume", "acme").exit()).isZero();
        assertThat(ctl("orgs", "list", "-o", "json").out())
                .contains("\"state\":\"active\"")
                .contains("\"limits\":{\"requests_per_second\":null,\"events_per_second\":null,");
        assertThat(ctl("orgs", "suspend", "nobody").exit()).isEqualTo(4);
    }

    @Test
    void everyChangeIsInTheAuditLogWithItsRevisionAndNoSecret() throws Exception {
        applyTopics();
        ctl("orgs", "create", "acme");
        ctl("orgs", "set", "acme", "--events-per-second", "1000");
        ctl("orgs", "suspend", "acme");
        ctl("orgs", "resume", "acme");
        CommandRun created = ctl("keys", "create", "--org", "acme");
        String key = created.out().strip();
        String id = IngestionKey.parse(key).orElseThrow().id().value();
        String fresh = ctl("keys", "rotate", id, "--overlap", "1h").out().strip();
        ctl("keys", "revoke", id, "--yes");
        ctl("keys", "revoke", "AbCdEf123456", "--yes");

        List<AuditRecord> records = auditLog();

        assertThat(records)
                .extracting(AuditRecord::action)
                .containsExactly(
                        "orgs.create",
                        "orgs.set",
                        "orgs.suspend",
                        "orgs.resume",
                        "keys.create",
                        "keys.rotate",
                        "keys.revoke");
        assertThat(records).extracting(AuditRecord::revision).isSorted().doesNotContain(-1L);
        assertThat(records).last().extracting(AuditRecord::subject).isEqualTo("key/" + id);
        assertThat(records.toString()).doesNotContain(key).doesNotContain(fresh);
    }

    @Test
    void aChangeThatIsNotInTheAuditLogIsToldAsMadeAndEndsWithOne() throws Exception {
        applyTopics();
        try (Admin admin = admin()) {
            admin.deleteTopics(List.of(Topic.AUDIT_LOG.name(prefix))).all().get();
        }

        CommandRun run = ctl("orgs", "create", "acme");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).contains("the change itself was made").contains(Topic.AUDIT_LOG.name(prefix));
        assertThat(ctl("orgs", "list", "-o", "json").out()).contains("\"id\":\"acme\"");
    }

    @Test
    void keysAreListedWithTheMinuteOfTheirLastUse() throws Exception {
        applyTopics();
        ctl("orgs", "create", "acme");
        KeyId id = IngestionKey.parse(
                        ctl("keys", "create", "--org", "acme").out().strip())
                .orElseThrow()
                .id();
        assertThat(ctl("keys", "list").out()).contains("LAST USED", "never seen");

        Instant minute = Instant.parse("2026-03-01T10:07:00Z");
        produce(Topic.USAGE, new KeyLastUse(id, minute));
        produce(Topic.USAGE, new KeyLastUse(id, minute.minusSeconds(60)));
        produce(Topic.USAGE, new EdgeUsage("edge-1", minute, List.of()));

        assertThat(ctl("keys", "list").out()).contains("2026-03-01T10:07:00Z");
        assertThat(ctl("keys", "list", "-o", "json").out()).contains("\"last_used_at\":\"2026-03-01T10:07:00Z\"");
    }

    @Test
    void keyIsTheFieldKeyOfTheDocument() {
        applyTopics();
        ctl("orgs", "create", "acme");

        CommandRun created = ctl("keys", "create", "--org", "acme", "-o", "json");

        assertThat(created.out()).startsWith("{\"key\":\"pk_dev_").contains("\"org\":\"acme\"");
    }

    @Test
    void whatIsThereOrMissingIsRefused() {
        applyTopics();
        ctl("orgs", "create", "acme");

        assertThat(ctl("orgs", "create", "acme").exit()).isEqualTo(4);
        assertThat(ctl("orgs", "create", "acme", "--if-absent").exit()).isZero();
        assertThat(ctl("orgs", "list", "-o", "json").out().split("\"id\"", -1)).hasSize(2);
        assertThat(ctl("keys", "create", "--org", "nobody").exit()).isEqualTo(4);
        assertThat(ctl("keys", "revoke", "AbCdEf123456", "--yes").exit()).isEqualTo(4);
    }

    @Test
    void missingTopicsAreSaidWithTheCommandThatCreatesThem() {
        CommandRun run = ctl("orgs", "create", "acme");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).contains(Topic.CONTROL.name(prefix) + " does not exist", "ingestctl topics apply");
    }

    @Test
    void schemaIsMigratedOnceAndThenSufficient() {
        try (TestingClickHouse clickHouse = TestingClickHouse.start()) {
            String[] at = {"--clickhouse-url", clickHouse.url(), "--database", "ctl"};

            assertThat(CommandRun.of(with(at, "schema", "status")).exit()).isEqualTo(3);
            CommandRun migrated = CommandRun.of(with(at, "schema", "migrate", "-o", "json"));
            assertThat(migrated.exit()).as(migrated.err()).isZero();
            assertThat(migrated.out()).contains("\"database\":\"ctl\"").doesNotContain("\"applied\":[]");
            assertThat(CommandRun.of(with(at, "schema", "migrate", "-o", "json"))
                            .out())
                    .contains("\"applied\":[]");
            assertThat(CommandRun.of(with(at, "schema", "status")).exit()).isZero();
            assertThat(CommandRun.of(with(at, "schema", "plan")).err()).contains("nothing to do");
            assertThat(CommandRun.of(with(at, "schema", "roles", "--organization", "acme"))
                            .out())
                    .contains("ON ctl.`events_raw` FOR SELECT USING org_id = 'acme' TO `penstock_reader_acme`;");
            CommandRun clustered = CommandRun.of(with(at, "schema", "migrate", "--clickhouse-cluster", "main"));
            assertThat(clustered.exit()).isEqualTo(1);
        }
    }

    @Test
    void clickHouseThatIsNotThereIsSaidInOneSentence() {
        CommandRun run = CommandRun.of("schema", "status", "--clickhouse-url", "http://127.0.0.1:1");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).contains("--clickhouse-url", "refused").doesNotContain("\tat ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"orgs list", "orgs create acme", "topics apply"})
    void kafkaThatIsNotThereIsSaidInOneSentenceAndSoon(String command) {
        long begun = System.nanoTime();

        CommandRun run =
                CommandRun.of(with(new String[] {"--bootstrap-servers", "127.0.0.1:1"}, command.split(" ", -1)));

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(30));
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines()).singleElement(STRING).contains("Kafka did not answer", "brokers are up");
    }

    private CommandRun applyTopics() {
        return ctl("topics", "apply", "--replication-factor", "1", "--min-insync-replicas", "1", "--output", "json");
    }

    private CommandRun ctl(String... arguments) {
        return CommandRun.of(
                with(new String[] {"--bootstrap-servers", kafka.bootstrap(), "--topic-prefix", prefix}, arguments));
    }

    private static String[] with(String[] options, String... command) {
        List<String> all = new ArrayList<>(Arrays.asList(command));
        all.addAll(Arrays.asList(options));
        return all.toArray(String[]::new);
    }

    private List<AuditRecord> auditLog() throws Exception {
        TopicPartition partition = new TopicPartition(Topic.AUDIT_LOG.name(prefix), 0);
        List<AuditRecord> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka.bootstrap()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end =
                    consumer.endOffsets(List.of(partition)).values().iterator().next();
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    records.add(AuditCodec.decode(record.value()));
                }
            }
        }
        return records;
    }

    private void produce(Topic topic, UsageRecord record) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrap()), new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(
                            topic.name(prefix), UsageCodec.encodeKey(record), UsageCodec.encode(record)))
                    .get();
        }
    }

    private static Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()));
    }

    private String settingOf(Topic topic, String setting) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic.name(prefix));
        try (Admin admin = admin()) {
            return admin.describeConfigs(Set.of(resource))
                    .all()
                    .get()
                    .values()
                    .iterator()
                    .next()
                    .get(setting)
                    .value();
        }
    }

    private void alter(Topic topic, String setting, String value) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic.name(prefix));
        try (Admin admin = admin()) {
            admin.incrementalAlterConfigs(Map.of(
                            resource,
                            List.of(new AlterConfigOp(new ConfigEntry(setting, value), AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
        }
    }
}
