package dev.penstock.sink.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SchemaVersionTest {

    @Test
    void theStepsWeNameAreTheFilesWeShip() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/main/resources/dev/penstock/sink/migrate"))) {
            List<String> names =
                    files.map(file -> file.getFileName().toString()).toList();

            assertThat(names)
                    .containsExactlyInAnyOrderElementsOf(SchemaVersion.STEPS.stream()
                            .map(SchemaVersion.Step::file)
                            .toList());
        }
    }
}
