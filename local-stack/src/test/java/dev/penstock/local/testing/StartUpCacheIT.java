package dev.penstock.local.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartUpCacheIT {

    private static final String CLASS = Tiny.class.getName().replace('.', '/') + ".class";

    @TempDir
    Path folder;

    private Path classes;

    /// What is started: it says where its class came from.
    static final class Tiny {

        public static void main(String... arguments) {
            if (arguments.length > 0) {
                System.exit(Integer.parseInt(arguments[0]));
            }
            System.out.println(System.getProperty("java.class.path"));
        }
    }

    @BeforeEach
    void compile() throws Exception {
        classes = folder.resolve("classes");
        Files.createDirectories(classes.resolve(CLASS).getParent());
        try (var bytes = Tiny.class.getClassLoader().getResourceAsStream(CLASS)) {
            Files.copy(bytes, classes.resolve(CLASS));
        }
    }

    @Test
    void programOfAFolderStartsFromAJarWithACache() throws Exception {
        StartUpCache cache = cache();

        List<String> flags = cache.flags(classes.toString());

        assertThat(flags).contains("-XX:+UseSerialGC").anyMatch(flag -> flag.startsWith("-XX:AOTCache="));
        assertThat(run(flags)).endsWith(".jar");
        // With `on` a JVM that cannot use the cache does not start.
        assertThat(run(Stream.concat(flags.stream(), Stream.of("-XX:AOTMode=on"))
                        .toList()))
                .endsWith(".jar");
    }

    @Test
    void cacheIsMadeOnceAndAnewForOtherClasses() throws Exception {
        List<String> first = cache().flags(classes.toString());
        List<String> second = cache().flags(classes.toString());
        Files.writeString(classes.resolve("another.txt"), "x");
        List<String> third = cache().flags(classes.toString());

        assertThat(second).isEqualTo(first);
        assertThat(third).isNotEqualTo(first);
        try (Stream<Path> files = Files.list(folder.resolve("start-up"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".aot"))).hasSize(1);
        }
    }

    @Test
    void programThatCannotBeTrainedStartsWithoutACache() throws Exception {
        StartUpCache cache =
                new StartUpCache(folder.resolve("start-up"), List.of(), Tiny.class.getName(), List.of("3"));

        List<String> flags = cache.flags(classes.toString());

        assertThat(flags).noneMatch(flag -> flag.startsWith("-XX:AOTCache="));
        assertThat(run(flags)).endsWith(".jar");
    }

    private StartUpCache cache() {
        return new StartUpCache(
                folder.resolve("start-up"), List.of("-XX:+UseSerialGC"), Tiny.class.getName(), List.of("-Dx=y"));
    }

    private static String run(List<String> flags) throws Exception {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(flags);
        command.add(Tiny.class.getName());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
