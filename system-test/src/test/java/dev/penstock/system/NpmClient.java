package dev.penstock.system;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A client from npm, unmodified, run by node.
final class NpmClient {

    /// What the client's process said.
    ///
    /// @param output its standard output
    /// @param errors its standard error
    record Answer(int exitCode, String output, String errors) {

        JsonNode json() {
            if (exitCode != 0) {
                throw new IllegalStateException("the client failed with " + exitCode + ": " + errors);
            }
            return JsonMapper.shared().readTree(output);
        }
    }

    private NpmClient() {}

    static Answer run(String script, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("node", script));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(Path.of("clients").toFile())
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String errors = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException(script + " did not end within 60 s");
        }
        return new Answer(process.exitValue(), output, errors);
    }
}
