package dev.penstock.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.penstock.helm.Rendered.Node;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The chart names what edge, writer and ingestctl have: properties, variables, ports, paths, options.
class NamesTest {

    private static final Path ROOT = Path.of("..");

    /// Settings of Kafka's own, whatever they are.
    private static final List<String> ANY =
            List.of("spring.kafka.properties.", "spring.ssl.bundle.pem.edge.", "logging.");

    @Test
    void everyPropertyExists() throws IOException {
        Set<String> known = properties();
        Set<String> set = new TreeSet<>();
        for (Rendered rendered : Scenario.rendered()) {
            for (Node map : rendered.all("ConfigMap").toList()) {
                String name = map.text("metadata.name");
                for (String component : List.of("edge", "writer")) {
                    if (name.endsWith("-" + component)) {
                        flatten("", rendered.application(component), set);
                    }
                }
            }
            for (Node pod : rendered.pods().values()) {
                for (Node source : pod.named("spec.volumes", "secrets").list("projected.sources")) {
                    source.list("secret.items")
                            .forEach(item -> set.add(item.text("path").replace('/', '.')));
                }
            }
        }
        // The chart's own, which the line of JAAS is made of.
        set.removeIf(name -> name.startsWith("chart."));
        assertThat(set).hasSizeGreaterThan(20);
        assertThat(set)
                .filteredOn(name -> ANY.stream().noneMatch(name::startsWith))
                .isSubsetOf(known);
    }

    @Test
    void everyVariableOfIngestctlExists() throws IOException {
        String options = source("ingestctl/src/main/java/dev/penstock/ctl/connect/GlobalOptions.java");
        Set<String> names = new TreeSet<>();
        Scenario.rendered().stream()
                .flatMap(rendered -> rendered.pods().entrySet().stream())
                .filter(pod -> pod.getKey().startsWith("Job"))
                .flatMap(pod -> pod.getValue().list("spec.containers.0.env").stream())
                .map(variable -> variable.text("name"))
                .filter(name -> name.startsWith("PENSTOCK_"))
                .forEach(names::add);
        assertThat(names)
                .hasSizeGreaterThan(9)
                .allSatisfy(name -> assertThat(options).as(name).containsPattern("[:\"]" + name + "[:}\"]"));
    }

    @Test
    void theStepsAreCommandsOfIngestctl() throws IOException {
        String topics = source("ingestctl/src/main/java/dev/penstock/ctl/topics/TopicsApplyCommand.java");
        String schema = source("ingestctl/src/main/java/dev/penstock/ctl/schema/SchemaMigrateCommand.java");
        List<String> steps = Scenario.of("minimal")
                .render()
                .all("Job")
                .map(job -> job.text("spec.template.spec.containers.0.args"))
                .toList();
        assertThat(steps)
                .containsExactly(
                        "[topics, apply, --replication-factor, 3, --min-insync-replicas, 2]", "[schema, migrate]");
        assertThat(topics)
                .contains("`ingestctl topics apply`", "\"--replication-factor\"", "\"--min-insync-replicas\"");
        assertThat(schema).contains("`ingestctl schema migrate`");
    }

    @Test
    void portsAndPathsAreThoseOfTheApplications() throws IOException {
        assertThat(source("ingest-edge/src/main/resources/application.yml"))
                .contains("server:\n  port: 8080", "server:\n    port: 8081");
        assertThat(source("batch-writer/src/main/resources/application.yml")).contains("server.port: 8082");
        Rendered minimal = Scenario.of("minimal").render();
        Node edge = minimal.one("Deployment", "-edge").at("spec.template.spec.containers.0");
        assertThat(edge.list("ports"))
                .extracting(port -> port.text("name") + port.text("containerPort"))
                .containsExactly("http8080", "management8081");
        assertThat(source("ingest-edge/Dockerfile")).contains("EXPOSE 8080 8081", "USER 10001:10001", "/readyz");
        assertThat(source("batch-writer/Dockerfile")).contains("EXPOSE 8082", "USER 10001:10001");
        assertThat(source("ingestctl/Dockerfile")).contains("USER 10001:10001", "WORKDIR /app", "app.jar");
        assertThat(source("docs/api.md") + source("ingest-edge/src/main/resources/dev/penstock/edge/http/openapi.yaml"))
                .contains("/livez", "/readyz");
        String snapshot = minimal.application("edge").text("penstock.edge.control.snapshot");
        assertThat(source("ingest-edge/Dockerfile")).contains("PENSTOCK_EDGE_CONTROL_SNAPSHOT=" + snapshot);
    }

    @Test
    void theGroupAndTheTopicOfTheScalerAreTheWriters() throws IOException {
        Node trigger =
                Scenario.of("keda").render().one("ScaledObject", "-writer").at("spec.triggers.0.metadata");
        assertThat(source("batch-writer/src/main/resources/application.yml"))
                .contains("group-id: " + trigger.text("consumerGroup"));
        assertThat(source("common-model/src/main/java/dev/penstock/model/topic/Topic.java"))
                .contains("EVENTS(\"" + trigger.text("topic").replace("penstock.", "") + "\", 3,");
    }

    private static Set<String> properties() throws IOException {
        Set<String> names = new TreeSet<>();
        Matcher rows =
                Pattern.compile("^\\| `([a-z][^`]*)`", Pattern.MULTILINE).matcher(source("docs/configuration.md"));
        while (rows.find()) {
            names.add(rows.group(1));
        }
        assertThat(names).contains("penstock.edge.durability", "penstock.writer.clickhouse.url");
        for (URL module : Collections.list(
                NamesTest.class.getClassLoader().getResources("META-INF/spring-configuration-metadata.json"))) {
            new ObjectMapper()
                    .readTree(module.openStream())
                    .path("properties")
                    .forEach(property -> names.add(property.path("name").asText()));
        }
        return names;
    }

    private static void flatten(String prefix, Node node, Set<String> names) {
        Map<String, Node> parts = node.map("");
        if (parts.isEmpty()) {
            names.add(prefix);
        }
        new TreeMap<>(parts)
                .forEach((name, part) -> flatten(prefix.isEmpty() ? name : prefix + "." + name, part, names));
    }

    private static String source(String file) throws IOException {
        return Files.readString(ROOT.resolve(file));
    }
}
