package dev.penstock.ctl.topics;

import dev.penstock.model.topic.Topic;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.acl.AclOperation;

/// What each role needs in Kafka, and nothing else. A record to be written by an idempotent producer needs no right
/// but to write its topic.
///
/// Two things that Kafka cannot tell apart: who may write `control` may write every fact of it, so that a writer, which
/// must halt streams, could also make keys; and who may redrive may write any event.
///
/// Pure.
final class KafkaRights {

    private final String prefix;
    private final String writerGroup;
    private final boolean logSizes;

    /// @param prefix what every topic's name begins with
    /// @param writerGroup the group of the writers
    /// @param logSizes whether edges and writers may ask how large a log is on disk, which they want to know of an
    ///     `events` that is kept by bytes. Kafka tells it of every topic of the cluster or of none
    KafkaRights(String prefix, String writerGroup, boolean logSizes) {
        this.prefix = prefix;
        this.writerGroup = writerGroup;
        this.logSizes = logSizes;
    }

    List<KafkaRight> of(KafkaRole role) {
        return switch (role) {
            case EDGE -> edge();
            case WRITER -> writer();
            case OPERATOR -> operator();
            case AUDITOR -> auditor();
        };
    }

    private List<KafkaRight> edge() {
        List<KafkaRight> rights = new ArrayList<>();
        // Its settings say whether it keeps what is promised, and how long.
        rights.add(on(Topic.EVENTS, AclOperation.WRITE, AclOperation.DESCRIBE_CONFIGS));
        rights.add(on(Topic.LEDGER, AclOperation.WRITE));
        rights.add(on(Topic.USAGE, AclOperation.READ, AclOperation.WRITE));
        rights.add(on(Topic.CONTROL, AclOperation.READ));
        rights.add(on(Topic.PROGRESS, AclOperation.READ));
        rights.add(on(Topic.PRESSURE, AclOperation.READ));
        return withLogSizes(rights);
    }

    private List<KafkaRight> writer() {
        List<KafkaRight> rights = new ArrayList<>();
        rights.add(on(Topic.EVENTS, AclOperation.READ, AclOperation.DESCRIBE_CONFIGS));
        rights.add(on(Topic.DEAD_LETTERS, AclOperation.READ, AclOperation.WRITE));
        rights.add(on(Topic.PARKED, AclOperation.WRITE));
        rights.add(on(Topic.LEDGER, AclOperation.READ, AclOperation.WRITE));
        rights.add(on(Topic.PROGRESS, AclOperation.WRITE));
        rights.add(on(Topic.PRESSURE, AclOperation.WRITE));
        // It halts a stream that cannot be stored, and writes down that it did.
        rights.add(on(Topic.CONTROL, AclOperation.READ, AclOperation.WRITE));
        rights.add(on(Topic.AUDIT_LOG, AclOperation.WRITE));
        rights.add(controlTransactions());
        writerGroups().forEach(group -> rights.add(KafkaRight.group(group, AclOperation.READ)));
        return withLogSizes(rights);
    }

    private List<KafkaRight> operator() {
        List<KafkaRight> rights = new ArrayList<>();
        for (Topic topic : Topic.values()) {
            List<AclOperation> operations = new ArrayList<>(List.of(AclOperation.CREATE, AclOperation.ALTER_CONFIGS));
            switch (topic) {
                case EVENTS, CONTROL -> operations.addAll(List.of(AclOperation.READ, AclOperation.WRITE));
                // Who changes things adds to it, and does not read what others did.
                case AUDIT_LOG -> operations.add(AclOperation.WRITE);
                case DEAD_LETTERS, PARKED, LEDGER, PROGRESS, USAGE -> operations.add(AclOperation.READ);
                case PRESSURE -> operations.add(AclOperation.DESCRIBE);
            }
            rights.add(on(topic, operations.toArray(new AclOperation[0])));
        }
        rights.add(controlTransactions());
        writerGroups().forEach(group -> rights.add(KafkaRight.group(group, AclOperation.DESCRIBE)));
        rights.add(KafkaRight.groupsFrom(prefix + "resume.", AclOperation.READ));
        // For `doctor`, which looks at the rights there are.
        rights.add(KafkaRight.cluster(AclOperation.DESCRIBE));
        return rights;
    }

    private List<KafkaRight> auditor() {
        List<KafkaRight> rights = new ArrayList<>();
        for (Topic topic : Topic.values()) {
            rights.add(on(topic, AclOperation.READ, AclOperation.DESCRIBE_CONFIGS));
        }
        writerGroups().forEach(group -> rights.add(KafkaRight.group(group, AclOperation.DESCRIBE)));
        rights.add(KafkaRight.cluster(AclOperation.DESCRIBE));
        return rights;
    }

    private List<KafkaRight> withLogSizes(List<KafkaRight> rights) {
        if (logSizes) {
            rights.add(KafkaRight.cluster(AclOperation.DESCRIBE));
        }
        return rights;
    }

    // All who write the control topic fence each other by this id.
    private KafkaRight controlTransactions() {
        return KafkaRight.transactions(Topic.CONTROL.name(prefix) + "-writer", AclOperation.WRITE);
    }

    private List<String> writerGroups() {
        return List.of(writerGroup, writerGroup + ".dead-letters", writerGroup + ".ledger");
    }

    private KafkaRight on(Topic topic, AclOperation... operations) {
        return KafkaRight.topic(topic.name(prefix), operations);
    }
}
