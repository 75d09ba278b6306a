package dev.penstock.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// `ingestctl` as an operator runs it: the program of the build, in a process of its own.
final class CommandLineRun {

    private static final long SECONDS = 60;

    private CommandLineRun() {}

    /// The program with this environment added, to be started.
    static ProcessBuilder builder(Map<String, String> environment, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of("..", "ingestctl", "bin", "ingestctl")
                .toAbsolutePath()
                .normalize()
                .toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        return builder;
    }

    /// Runs it to its end.
    static Pipeline.CtlRun of(Map<String, String> environment, String... arguments) {
        try {
            Path errors = Files.createTempFile("ingestctl", ".log");
            Process process = builder(environment, arguments)
                    .redirectError(errors.toFile())
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException("ingestctl " + String.join(" ", arguments) + " does not end:\n" + output
                        + Files.readString(errors));
            }
            String told = Files.readString(errors);
            Files.delete(errors);
            return new Pipeline.CtlRun(process.exitValue(), output, told);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run ingestctl", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while ingestctl ran", e);
        }
    }
}
