package dev.penstock.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.penstock.local.testing.TestingClickHouse;
import dev.penstock.local.testing.TestingKafka;
import dev.penstock.model.topic.Topic;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What the writer does when the topic of the dead letters does not take them: it waits, says so, and goes on by
/// itself. That the topic is missing is in [WriterIT].
@Tag("completeness")
class DeadLetterTopicIT {

    private static TestingKafka kafka;
    private static TestingClickHouse clickHouse;

    private Stage stage;

    @BeforeAll
    static void startServers() {
        Map<String, String> properties = new HashMap<>(Stage.SHORT_SESSIONS);
        properties.put("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        // A topic with rules is kept to them; everything else is as on a broker without an authorizer.
        properties.put("allow.everyone.if.no.acl.found", "true");
        kafka = TestingKafka.start(properties);
        clickHouse = TestingClickHouse.start();
    }

    @AfterAll
    static void stopServers() {
        clickHouse.close();
        kafka.close();
    }

    @BeforeEach
    void open() throws Exception {
        stage = new Stage(kafka, clickHouse);
    }

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void whereTheTopicMayNotBeWrittenThePartitionWaitsAndSaysSo() throws Exception {
        allow(AclOperation.READ);
        WriterProcess writer = stage.startReady();
        stage.send(30);
        stage.sendGarbage();

        awaitWaiting(writer, "TopicAuthorizationException");
        // The good rows are there, and no offset has moved over the others.
        stage.awaitVisible();
        assertNothingIsPassedOver();

        allow(AclOperation.WRITE);

        awaitSettled(writer);
    }

    @Test
    void belowTheLeastInSyncReplicasThePartitionWaitsAndSaysSo() throws Exception {
        WriterProcess writer = stage.startReady();
        stage.send(30);
        stage.awaitCommitted(30);
        // It comes late, so that nothing but the letters is on it.
        try (TestingKafka second = kafka.startBeside()) {
            replicate();
            leastInSyncReplicas();
            second.kill();
            awaitInSync(1);

            stage.sendGarbage();

            awaitWaiting(writer, "reason");
            assertNothingIsPassedOver();
            assertThat(stage.deadLetters()).isEmpty();

            second.restart();

            awaitSettled(writer);
        }
    }

    /// Only the copy in ClickHouse is late then.
    @Test
    void whereTheTopicMayNotBeReadEventsFlowAndLettersAreLoadedLater() throws Exception {
        allow(AclOperation.WRITE);
        WriterProcess writer = stage.startReady();
        stage.send(30);
        stage.sendGarbage();

        stage.awaitVisible();
        stage.awaitCommitted(30 + Stage.PARTITIONS);
        await().atMost(Stage.PATIENCE).until(() -> writer.health("letters").contains("TopicAuthorizationException"));
        assertThat(writer.readiness()).isEqualTo(200);

        allow(AclOperation.READ);

        awaitLetters();
    }

    private void awaitWaiting(WriterProcess writer, String reason) {
        await().atMost(Stage.PATIENCE).until(() -> writer.readiness() == 503);
        assertThat(writer.health()).contains("DEAD_LETTERS");
        await().atMost(Stage.PATIENCE)
                .until(() -> writer.log()
                        .lines()
                        .anyMatch(line -> line.contains("a batch cannot be settled yet, will retry")
                                && line.contains("dead_letters")
                                && line.contains(reason)));
    }

    private void awaitSettled(WriterProcess writer) {
        stage.awaitCommitted(30 + Stage.PARTITIONS);
        assertThat(stage.deadLetters()).hasSize(Stage.PARTITIONS);
        stage.awaitOnce();
        await().atMost(Stage.PATIENCE).until(() -> writer.readiness() == 200);
        awaitLetters();
    }

    private void awaitLetters() {
        await().atMost(Stage.PATIENCE)
                .until(() ->
                        stage.query("SELECT count() FROM %s.dead_letters").equals(Integer.toString(Stage.PARTITIONS)));
    }

    // The garbage is behind ten events in each partition.
    private void assertNothingIsPassedOver() throws Exception {
        for (int partition = 0; partition < Stage.PARTITIONS; partition++) {
            OffsetAndMetadata offset = stage.committed(partition);
            assertThat(offset == null ? 0 : offset.offset()).isLessThanOrEqualTo(10);
        }
    }

    private void allow(AclOperation operation) throws Exception {
        stage.admin
                .createAcls(List.of(new AclBinding(
                        new ResourcePattern(ResourceType.TOPIC, stage.name(Topic.DEAD_LETTERS), PatternType.LITERAL),
                        new AccessControlEntry("User:ANONYMOUS", "*", operation, AclPermissionType.ALLOW))))
                .all()
                .get();
        // A broker answers before it has heard of it itself.
        await().atMost(Stage.PATIENCE)
                .until(() -> !stage.admin
                        .describeAcls(AclBindingFilter.ANY)
                        .values()
                        .get()
                        .isEmpty());
    }

    private void replicate() throws Exception {
        stage.admin
                .alterPartitionReassignments(
                        Map.of(letters(), Optional.of(new NewPartitionReassignment(List.of(1, 2)))))
                .all()
                .get();
        awaitInSync(2);
    }

    private void awaitInSync(int replicas) {
        await().atMost(Stage.PATIENCE)
                .until(() -> Objects.requireNonNull(stage.admin
                                        .describeTopics(List.of(letters().topic()))
                                        .allTopicNames()
                                        .get()
                                        .get(letters().topic()))
                                .partitions()
                                .getFirst()
                                .isr()
                                .size()
                        == replicas);
    }

    private TopicPartition letters() {
        return new TopicPartition(stage.name(Topic.DEAD_LETTERS), 0);
    }

    private void leastInSyncReplicas() throws Exception {
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, stage.name(Topic.DEAD_LETTERS));
        stage.admin
                .incrementalAlterConfigs(Map.of(
                        topic,
                        List.of(new AlterConfigOp(
                                new ConfigEntry("min.insync.replicas", "2"), AlterConfigOp.OpType.SET))))
                .all()
                .get();
    }
}
