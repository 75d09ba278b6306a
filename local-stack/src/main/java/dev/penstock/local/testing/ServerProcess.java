package dev.penstock.local.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// A main class of this module in a JVM of its own, with its data directory.
///
/// The child ends when this JVM does, however that happens: it watches the pipe to its standard input.
final class ServerProcess {

    private static final Duration START = Duration.ofSeconds(90);
    private static final Duration STOP = Duration.ofSeconds(30);
    private static final int TAIL_LINES = 40;

    private final String mainClass;
    private final List<String> jvmArguments;
    private final List<String> arguments;
    private final Path directory;
    private @Nullable Process process;
    private int port;

    ServerProcess(String mainClass, List<String> jvmArguments, List<String> arguments) {
        this.mainClass = mainClass;
        this.jvmArguments = List.copyOf(jvmArguments);
        this.arguments = List.copyOf(arguments);
        try {
            this.directory =
                    Files.createTempDirectory("penstock-" + mainClass.substring(mainClass.lastIndexOf('.') + 1) + "-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Starts it, on the port of the last time if there was one, and waits until it says that it is ready.
    void start() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // Quick to start: no optimizing compiler, no collector threads.
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData"));
        command.addAll(jvmArguments);
        command.addAll(List.of("-cp", StackClassPath.find(), mainClass, "--data=" + directory.resolve("data")));
        command.addAll(List.of("--port=" + port, "--watch-parent"));
        command.addAll(arguments);
        try {
            Process started = new ProcessBuilder(command)
                    .redirectError(Redirect.appendTo(log().toFile()))
                    .start();
            process = started;
            CompletableFuture<Integer> ready = new CompletableFuture<>();
            Thread.ofPlatform().daemon().name("output of " + mainClass).start(() -> follow(started, ready));
            port = ready.get(START.toMillis(), TimeUnit.MILLISECONDS);
        } catch (IOException | ExecutionException | TimeoutException e) {
            killNow();
            throw new IllegalStateException(mainClass + " did not become ready. The end of its log:\n" + tail(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            killNow();
            throw new IllegalStateException("interrupted while " + mainClass + " started", e);
        }
    }

    int port() {
        return port;
    }

    long pid() {
        return running().pid();
    }

    boolean runs() {
        Process current = process;
        return current != null && current.isAlive();
    }

    /// SIGTERM, and waits for the end.
    void stop() {
        Process stopping = running();
        signal("CONT"); // a paused process would not see the other signal
        stopping.destroy();
        awaitEnd(stopping);
    }

    /// SIGKILL, and waits for the end.
    void kill() {
        Process killed = running();
        killed.destroyForcibly();
        awaitEnd(killed);
    }

    void pause() {
        signal("STOP");
    }

    void resume() {
        signal("CONT");
    }

    /// Ends it if it runs, and deletes its directory.
    void close() {
        killNow();
        delete(directory);
    }

    /// The last lines of what it wrote, for a failure message.
    String tail() {
        try {
            List<String> lines = Files.readAllLines(log(), StandardCharsets.UTF_8);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
        } catch (IOException e) {
            return "(no log: " + e + ")";
        }
    }

    private Path log() {
        return directory.resolve("log.txt");
    }

    private Process running() {
        Process current = process;
        if (current == null || !current.isAlive()) {
            throw new IllegalStateException(mainClass + " does not run. The end of its log:\n" + tail());
        }
        return current;
    }

    private void killNow() {
        Process current = process;
        if (current != null && current.isAlive()) {
            current.destroyForcibly();
            awaitEnd(current);
        }
    }

    private void signal(String name) {
        try {
            Process kill = new ProcessBuilder(
                            "kill", "-" + name, String.valueOf(running().pid()))
                    .inheritIO()
                    .start();
            if (kill.waitFor() != 0) {
                throw new IllegalStateException("kill -" + name + " failed");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private void awaitEnd(Process ending) {
        try {
            if (!ending.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
                ending.destroyForcibly().waitFor();
                throw new IllegalStateException(
                        mainClass + " did not end within " + STOP + ". The end of its log:\n" + tail());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /// Reads the child's output to its end: a full pipe would stop it. The one line that says "ready" carries the
    /// port.
    private void follow(Process started, CompletableFuture<Integer> ready) {
        try (BufferedReader output = started.inputReader(StandardCharsets.UTF_8);
                OutputStream log = Files.newOutputStream(log(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            String line;
            while ((line = output.readLine()) != null) {
                log.write((line + "\n").getBytes(StandardCharsets.UTF_8));
                if (line.contains(" is ready on 127.0.0.1:")) {
                    ready.complete(Integer.parseInt(line.substring(line.lastIndexOf(':') + 1)));
                }
            }
            started.waitFor();
            ready.completeExceptionally(new IllegalStateException("ended with exit code " + started.exitValue()));
        } catch (IOException e) {
            ready.completeExceptionally(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void delete(Path directory) {
        try (var files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
