package dev.penstock.helm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.helm.Rendered.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/// Who follows the pages gets what they say.
class DocumentsTest {

    private static final Path DOCS = Path.of("..", "docs");

    /// `edge.preStopSeconds`, also with a value after it.
    private static final Pattern VALUE = Pattern.compile("`([a-z][A-Za-z]*(?:\\.[a-zA-Z]+)+)(?:[:=][^`]*)?`");

    @TempDir
    private Path folder;

    @Test
    void theValuesOfTheInstallationAreEnough() throws IOException {
        Rendered rendered = render(block("operations.md", "bootstrapServers"));
        assertThat(rendered.all("Deployment")).hasSize(3);
        assertThat(rendered.one("Deployment", "-edge").text("spec.template.spec.containers.0.image"))
                .isEqualTo("registry.example.com/penstock/ingest-edge:0.1.0");
    }

    @Test
    void theRouteBeforeAnythingIsMovedLeadsToTheOldOne() throws IOException {
        Path values = block("migration.md", "httpRoute");
        Helm.Run run = Helm.V4.template(Scenario.of("minimal").values(), "--values", values.toString());
        assertThat(run.code()).as(run.err()).isZero();
        List<Node> rules = Rendered.of(run.out()).one("HTTPRoute", "-edge").list("spec.rules");
        assertThat(rules)
                .singleElement()
                .satisfies(rule -> assertThat(rule.text("backendRefs.0.name")).isEqualTo("legacy-ingest"));
    }

    /// A value that is renamed must not live on in a page.
    @Test
    void everyValueThatThePagesNameExists() throws IOException {
        Map<String, Object> values = new Yaml().load(Files.readString(Helm.CHART.resolve("values.yaml")));
        Set<String> named = new TreeSet<>();
        try (Stream<Path> pages = Files.list(DOCS)) {
            for (Path page :
                    pages.filter(file -> file.toString().endsWith(".md")).toList()) {
                VALUE.matcher(Files.readString(page))
                        .results()
                        .map(found -> found.group(1))
                        .filter(name -> values.containsKey(name.substring(0, name.indexOf('.'))))
                        .filter(name -> !name.endsWith(".example.com"))
                        .forEach(named::add);
            }
        }
        assertThat(named)
                .hasSizeGreaterThan(20)
                .allSatisfy(name ->
                        assertThat(new Node(values).missing(name)).as(name).isFalse());
    }

    @Test
    void theNotesSayTheNextThreeCommands() {
        // `template` renders no notes; a dry run of an installation does.
        Helm.Run run = Helm.V4.run(List.of(
                "install",
                "penstock",
                Helm.CHART.toString(),
                "--dry-run=client",
                "--namespace",
                "events",
                "--values",
                Scenario.of("minimal").values().toString()));
        assertThat(run.out() + run.err())
                .contains("rollout status deployment/penstock-edge deployment/penstock-writer")
                .contains("exec deployment/penstock-ingestctl -- ingestctl keys create --org acme")
                .contains("curl --retry 5 --retry-connrefused 'http://127.0.0.1:8080/v1/events")
                .contains("[WARNING] kafka.securityProtocol is PLAINTEXT");
    }

    private static Rendered render(Path values) {
        Helm.Run run = Helm.V4.template(values);
        assertThat(run.code()).as(run.err()).isZero();
        return Rendered.of(run.out());
    }

    /// The one block of YAML of a page that has this word.
    private Path block(String page, String word) throws IOException {
        List<String> blocks = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(DOCS.resolve(page)))
                .results()
                .map(found -> found.group(1))
                .filter(text -> text.contains(word))
                .toList();
        assertThat(blocks).hasSize(1);
        return Files.writeString(folder.resolve("values.yaml"), blocks.getFirst());
    }
}
