package dev.penstock.ctl.topics;

import java.util.List;
import java.util.Set;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.Resource;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.utils.SecurityUtils;

/// What somebody may do with one thing in Kafka.
///
/// @param operations `READ` and `WRITE` let him describe it too, and `ALTER_CONFIGS` read its settings
record KafkaRight(ResourcePattern thing, Set<AclOperation> operations) {

    KafkaRight {
        if (operations.isEmpty()) {
            throw new IllegalArgumentException("a right needs an operation");
        }
        operations = Set.copyOf(operations);
    }

    static KafkaRight topic(String name, AclOperation... operations) {
        return on(ResourceType.TOPIC, name, PatternType.LITERAL, operations);
    }

    static KafkaRight group(String name, AclOperation... operations) {
        return on(ResourceType.GROUP, name, PatternType.LITERAL, operations);
    }

    static KafkaRight groupsFrom(String prefix, AclOperation... operations) {
        return on(ResourceType.GROUP, prefix, PatternType.PREFIXED, operations);
    }

    static KafkaRight transactions(String id, AclOperation... operations) {
        return on(ResourceType.TRANSACTIONAL_ID, id, PatternType.LITERAL, operations);
    }

    static KafkaRight cluster(AclOperation... operations) {
        return on(ResourceType.CLUSTER, Resource.CLUSTER_NAME, PatternType.LITERAL, operations);
    }

    private static KafkaRight on(ResourceType type, String name, PatternType pattern, AclOperation... operations) {
        return new KafkaRight(new ResourcePattern(type, name, pattern), Set.of(operations));
    }

    /// The operations by Kafka's words, sorted: `DescribeConfigs`.
    List<String> words() {
        return operations.stream().map(SecurityUtils::operationName).sorted().toList();
    }

    /// As `kafka-acls.sh` wants it.
    String command(String bootstrap, String adminConfig, String principal) {
        StringBuilder line = new StringBuilder("kafka-acls.sh --bootstrap-server ")
                .append(quoted(bootstrap))
                .append(" --command-config ")
                .append(quoted(adminConfig))
                .append(" --add --allow-principal ")
                .append(quoted(principal));
        words().forEach(word -> line.append(" --operation ").append(word));
        switch (thing.resourceType()) {
            case TOPIC -> line.append(" --topic ").append(quoted(thing.name()));
            case GROUP -> line.append(" --group ").append(quoted(thing.name()));
            case TRANSACTIONAL_ID -> line.append(" --transactional-id ").append(quoted(thing.name()));
            case CLUSTER -> line.append(" --cluster");
            case UNKNOWN, ANY, DELEGATION_TOKEN, USER ->
                throw new IllegalStateException("no right of ours is on a " + thing.resourceType());
        }
        if (thing.patternType() == PatternType.PREFIXED) {
            line.append(" --resource-pattern-type prefixed");
        }
        return line.toString();
    }

    // For a shell; a quote within ends the text, stands for itself, and begins it again.
    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
