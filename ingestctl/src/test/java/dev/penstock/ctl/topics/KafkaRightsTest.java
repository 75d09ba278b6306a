package dev.penstock.ctl.topics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.model.topic.Topic;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The script of the rules; that they are enough, and no more than that, is tried on a broker in system-test.
class KafkaRightsTest {

    private static final KafkaRights RIGHTS = new KafkaRights("penstock.", "penstock-writer", false);

    @Test
    void aRightIsACommandOfKafkas() {
        assertThat(RIGHTS.of(KafkaRole.EDGE).getFirst().command("kafka:9092", "admin.properties", "User:edge"))
                .isEqualTo("kafka-acls.sh --bootstrap-server 'kafka:9092' --command-config 'admin.properties' --add"
                        + " --allow-principal 'User:edge' --operation DescribeConfigs --operation Write --topic"
                        + " 'penstock.events'");
    }

    @Test
    void aQuoteInANameIsNoEndOfIt() {
        assertThat(RIGHTS.of(KafkaRole.EDGE).getFirst().command("kafka:9092", "admin.properties", "User:O'Neill"))
                .contains("--allow-principal 'User:O'\\''Neill' ");
    }

    @Test
    void groupsOfResumedStreamsAreMeantByTheirPrefix() {
        assertThat(RIGHTS.of(KafkaRole.OPERATOR).stream().map(right -> right.command("k", "c", "User:o")))
                .anyMatch(line ->
                        line.endsWith("--operation Read --group 'penstock.resume.' --resource-pattern-type prefixed"));
    }

    @ParameterizedTest
    @EnumSource
    void everyTopicIsWrittenBySomebodyAndReadBySomebody(Topic topic) {
        assertThat(mayDo(topic)).contains(AclOperation.WRITE, AclOperation.READ);
    }

    @Test
    void nobodyHasEverythingOrAllOfAKind() {
        assertThat(Arrays.stream(KafkaRole.values()).flatMap(role -> RIGHTS.of(role).stream()))
                .noneMatch(right -> right.thing().name().equals("*"))
                .noneMatch(right -> right.operations().contains(AclOperation.ALL)
                        || right.operations().contains(AclOperation.DELETE)
                        || right.operations().contains(AclOperation.ALTER));
    }

    @Test
    void theSizeOfTheLogIsToldOnlyWhereItIsWanted() {
        assertThat(onCluster(RIGHTS, KafkaRole.WRITER)).isEmpty();
        assertThat(onCluster(new KafkaRights("penstock.", "w", true), KafkaRole.WRITER))
                .hasSize(1);
        assertThat(onCluster(new KafkaRights("penstock.", "w", true), KafkaRole.EDGE))
                .hasSize(1);
    }

    private static List<KafkaRight> onCluster(KafkaRights rights, KafkaRole role) {
        return rights.of(role).stream()
                .filter(right -> right.thing().resourceType() == ResourceType.CLUSTER)
                .toList();
    }

    private static Set<AclOperation> mayDo(Topic topic) {
        return Arrays.stream(KafkaRole.values())
                .flatMap(role -> RIGHTS.of(role).stream())
                .filter(right -> right.thing().name().equals(topic.name("penstock.")))
                .flatMap(right -> right.operations().stream())
                .collect(Collectors.toSet());
    }
}
