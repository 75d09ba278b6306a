package dev.penstock.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// What the images hold, started as a hardened pod starts it: root read-only, no executables where it may write,
/// another user, no capabilities.
///
/// @param layout the folder that `images/bin/build-layout` made
/// @param environment variables of each module, as a pod would set them
record Hardened(Path layout, Map<String, Map<String, String>> environment) implements Launch {

    Hardened {
        environment = Map.copyOf(environment);
    }

    /// Makes the layout of the jars that the build has made, unless another test has made it of the same.
    static Hardened build(Map<String, Map<String, String>> environment) {
        Path layout = Path.of("..", "build", "images").toAbsolutePath().normalize();
        Path stamp = layout.resolve("made-of");
        try {
            Files.createDirectories(layout.getParent());
            // Two runs of the tests in one checkout are two processes.
            try (FileChannel lock = FileChannel.open(
                            layout.resolveSibling("images.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    var held = lock.lock()) {
                String sources = sources();
                if (held.isValid()
                        && (!Files.exists(stamp) || !Files.readString(stamp).equals(sources))) {
                    Files.deleteIfExists(stamp);
                    run(List.of(script("build-layout"), "all", layout.toString()));
                    Files.writeString(stamp, sources);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot compare " + layout + " with what it is made of", e);
        }
        return new Hardened(layout, environment);
    }

    // Each file with its content: the jars, which all have the same time, and what puts them into images.
    private static String sources() throws IOException {
        List<Path> files = new ArrayList<>();
        for (String module : List.of("ingest-edge", "batch-writer", "ingestctl")) {
            files.add(Application.jarOf(module));
        }
        try (Stream<Path> scripts = Files.walk(Path.of("..", "images"))) {
            files.addAll(scripts.filter(Files::isRegularFile).sorted().toList());
        }
        StringBuilder sources = new StringBuilder();
        for (Path file : files) {
            sources.append(file).append(' ').append(Unpacked.digest(file)).append('\n');
        }
        return sources.toString();
    }

    /// Whether `images/modules` names what the jars use, in the script's own words.
    static String modules() {
        return run(List.of(script("build-layout"), "modules"));
    }

    @Override
    public List<String> command(String module, Path folder, List<String> arguments) {
        List<String> command = in(module, List.of("--data", folder.toString()));
        command.addAll(List.of("java", "@/app/java.args", "-jar", "app.jar"));
        command.addAll(arguments);
        return command;
    }

    /// Runs something else in the place of an application and returns what it wrote.
    String shell(String module, String text) {
        List<String> command = in(module, List.of());
        command.addAll(List.of("sh", "-c", text));
        return run(command);
    }

    /// Runs `ingestctl` of the image.
    String ingestctl(String... arguments) {
        List<String> command = in("ingestctl", List.of());
        command.add("ingestctl");
        command.addAll(List.of(arguments));
        return run(command);
    }

    /// How to run something in an image.
    ///
    /// @param options of `run-hardened`: variables, volumes
    /// @param words what is run, and its arguments
    List<String> command(String module, List<String> options, List<String> words) {
        List<String> command = in(module, options);
        command.addAll(words);
        return command;
    }

    private List<String> in(String module, List<String> options) {
        List<String> command = new ArrayList<>(List.of(script("run-hardened"), layout.toString(), module));
        command.addAll(options);
        environment
                .getOrDefault(module, Map.of())
                .forEach((name, value) -> command.addAll(List.of("--env", name + "=" + value)));
        command.add("--");
        return command;
    }

    private static String script(String name) {
        return Path.of("..", "images", "bin", name).toAbsolutePath().normalize().toString();
    }

    private static String run(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        try {
            Process process = builder.start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(10, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IllegalStateException(String.join(" ", command) + " failed:\n" + output);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + command.getFirst(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while running " + command.getFirst(), e);
        }
    }
}
