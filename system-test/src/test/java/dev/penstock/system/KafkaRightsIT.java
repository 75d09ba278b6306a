package dev.penstock.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What each role may do and may not, tried one by one on a broker that has the rules `ingestctl topics acls` prints.
/// The tables say it by hand, not by the code.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KafkaRightsIT {

    private static final List<String> ROLES = List.of("edge", "writer", "operator", "auditor");
    private static final String PREFIX = "matrix.";
    private static final List<String> TOPICS = List.of(
            "events", "dead-letters", "parked", "control", "audit-log", "ledger", "progress", "pressure", "usage");

    private static final Pattern ROW =
            Pattern.compile("^\\| `([a-z-]+)` \\|((?: *[rwca]* *\\|){4})$", Pattern.MULTILINE);

    private GuardedKafka kafka;

    private Path folder;

    @BeforeAll
    void makeTopicsAndRules(@TempDir Path temporary) {
        folder = temporary;
        kafka = new GuardedKafka(folder);
        kafka.addUsers(ROLES.stream().map(role -> "penstock-" + role).toList());
        kafka.run(ctl(
                "admin", "topics", "acls", "--command-config", kafka.adminFile().toString()));
        ctl("penstock-operator", "topics", "apply", "--replication-factor", "1", "--min-insync-replicas", "1");
        // One record each, so that who may read sees something.
        try (KafkaProducer<byte[], byte[]> producer = producer("admin")) {
            for (String topic : TOPICS) {
                assertThat(allows(() -> send(producer, topic))).isTrue();
            }
        }
    }

    @AfterAll
    void stop() {
        if (kafka != null) {
            kafka.close();
        }
    }

    /// The table of docs/security.md, where no letter is a dash here. r: reads its records, w: writes some, c: is told
    /// its settings, a: changes them. Nobody deletes it, its records, or gives it more partitions.
    static List<Arguments> topics() throws IOException {
        List<Arguments> rows = new ArrayList<>();
        Matcher found = ROW.matcher(Files.readString(Path.of("..", "docs", "security.md")));
        while (found.find()) {
            String[] cells = found.group(2).split("\\|", -1);
            rows.add(Arguments.of(found.group(1), cell(cells[0]), cell(cells[1]), cell(cells[2]), cell(cells[3])));
        }
        assertThat(rows).hasSize(TOPICS.size());
        return rows;
    }

    private static String cell(String text) {
        return text.isBlank() ? "-" : text.strip();
    }

    @ParameterizedTest
    @MethodSource("topics")
    void aTopicIsOpenToWhomItConcerns(String topic, String edge, String writer, String operator, String auditor) {
        Map<String, String> expected = Map.of("edge", edge, "writer", writer, "operator", operator, "auditor", auditor);

        assertThat(ROLES.stream().collect(Collectors.toMap(role -> role, role -> found(role, topic))))
                .isEqualTo(expected);
    }

    private String found(String role, String topic) {
        String name = PREFIX + topic;
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, name);
        AlterConfigOp change = new AlterConfigOp(new ConfigEntry("flush.messages", "1000"), AlterConfigOp.OpType.SET);
        TopicPartition partition = new TopicPartition(name, 0);
        StringBuilder found = new StringBuilder();
        try (Admin admin = Admin.create(settings(role));
                KafkaProducer<byte[], byte[]> producer = producer("penstock-" + role)) {
            found.append(allows(() -> read(role, partition)) ? "r" : "");
            found.append(allows(() -> send(producer, topic)) ? "w" : "");
            found.append(
                    allows(() -> get(admin.describeConfigs(List.of(resource)).all())) ? "c" : "");
            found.append(
                    allows(() -> get(admin.incrementalAlterConfigs(Map.of(resource, List.of(change)))
                                    .all()))
                            ? "a"
                            : "");
            found.append(
                    allows(() -> get(admin.createPartitions(Map.of(name, NewPartitions.increaseTo(50)))
                                    .all()))
                            ? " more partitions"
                            : "");
            found.append(
                    allows(() -> get(admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(0)))
                                    .all()))
                            ? " deletes records"
                            : "");
            found.append(allows(() -> get(admin.deleteTopics(List.of(name)).all())) ? " deletes" : "");
        }
        return found.isEmpty() ? "-" : found.toString();
    }

    /// j: joins as a member and commits, d: sees how far it is.
    @ParameterizedTest
    @CsvSource({
        "matrix-writer,              -, jd, d,  d",
        "matrix-writer.dead-letters, -, jd, d,  d",
        "matrix-writer.ledger,       -, jd, d,  d",
        "matrix.resume.orders,       -, -,  jd, -",
        "somebody-elses,             -, -,  -,  -"
    })
    void aGroupIsOpenToItsMembers(String group, String edge, String writer, String operator, String auditor) {
        Map<String, String> expected = Map.of("edge", edge, "writer", writer, "operator", operator, "auditor", auditor);

        assertThat(ROLES.stream().collect(Collectors.toMap(role -> role, role -> foundGroup(role, group))))
                .isEqualTo(expected);
    }

    private String foundGroup(String role, String group) {
        // A topic that the role may read, so that a refusal is of the group.
        String topic = role.equals("edge") ? "control" : role.equals("operator") ? "parked" : "ledger";
        Map<TopicPartition, OffsetAndMetadata> offset =
                Map.of(new TopicPartition(PREFIX + topic, 0), new OffsetAndMetadata(0));
        StringBuilder found = new StringBuilder();
        try (Admin admin = Admin.create(settings(role))) {
            found.append(
                    allows(() -> get(admin.alterConsumerGroupOffsets(group, offset)
                                    .all()))
                            ? "j"
                            : "");
            found.append(
                    allows(() -> get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata()))
                            ? "d"
                            : "");
            assertThat(allows(
                            () -> get(admin.deleteConsumerGroups(List.of(group)).all())))
                    .as("%s deletes %s", role, group)
                    .isFalse();
        }
        return found.isEmpty() ? "-" : found.toString();
    }

    @ParameterizedTest
    @CsvSource({"edge, false", "writer, true", "operator, true", "auditor, false"})
    void theControlTopicIsChangedUnderOneIdByWhoMayChangeIt(String role, boolean may) {
        assertThat(begins(role, PREFIX + "control-writer")).isEqualTo(may);
        assertThat(begins(role, "somebody-elses")).isFalse();
    }

    private boolean begins(String role, String id) {
        Map<String, Object> transactional = new HashMap<>(settings(role));
        transactional.put("transactional.id", id);
        transactional.put("max.block.ms", 20_000);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(transactional, new ByteArraySerializer(), new ByteArraySerializer())) {
            return allows(producer::initTransactions);
        }
    }

    /// Whatever belongs to others, or to the administrator of Kafka.
    @ParameterizedTest
    @CsvSource({"edge, false", "writer, false", "operator, true", "auditor, true"})
    void nobodyMakesTopicsRulesOrUsers(String role, boolean seesRules) {
        AclBinding rule = new AclBinding(
                new ResourcePattern(ResourceType.TOPIC, "*", PatternType.LITERAL),
                new AccessControlEntry("User:penstock-" + role, "*", AclOperation.ALL, AclPermissionType.ALLOW));
        UserScramCredentialUpsertion user = new UserScramCredentialUpsertion(
                "penstock-writer", new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096), "mine");
        ConfigResource broker = new ConfigResource(ConfigResource.Type.BROKER, "");
        AlterConfigOp change = new AlterConfigOp(new ConfigEntry("log.retention.ms", "1000"), AlterConfigOp.OpType.SET);
        try (Admin admin = Admin.create(settings(role))) {
            Map<String, Boolean> found = new HashMap<>();
            found.put(
                    "makes a topic",
                    allows(() -> get(
                            admin.createTopics(List.of(new NewTopic("mine", Optional.of(1), Optional.of((short) 1))))
                                    .all())));
            found.put(
                    "makes a rule",
                    allows(() -> get(admin.createAcls(List.of(rule)).all())));
            found.put(
                    "deletes rules",
                    allows(() ->
                            get(admin.deleteAcls(List.of(AclBindingFilter.ANY)).all())));
            found.put(
                    "changes a password",
                    allows(() ->
                            get(admin.alterUserScramCredentials(List.of(user)).all())));
            found.put(
                    "changes the broker",
                    allows(() -> get(admin.incrementalAlterConfigs(Map.of(broker, List.of(change)))
                            .all())));
            assertThat(found).doesNotContainValue(true);
            assertThat(allows(() -> get(admin.describeAcls(AclBindingFilter.ANY).values())))
                    .isEqualTo(seesRules);
        }
    }

    /// Something that is allowed or refused.
    private interface Deed {

        void run() throws Exception;
    }

    // A failure that is no refusal is none of our answers.
    private static boolean allows(Deed deed) {
        try {
            deed.run();
            return true;
        } catch (AuthorizationException e) {
            return false;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AuthorizationException) {
                return false;
            }
            throw new IllegalStateException("neither allowed nor refused", e);
        } catch (Exception e) {
            throw new IllegalStateException("neither allowed nor refused", e);
        }
    }

    private void read(String role, TopicPartition partition) {
        Map<String, Object> reading = new HashMap<>(settings(role));
        reading.put("auto.offset.reset", "earliest");
        reading.put("enable.auto.commit", false);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(reading, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (consumer.poll(Duration.ofMillis(200)).isEmpty()) {
                if (System.nanoTime() > end) {
                    throw new IllegalStateException("neither a record of " + partition + " nor a refusal");
                }
            }
        }
    }

    private static void send(KafkaProducer<byte[], byte[]> producer, String topic) throws Exception {
        producer.send(new ProducerRecord<>(PREFIX + topic, 0, new byte[] {1}, new byte[] {1}))
                .get(30, TimeUnit.SECONDS);
    }

    private KafkaProducer<byte[], byte[]> producer(String user) {
        Map<String, Object> settings = new HashMap<>(kafka.settings(user));
        settings.put("max.block.ms", 20_000);
        // An idempotent one first asks for something that any right to write gives.
        settings.put("enable.idempotence", false);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private Map<String, Object> settings(String role) {
        return new HashMap<>(kafka.settings("penstock-" + role));
    }

    private static void get(KafkaFuture<?> answer) throws Exception {
        answer.get(30, TimeUnit.SECONDS);
    }

    private String ctl(String user, String... arguments) {
        Pipeline.CtlRun run = CommandLineRun.of(
                Map.of(
                        "PENSTOCK_KAFKA_BOOTSTRAP",
                        kafka.bootstrap(),
                        "PENSTOCK_KAFKA_CONFIG",
                        kafka.file(user).toString(),
                        "PENSTOCK_TOPIC_PREFIX",
                        PREFIX,
                        "PENSTOCK_WRITER_GROUP",
                        "matrix-writer"),
                arguments);
        assertThat(run.exit()).as(run.output() + run.errors()).isZero();
        return run.output();
    }
}
