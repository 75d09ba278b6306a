package dev.penstock.ctl.doctor;

import dev.penstock.ctl.topics.TopicReview;
import dev.penstock.model.topic.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.SecurityDisabledException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;

/// What can be seen of Kafka.
final class KafkaChecks {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final String prefix;
    private final Map<String, Object> client;
    private final String group;

    KafkaChecks(String prefix, Map<String, Object> client, String group) {
        this.prefix = prefix;
        this.client = Map.copyOf(client);
        this.group = group;
    }

    /// Settings and copies of every topic against what is promised.
    List<Diagnosis> topics() {
        List<Diagnosis> found = new ArrayList<>();
        Map<String, List<String>> weakness = new LinkedHashMap<>();
        List<TopicReview.Line> lines = TopicReview.of(client, prefix);
        for (TopicReview.Line line : lines) {
            if (!line.there()) {
                found.add(Diagnosis.trouble("topics", line.name() + " does not exist", "ingestctl topics apply"));
            }
            line.wrong()
                    .forEach(wrong -> found.add(Diagnosis.trouble(
                            "topics", line.name() + " " + wrong, "ingestctl topics apply --dry-run, then apply")));
            line.weak()
                    .forEach(weak -> weakness.computeIfAbsent(weak, unknown -> new ArrayList<>())
                            .add(line.name()));
        }
        weakness.forEach((weak, names) -> found.add(Diagnosis.note(
                "topics",
                names.size() + " topics (" + names.getFirst() + "…): each " + weak,
                "no place for data one wants to keep: three brokers, and `ingestctl topics apply`")));
        if (found.isEmpty()) {
            found.add(Diagnosis.fine("topics", lines.size() + " topics are as promised"));
        }
        return found;
    }

    /// Whether writers and their loader of dead letters read.
    List<Diagnosis> writers() {
        return List.of(
                readers("writers", group, "start a batch-writer; until then events wait in Kafka"),
                readers(
                        "dead letters",
                        group + ".dead-letters",
                        "start a batch-writer, or let it read " + Topic.DEAD_LETTERS.name(prefix)));
    }

    /// Who may read the bytes of all events, as far as we may know.
    List<Diagnosis> acls() {
        try (Admin admin = Admin.create(client)) {
            List<String> who = answer(admin.describeAcls(AclBindingFilter.ANY).values()).stream()
                    .filter(this::letsReadEvents)
                    .map(acl -> acl.entry().principal())
                    .distinct()
                    .sorted()
                    .toList();
            return List.of(
                    who.contains("User:*")
                            ? Diagnosis.note(
                                    "acls",
                                    "everybody may read " + Topic.EVENTS.name(prefix),
                                    "it has what the rules for personal data hide: allow it to the writers alone")
                            : Diagnosis.fine("acls", "the events may be read by " + String.join(", ", who)));
        } catch (SecurityDisabledException e) {
            return List.of(Diagnosis.note(
                    "acls",
                    "the brokers have no authorizer: whoever reaches them may read, and write, everything",
                    "authorizer.class.name, and what `ingestctl topics acls` prints"));
        } catch (AuthorizationException e) {
            return List.of(Diagnosis.fine("acls", "they may not be seen by us, so there are some"));
        }
    }

    private boolean letsReadEvents(AclBinding acl) {
        String name = acl.pattern().name();
        boolean meant = name.equals("*")
                || (acl.pattern().patternType() == PatternType.PREFIXED
                        ? Topic.EVENTS.name(prefix).startsWith(name)
                        : Topic.EVENTS.name(prefix).equals(name));
        AclOperation operation = acl.entry().operation();
        return meant
                && acl.pattern().resourceType() == ResourceType.TOPIC
                && acl.entry().permissionType() == AclPermissionType.ALLOW
                && (operation == AclOperation.READ || operation == AclOperation.ALL);
    }

    private Diagnosis readers(String check, String name, String advice) {
        try (Admin admin = Admin.create(client)) {
            ConsumerGroupDescription found =
                    answer(admin.describeConsumerGroups(List.of(name)).all()).get(name);
            int members = found == null ? 0 : found.members().size();
            return members == 0
                    ? Diagnosis.trouble(check, "nobody reads in group " + name, advice)
                    : Diagnosis.fine(check, members + " in group " + name);
        } catch (GroupIdNotFoundException e) {
            return Diagnosis.trouble(check, "nobody ever read in group " + name, advice);
        } catch (AuthorizationException e) {
            return Diagnosis.note(check, "group " + name + " may not be seen by us", "allow DESCRIBE on the group");
        }
    }

    private static <T> T answer(KafkaFuture<T> future) {
        try {
            return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException failure ? failure : new KafkaException(e.getCause());
        } catch (TimeoutException e) {
            throw new org.apache.kafka.common.errors.TimeoutException("no answer in time", e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }
}
