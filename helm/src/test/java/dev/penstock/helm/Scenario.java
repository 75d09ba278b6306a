package dev.penstock.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;

/// A file of values in `penstock/ci`: a way in which people run this.
///
/// @param values the file
record Scenario(Path values) {

    private static final Path CI = Helm.CHART.resolve("ci");

    // Each is rendered once for all tests.
    private static final ConcurrentMap<List<Object>, Helm.Run> RENDERS = new ConcurrentHashMap<>();

    static Scenario of(String name) {
        return new Scenario(CI.resolve(name + "-values.yaml"));
    }

    static Stream<Scenario> all() {
        try (Stream<Path> files = Files.list(CI)) {
            return files.sorted().map(Scenario::new).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String name() {
        return values.getFileName().toString().replace("-values.yaml", "");
    }

    /// What Helm makes of it, as text.
    String text(Helm helm, String... more) {
        Helm.Run run =
                RENDERS.computeIfAbsent(List.of(helm, values, List.of(more)), once -> helm.template(values, more));
        assertThat(run.code()).as(name() + ": " + run.err()).isZero();
        return run.out();
    }

    /// What Helm 4 makes of it.
    Rendered render(String... more) {
        return Rendered.of(text(Helm.V4, more));
    }

    static List<Rendered> rendered() {
        return all().map(Scenario::render).toList();
    }

    @Override
    public String toString() {
        return name();
    }
}
