package dev.penstock.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.penstock.helm.Values.Leaf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What values.yaml has, README.md and the schema have too.
class ValuesTest {

    private static final Path README = Helm.CHART.resolve("README.md");

    private static final String BEGIN = "<!-- values: made from values.yaml -->\n";
    private static final String END = "<!-- end of values -->\n";

    /// Maps whose keys are not ours to know.
    private static final Set<String> OPEN = Set.of("global");

    @Test
    void everyValueIsExplained() {
        assertThat(Values.read().leaves())
                .allSatisfy(leaf -> assertThat(leaf.comment()).as(leaf.path()).isNotEmpty());
    }

    @Test
    void theReadmeHasEveryValueWithItsDefault() throws IOException {
        String page = Files.readString(README);
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        int end = page.indexOf(END);
        assertThat(begin).isBetween(BEGIN.length(), end);
        Golden.check(README, page.substring(0, begin) + "\n" + Values.read().tables() + "\n" + page.substring(end));
    }

    @Test
    void theSchemaHasEveryValue() throws IOException {
        JsonNode schema = new ObjectMapper().readTree(Files.readString(Helm.CHART.resolve("values.schema.json")));
        for (Leaf leaf : Values.read().leaves()) {
            JsonNode node = schema;
            for (String step : List.of(leaf.path().split("\\."))) {
                node = node.path("properties").path(step);
            }
            assertThat(node.isMissingNode()).as(leaf.path()).isFalse();
        }
    }

    @Test
    void theSchemaKnowsNoValueThatIsNotThere() throws IOException {
        JsonNode schema = new ObjectMapper().readTree(Files.readString(Helm.CHART.resolve("values.schema.json")));
        List<String> known = new ArrayList<>();
        List<String> open = new ArrayList<>();
        leaves("", schema, known, open);
        List<String> there = Values.read().leaves().stream().map(Leaf::path).toList();
        // For a chart that has this one as a part.
        known.remove("enabled");
        assertThat(known).containsExactlyInAnyOrderElementsOf(there);
        assertThat(open).as("objects with keys that nobody knows").containsExactlyInAnyOrderElementsOf(OPEN);
    }

    private static void leaves(String path, JsonNode schema, List<String> known, List<String> open) {
        if (!schema.has("properties") || path.endsWith("strategy.")) {
            known.add(path.substring(0, path.length() - 1));
            return;
        }
        if (schema.path("additionalProperties").asBoolean(true)) {
            open.add(path.isEmpty() ? "" : path.substring(0, path.length() - 1));
        }
        schema.path("properties")
                .properties()
                .forEach(entry -> leaves(path + entry.getKey() + ".", entry.getValue(), known, open));
    }
}
