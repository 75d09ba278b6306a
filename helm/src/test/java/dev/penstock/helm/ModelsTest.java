package dev.penstock.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.penstock.helm.Rendered.Node;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Everything that is rendered is what Kubernetes and its extensions take: no field they do not know, none missing,
/// none of
/// another type. There is no API server here; two sets of models stand in its place, each of which sees what the other
/// misses.
class ModelsTest {

    private static final Map<String, String> OF_KEDA =
            Map.of("ScaledObject", "ScaledObjectSpec", "TriggerAuthentication", "TriggerAuthenticationSpec");

    @Test
    void noFieldIsUnknown() {
        List<String> unknown = new ArrayList<>();
        Set<String> kinds = new TreeSet<>();
        for (Node object : objects()) {
            String kind = object.text("kind");
            String name = kind + "/" + object.text("metadata.name");
            kinds.add(kind);
            if (OF_KEDA.containsKey(kind)) {
                KedaTypes.unknown(name, object.at("spec"), Objects.requireNonNull(OF_KEDA.get(kind)), unknown);
            } else if (StrictModels.kinds().contains(kind)) {
                StrictModels.unknown(name, object, kind, unknown);
            } else {
                unknown.add(name + ": there is no model of it");
            }
        }
        assertThat(unknown).isEmpty();
        assertThat(kinds)
                .as("the scenarios have every kind")
                .containsAll(StrictModels.kinds())
                .containsAll(OF_KEDA.keySet());
    }

    @Test
    void nothingIsMissingOrOfAnotherType() throws IOException {
        List<@Nullable Object> objects =
                objects().stream().<@Nullable Object>map(Node::value).toList();
        assertThat(validate(new ObjectMapper().writeValueAsString(objects)))
                .isEqualTo(objects.size() + " objects are sound\n");
    }

    @Test
    void theModelsSeeWhatIsWrong() {
        List<String> unknown = new ArrayList<>();
        Node deployment = new Node(Map.of("spec", Map.of("template", Map.of("speck", 1))));
        Node scaled = new Node(Map.of("triggers", List.of(Map.of("typ", "kafka"))));
        StrictModels.unknown("one", deployment, "Deployment", unknown);
        KedaTypes.unknown("two", scaled, "ScaledObjectSpec", unknown);
        assertThat(unknown).containsExactly("one.spec.template: unknown [speck]", "two.triggers: unknown [typ]");

        String missing = "[{\"apiVersion\": \"keda.sh/v1alpha1\", \"kind\": \"ScaledObject\", \"spec\": {}}]";
        assertThat(validate(missing)).contains("triggers").endsWith("\n0 objects are sound\n");
    }

    /// The objects of all scenarios, each one once.
    private static List<Node> objects() {
        return Scenario.rendered().stream()
                .flatMap(rendered -> rendered.objects().stream())
                .distinct()
                .toList();
    }

    private static String validate(String objects) {
        String script = Path.of("src", "test", "js", "validate.mjs").toString();
        Helm.Run run = Helm.Commands.run(List.of("node", script), Map.of(), objects);
        return run.out() + run.err();
    }
}
