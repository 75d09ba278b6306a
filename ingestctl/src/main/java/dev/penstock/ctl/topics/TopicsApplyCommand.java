package dev.penstock.ctl.topics;

import dev.penstock.ctl.connect.GlobalOptions;
import dev.penstock.ctl.connect.UnusableOptionException;
import dev.penstock.ctl.terminal.ExitCode;
import dev.penstock.ctl.terminal.Terminal;
import dev.penstock.ctl.terminal.TextTable;
import dev.penstock.model.topic.Topic;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `ingestctl topics apply`.
@Command(
        name = "apply",
        description =
                "Create the topics that are missing, and set what differs in those that exist. Deletes nothing, and"
                        + " changes no number of partitions or copies. Safe to run again; exit code 3 when something differs that"
                        + " it does not change.",
        footer = {
            "",
            "Examples:",
            "  ingestctl topics apply --bootstrap-servers kafka:9092",
            "  ingestctl topics apply --replication-factor 1 --min-insync-replicas 1   (one broker, development only)"
        })
public final class TopicsApplyCommand implements Callable<Integer> {

    @Option(
            names = "--replication-factor",
            paramLabel = "<n>",
            defaultValue = "3",
            description = "Copies of every record (${DEFAULT-VALUE}).")
    private int replicationFactor;

    @Option(
            names = "--min-insync-replicas",
            paramLabel = "<n>",
            defaultValue = "2",
            description = "Copies that must be there before a record is acknowledged (${DEFAULT-VALUE}).")
    private int minInSync;

    private final GlobalOptions options;
    private final Terminal terminal;

    public TopicsApplyCommand(GlobalOptions options, Terminal terminal) {
        this.options = options;
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Copies copies = copies();
        try (TopicAdministration topics = new TopicAdministration(options.kafka(), options.topicPrefix())) {
            Map<Topic, TopicFound> found = topics.find();
            List<TopicStep> steps = new ArrayList<>();
            for (Topic topic : Topic.values()) {
                steps.add(TopicStep.decide(topic, found.get(topic), copies));
            }
            if (steps.stream().anyMatch(TopicStep.Create.class::isInstance) && !enoughBrokers(topics, copies)) {
                return ExitCode.REFUSED.number();
            }
            for (TopicStep step : steps) {
                apply(step, topics, copies);
            }
            topics.awaitLeaders();
            return report(steps, topics).number();
        }
    }

    private Copies copies() {
        try {
            return new Copies(replicationFactor, minInSync);
        } catch (IllegalArgumentException e) {
            throw new UnusableOptionException(String.valueOf(e.getMessage()), e);
        }
    }

    private boolean enoughBrokers(TopicAdministration topics, Copies copies) {
        int brokers = topics.brokers();
        if (brokers >= copies.replication()) {
            return true;
        }
        terminal.error(copies.replication() + " copies need as many brokers, and there is " + brokers
                + ": start more, or for development add --replication-factor " + brokers + " --min-insync-replicas "
                + Math.min(brokers, copies.minInSync()));
        return false;
    }

    private static void apply(TopicStep step, TopicAdministration topics, Copies copies) {
        switch (step) {
            case TopicStep.Create create -> topics.create(create, copies);
            case TopicStep.Alter alter -> topics.alter(alter);
            case TopicStep.Keep keep -> {}
        }
    }

    private ExitCode report(List<TopicStep> steps, TopicAdministration topics) {
        TextTable table = new TextTable("TOPIC", "OUTCOME", "DETAIL");
        List<Map<String, Object>> documents = new ArrayList<>();
        boolean differs = false;
        for (TopicStep step : steps) {
            String name = topics.nameOf(step.topic());
            List<String> differences = differencesOf(step);
            List<String> changes = changesOf(step);
            differs |= !differences.isEmpty();
            List<String> details = new ArrayList<>(changes);
            details.addAll(differences);
            table.add(name, outcomeOf(step), String.join("; ", details));
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("topic", name);
            document.put("outcome", outcomeOf(step));
            document.put("changes", changes);
            document.put("differences", differences);
            documents.add(document);
        }
        terminal.result(options.output(), table, Map.of("topics", documents));
        return differs ? ExitCode.DIFFERENCES : ExitCode.DONE;
    }

    private static String outcomeOf(TopicStep step) {
        return switch (step) {
            case TopicStep.Create create -> "created";
            case TopicStep.Alter alter -> "changed";
            case TopicStep.Keep keep -> keep.differences().isEmpty() ? "ok" : "differs";
        };
    }

    private static List<String> changesOf(TopicStep step) {
        return switch (step) {
            case TopicStep.Create create ->
                List.of(create.topic().partitions()
                        + (create.topic().partitions() == 1 ? " partition" : " partitions"));
            case TopicStep.Alter alter -> alter.changes();
            case TopicStep.Keep keep -> List.of();
        };
    }

    private static List<String> differencesOf(TopicStep step) {
        return switch (step) {
            case TopicStep.Create create -> List.of();
            case TopicStep.Alter alter -> alter.differences();
            case TopicStep.Keep keep -> keep.differences();
        };
    }
}
