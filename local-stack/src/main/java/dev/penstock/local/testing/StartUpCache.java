package dev.penstock.local.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/// A program that tests start again and again, with what the JVM has learned of its classes at a first start (an AOT
/// cache): the writer is ready for 3.5 s of processor time then instead of 7.9, from a Boot jar 11.6.
///
/// The first who asks makes it, for all processes that share `folder`; the others wait meanwhile. It is made anew
/// when the class path changes. Where it cannot be made the program starts without one, more slowly.
///
/// Thread-safe.
public final class StartUpCache {

    // Alone it takes 15 s of a processor; a build has others beside it.
    private static final Duration TRAINING = Duration.ofMinutes(4);

    private final Path folder;
    private final List<String> flags;
    private final String mainClass;
    private final List<String> training;

    /// @param folder where caches are kept: below a module's `target`
    /// @param flags of each JVM that uses it. More may be added, but for those of the collector and of objects' headers
    /// @param mainClass what starts when the cache is made
    /// @param training flags and arguments with which it starts as always and then ends by itself; flags begin with
    ///     `-D` or `-X`
    public StartUpCache(Path folder, List<String> flags, String mainClass, List<String> training) {
        this.folder = folder.toAbsolutePath();
        this.flags = List.copyOf(flags);
        this.mainClass = mainClass;
        this.training = List.copyOf(training);
    }

    /// What a command has between `java` and the main class, which may be another one of the same class path.
    ///
    /// @param classPath folders in it become jars, as they are now: the JVM learns nothing of folders
    public List<String> flags(String classPath) {
        try {
            Files.createDirectories(folder);
            String jars = inJars(classPath);
            List<String> all = new ArrayList<>(flags);
            Path cache = cache(jars);
            if (Files.size(cache) > 0) {
                all.add("-XX:AOTCache=" + cache);
                // Whoever adds a flag that does not fit gets no cache, and not a line in the program's output either.
                all.add("-Xlog:aot=off");
                all.add("-Xlog:cds=off");
            }
            all.addAll(List.of("-cp", jars));
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // Empty where it could not be made: not tried again for each start.
    private Path cache(String jars) throws IOException {
        String name = mainClass.substring(mainClass.lastIndexOf('.') + 1) + "-";
        Path cache = folder.resolve(name + digest(List.of(jars, String.join(" ", flags), state(jars))) + ".aot");
        synchronized (StartUpCache.class) {
            try (FileChannel lock = FileChannel.open(
                            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    var held = lock.lock()) {
                if (held.isValid() && !Files.exists(cache)) {
                    deleteOthers(name);
                    train(jars, cache);
                }
            }
        }
        return cache;
    }

    private void train(String jars, Path cache) throws IOException {
        Path made = folder.resolve("new.aot");
        Path log = folder.resolve(cache.getFileName() + ".log");
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(flags);
        command.add("-XX:AOTCacheOutput=" + made);
        training.stream().filter(StartUpCache::isFlag).forEach(command::add);
        command.addAll(List.of("-cp", jars, mainClass));
        training.stream().filter(argument -> !isFlag(argument)).forEach(command::add);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        process.getOutputStream().close();
        try {
            boolean ended = process.waitFor(TRAINING.toSeconds(), TimeUnit.SECONDS);
            if (!ended || process.exitValue() != 0 || !Files.exists(made)) {
                Files.deleteIfExists(made);
                Files.createFile(made);
                System.err.println("no start-up cache for " + mainClass + ", which starts more slowly: see " + log);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + mainClass + " was trained", e);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        Files.move(made, cache, StandardCopyOption.ATOMIC_MOVE);
    }

    private void deleteOthers(String name) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(file -> file.getFileName().toString().startsWith(name))
                    .toList()) {
                Files.delete(file);
            }
        }
    }

    private static boolean isFlag(String argument) {
        return argument.startsWith("-D") || argument.startsWith("-X");
    }

    private String inJars(String classPath) throws IOException {
        List<String> jars = new ArrayList<>();
        for (String entry : entries(classPath)) {
            Path path = Path.of(entry);
            if (Files.isDirectory(path)) {
                jars.add(inJar(path).toString());
            } else if (Files.exists(path)) {
                jars.add(entry);
            }
        }
        return String.join(File.pathSeparator, jars);
    }

    // Named for what is in it: who asks again gets the same file, with the same time, which the JVM compares.
    private Path inJar(Path classes) throws IOException {
        Path jar = folder.resolve("classes-" + digest(List.of(classes.toString(), stateOf(classes))) + ".jar");
        if (Files.exists(jar)) {
            return jar;
        }
        Path made = Files.createTempFile(folder, "classes-", ".new");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(made))) {
            out.setLevel(0);
            for (Path file : all(classes)) {
                // Folders too: who scans packages finds them by their entries.
                String name = classes.relativize(file).toString().replace(File.separatorChar, '/');
                boolean folderEntry = Files.isDirectory(file);
                if (!name.isEmpty()) {
                    out.putNextEntry(new JarEntry(folderEntry ? name + "/" : name));
                    if (!folderEntry) {
                        Files.copy(file, out);
                    }
                    out.closeEntry();
                }
            }
        }
        synchronized (StartUpCache.class) {
            if (!Files.exists(jar)) {
                Files.move(made, jar, StandardCopyOption.ATOMIC_MOVE);
            }
        }
        Files.deleteIfExists(made);
        return jar;
    }

    private static String state(String jars) throws IOException {
        StringBuilder state = new StringBuilder();
        for (String jar : entries(jars)) {
            state.append(stateOf(Path.of(jar)));
        }
        return state.toString();
    }

    private static String stateOf(Path path) throws IOException {
        StringBuilder state = new StringBuilder();
        for (Path file : all(path)) {
            state.append(file)
                    .append(' ')
                    .append(Files.size(file))
                    .append(' ')
                    .append(Files.getLastModifiedTime(file).toMillis())
                    .append('\n');
        }
        return state.toString();
    }

    // Surefire ends a class path with a separator. What is empty is the folder one happens to be in.
    private static List<String> entries(String classPath) {
        return Stream.of(classPath.split(File.pathSeparator, -1))
                .filter(entry -> !entry.isEmpty())
                .toList();
    }

    private static List<Path> all(Path path) throws IOException {
        try (Stream<Path> files = Files.walk(path)) {
            return files.sorted().toList();
        }
    }

    private static String digest(List<String> parts) {
        try {
            byte[] all = String.join("\0", parts).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(all), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
