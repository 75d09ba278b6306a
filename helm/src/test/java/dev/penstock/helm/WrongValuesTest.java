package dev.penstock.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Values that cannot work stop the installation, and the message names them.
class WrongValuesTest {

    private static final Path WRONG = Path.of("src", "test", "resources", "wrong");

    /// The first lines of a file say what its message must have.
    private static final String NAMES = "# names: ";

    static Stream<Path> wrong() throws IOException {
        try (Stream<Path> files = Files.list(WRONG)) {
            return files.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void theMessageNamesTheValue(Path file) throws IOException {
        List<String> names = Files.readAllLines(file).stream()
                .filter(line -> line.startsWith(NAMES))
                .map(line -> line.substring(NAMES.length()))
                .toList();
        assertThat(names).as("what %s must name", file).isNotEmpty();
        for (Helm helm : Helm.values()) {
            Helm.Run run = helm.template(Scenario.of("minimal").values(), "--values", file.toString());
            assertThat(run.code()).as("%s must not render", file).isNotZero();
            // Helm 3 writes a.b, Helm 4 /a/b.
            assertThat(run.err().replace("'/", "'").replace('/', '.')).contains(names);
        }
    }
}
