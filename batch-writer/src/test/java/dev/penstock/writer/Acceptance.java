package dev.penstock.writer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// How often a drill runs, and where its verdict is kept, as in `system-test`.
final class Acceptance {

    private Acceptance() {}

    static boolean isFull() {
        return Boolean.getBoolean("penstock.full");
    }

    /// `full` in the full run, else `once`.
    static <T> T choose(T once, T full) {
        return isFull() ? full : once;
    }

    /// Keeps what a drill counted in `build/acceptance/<scenario>.json`.
    static void record(String scenario, Map<String, ?> counts) {
        Path file = Path.of("..", "build", "acceptance", scenario + ".json");
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(
                    file, JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(counts) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }
}
