package dev.penstock.system;

import dev.penstock.local.testing.StartUpCache;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/// An application as our images have it: its Boot jar unpacked, with an AOT cache. Made once for each build.
record Unpacked(Path jar, StartUpCache cache) {

    private static final Path FOLDER = Path.of("target", "start-up");

    private static final List<String> FLAGS =
            List.of("-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");

    private static final List<String> TRAINING = List.of(
            "-XX:TieredStopAtLevel=1",
            "-Dspring.context.exit=onRefresh",
            "--spring.kafka.bootstrap-servers=127.0.0.1:1",
            "--server.port=0",
            "--management.server.port=0");

    private static final Map<String, Unpacked> KNOWN = new ConcurrentHashMap<>();

    static Unpacked of(String module) {
        return KNOWN.computeIfAbsent(module, Unpacked::unpack);
    }

    /// What a command has between `java` and the program's own arguments.
    ///
    /// @param jvm more flags
    List<String> command(List<String> jvm) {
        return Stream.of(cache.flags(jar.toString()), jvm, List.of(mainClass(jar)))
                .flatMap(List::stream)
                .toList();
    }

    private static Unpacked unpack(String module) {
        Path boot = Application.jarOf(module);
        try {
            Files.createDirectories(FOLDER);
            // The build gives each jar the same time. Of other content it must be another folder, or the JVM takes the
            // classes of the cache for those of the jar.
            Path folder = FOLDER.resolve(module + "-" + digest(boot)).toAbsolutePath();
            if (!Files.exists(folder)) {
                deleteOlder(module);
                Path made = Files.createTempDirectory(FOLDER, module).toAbsolutePath();
                extract(boot, made);
                moveOrDelete(made, folder);
            }
            Path jar = folder.resolve(boot.getFileName());
            return new Unpacked(jar, new StartUpCache(FOLDER, FLAGS, mainClass(jar), TRAINING));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unpack " + boot, e);
        }
    }

    private static void extract(Path boot, Path folder) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djarmode=tools",
                        "-jar",
                        boot.toString(),
                        "extract",
                        "--force",
                        "--destination",
                        folder.toString())
                .inheritIO()
                .start();
        try {
            if (!process.waitFor(2, TimeUnit.MINUTES) || process.exitValue() != 0) {
                throw new IOException("extract did not end well");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            process.destroyForcibly();
        }
    }

    // Another run of the tests may have been quicker.
    private static void moveOrDelete(Path made, Path folder) throws IOException {
        try {
            Files.move(made, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (!Files.exists(folder)) {
                throw e;
            }
            delete(made);
        }
    }

    private static void deleteOlder(String module) throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            for (Path folder : files.filter(
                            file -> file.getFileName().toString().startsWith(module + "-"))
                    .toList()) {
                delete(folder);
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    /// Tells files apart by what is in them.
    static String digest(Path file) throws IOException {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String mainClass(Path jar) {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.getManifest().getMainAttributes().getValue("Main-Class");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + jar, e);
        }
    }
}
