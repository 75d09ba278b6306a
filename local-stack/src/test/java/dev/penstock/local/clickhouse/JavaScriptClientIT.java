package dev.penstock.local.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.local.testing.TestingClickHouse;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The official JavaScript client, unmodified, in a Node.js process.
class JavaScriptClientIT {

    @Test
    void clientOfNpmWorksUnmodified(@TempDir Path directory) throws Exception {
        // Beside the module's node_modules, where Node.js looks for the client.
        File script = new File("src/test/javascript/client.mjs").getAbsoluteFile();
        File output = directory.resolve("output.txt").toFile();
        try (TestingClickHouse clickHouse = TestingClickHouse.start()) {
            Process node = new ProcessBuilder("node", script.getPath(), clickHouse.url())
                    .redirectErrorStream(true)
                    .redirectOutput(output)
                    .start();
            boolean ended = node.waitFor(90, TimeUnit.SECONDS);
            node.destroyForcibly();

            assertThat(ended).as("node ended in time").isTrue();
            assertThat(Files.readString(output.toPath(), StandardCharsets.UTF_8))
                    .endsWith("all well\n");
            assertThat(node.exitValue()).isZero();
        }
    }
}
