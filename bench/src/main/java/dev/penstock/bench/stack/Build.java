package dev.penstock.bench.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What `./penstock build` has put together: the class path, the main class and the start-up cache of each program.
///
/// @param root of the checkout; every program starts in it, as the launcher's do
/// @param folder of the build
/// @param edgeFlags the launcher's, of the JVM of the edge; the bare handlers get them too
/// @param writerFlags the same of the writer
public record Build(Path root, Path folder, List<String> edgeFlags, List<String> writerFlags) {

    private static final List<String> SERVER = List.of("-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED");

    public Build {
        edgeFlags = List.copyOf(edgeFlags);
        writerFlags = List.copyOf(writerFlags);
    }

    /// The command of an application, with its start-up cache if there is one, as the launcher's.
    List<String> application(String name, List<String> flags, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(java()));
        command.addAll(flags);
        Path cache = folder.resolve(name).resolve("cache.aot");
        if (Files.exists(cache)) {
            command.add("-XX:AOTCache=" + root.relativize(cache));
        }
        command.addAll(List.of("-cp", classPath(name), read(name, "main")));
        command.addAll(arguments);
        return command;
    }

    /// The command of a server of the local stack.
    List<String> local(String mainClass, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(java(), "-Xmx512m", "-XX:TieredStopAtLevel=1"));
        command.addAll(SERVER);
        command.add("--sun-misc-unsafe-memory-access=allow");
        command.addAll(List.of("-cp", classPath("local-stack"), mainClass));
        command.addAll(arguments);
        return command;
    }

    /// The command of a main class of this module, with the flags of the edge.
    public List<String> own(Class<?> mainClass, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(java()));
        command.addAll(edgeFlags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass.getName()));
        command.addAll(arguments);
        return command;
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    String classPath(String program) {
        return read(program, "classpath");
    }

    private String read(String program, String file) {
        Path path = folder.resolve(program).resolve(file);
        try {
            return Files.readString(path).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(path + " is missing: run ./penstock build", e);
        }
    }
}
