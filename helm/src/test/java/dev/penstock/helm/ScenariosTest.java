package dev.penstock.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each way to run it, under both lines of Helm.
class ScenariosTest {

    private static final Path GOLDEN = Path.of("src", "test", "resources", "golden");

    private static final String LEAST = "minimal";

    static Stream<Scenario> scenarios() {
        return Scenario.all();
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void bothHelmsLintAndRenderTheSame(Scenario scenario) {
        for (Helm helm : Helm.values()) {
            Helm.Run lint = helm.lint(scenario.values());
            assertThat(lint.code()).as(lint.out() + lint.err()).isZero();
        }
        assertThat(scenario.text(Helm.V3)).isEqualTo(scenario.text(Helm.V4));
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void whatIsRenderedIsWhatWasReviewed(Scenario scenario) throws IOException {
        Golden.check(
                GOLDEN.resolve(scenario.name() + ".yaml"),
                scenario.name().equals(LEAST) ? scenario.text(Helm.V4) : besideTheLeast(scenario));
    }

    @Test
    void thereIsNoGoldenFileOfNothing() throws IOException {
        try (Stream<Path> files = Files.list(GOLDEN)) {
            assertThat(files.map(file -> file.getFileName().toString().replace(".yaml", "")))
                    .containsExactlyInAnyOrderElementsOf(
                            Scenario.all().map(Scenario::name).toList());
        }
    }

    @Test
    void theTwoHelmsAreOfTheTwoLines() {
        assertThat(Helm.V3.run(List.of("version", "--short")).out()).startsWith("v3.");
        assertThat(Helm.V4.run(List.of("version", "--short")).out()).startsWith("v4.");
    }

    @Test
    void theChartCanBePackaged() throws IOException {
        Path target = Files.createDirectories(Path.of("target", "package"));
        Helm.Run run = Helm.V4.run(List.of("package", Helm.CHART.toString(), "--destination", target.toString()));
        assertThat(run.code()).as(run.err()).isZero();
    }

    /// The objects that the least does not have like that, and the names of those that only the least has.
    private static String besideTheLeast(Scenario scenario) {
        List<String> least = documents(Scenario.of(LEAST));
        List<String> own = documents(scenario);
        StringBuilder text = new StringBuilder();
        own.stream()
                .filter(each -> !least.contains(each))
                .forEach(each -> text.append("---\n").append(each));
        List<String> names = own.stream().map(ScenariosTest::name).toList();
        List<String> gone =
                new ArrayList<>(least.stream().map(ScenariosTest::name).toList());
        gone.removeAll(names);
        gone.forEach(each -> text.append("# not rendered: ").append(each).append('\n'));
        return text.toString();
    }

    private static List<String> documents(Scenario scenario) {
        return Stream.of(scenario.text(Helm.V4).split("(?m)^---\n"))
                .filter(each -> !Rendered.of(each).objects().isEmpty())
                .toList();
    }

    private static String name(String document) {
        Rendered.Node object = Rendered.of(document).objects().getFirst();
        return object.text("kind") + "/" + object.text("metadata.name");
    }
}
