package dev.penstock.local.containers;

import java.nio.file.Files;
import java.nio.file.Path;

/// The folder that holds docker-compose.yml, from wherever the test runs.
final class Checkout {

    private Checkout() {}

    static Path root() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.isRegularFile(at.resolve("docker-compose.yml"))) {
                return at;
            }
        }
        throw new IllegalStateException(
                "docker-compose.yml is in no folder above " + Path.of("").toAbsolutePath());
    }
}
