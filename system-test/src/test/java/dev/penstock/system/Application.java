package dev.penstock.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// One of our applications as an operator runs it: its jar, [Unpacked], in a JVM of its own.
///
/// Not thread-safe: the test's thread starts and ends it.
final class Application implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration STOP = Duration.ofSeconds(30);

    // C1 alone: a test is over before C2 has paid for itself.
    private static final List<String> QUICK = List.of("-Xmx384m", "-XX:TieredStopAtLevel=1");

    private final String name;
    private final List<String> command;
    private final URI readiness;
    private final Path log;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();

    private Process process;
    private long begun;
    private Duration readyAfter = Duration.ZERO;

    private Application(String name, List<String> command, URI readiness, Path log) {
        this.name = name;
        this.command = command;
        this.readiness = readiness;
        this.log = log;
        this.process = launch();
    }

    /// Starts `module`'s jar and returns once `readiness` answers 200.
    static Application start(String module, URI readiness, Path log, List<String> arguments) {
        return start(module, readiness, log, List.of(), QUICK, arguments);
    }

    /// The same with a JVM of one's own.
    ///
    /// @param wrapper what the command begins with, such as `taskset`; the process stays the same
    /// @param jvm flags of the JVM
    static Application start(
            String module, URI readiness, Path log, List<String> wrapper, List<String> jvm, List<String> arguments) {
        return startCommand(module, readiness, log, command(module, wrapper, jvm, arguments));
    }

    /// Starts a command of its own and returns once `readiness` answers 200.
    static Application startCommand(String name, URI readiness, Path log, List<String> command) {
        Application application = launch(name, readiness, log, command);
        application.awaitReady();
        return application;
    }

    /// Starts a command of its own, which becomes ready while others start: see [#awaitReady].
    static Application launch(String name, URI readiness, Path log, List<String> command) {
        return new Application(name, command, readiness, log);
    }

    /// The jar as the build made it.
    ///
    /// @param folder not needed: it may write everywhere
    static List<String> jar(String module, Path folder, List<String> arguments) {
        return command(module, List.of(), QUICK, arguments);
    }

    private static List<String> command(String module, List<String> wrapper, List<String> jvm, List<String> arguments) {
        List<String> command = new ArrayList<>(wrapper);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(Unpacked.of(module).command(jvm));
        command.addAll(arguments);
        return command;
    }

    static Path jarOf(String module) {
        Path target = Path.of("..", module, "target").toAbsolutePath().normalize();
        try (var files = Files.list(target)) {
            return files.filter(file -> file.getFileName().toString().endsWith("-app.jar"))
                    .findFirst()
                    .orElseThrow(() ->
                            new IllegalStateException("no application jar in " + target + "; run mvn package first"));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look for the application jar in " + target, e);
        }
    }

    /// Returns once it is ready, and ends it when it does not become so.
    ///
    /// @throws IllegalStateException with the end of its log when it is not within a minute
    void awaitReady() {
        long deadline = begun + START.toNanos();
        try {
            while (!isReady()) {
                if (!process.isAlive()) {
                    throw new IllegalStateException(name + " ended with " + process.exitValue() + ":\n" + tail());
                }
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException(name + " was not ready after " + START + ":\n" + tail());
                }
                pause();
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
        readyAfter = Duration.ofNanos(System.nanoTime() - begun);
    }

    /// Ends it as a power cut would: no handler runs.
    void kill() {
        process.destroyForcibly();
        awaitExit();
    }

    /// Asks it to stop and returns once it has, which it must within its own promise of 30 s.
    ///
    /// @return how long it took
    Duration terminate() {
        long start = System.nanoTime();
        process.destroy();
        awaitExit();
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /// Starts it again after [#kill] or [#terminate], on the same ports.
    void restart() {
        process = launch();
        awaitReady();
    }

    /// How long after its start it was ready, to a tenth of a second.
    Duration readyAfter() {
        return readyAfter;
    }

    Path log() {
        return log;
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private Process launch() {
        begun = System.nanoTime();
        try {
            Process started = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            // Nobody closes it when the tests are ended from outside. Of a process that ended it does nothing.
            Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly));
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + name, e);
        }
    }

    private boolean isReady() {
        HttpRequest request =
                HttpRequest.newBuilder(readiness).timeout(Duration.ofSeconds(2)).build();
        try {
            return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + name + " was starting", e);
        }
    }

    private void awaitExit() {
        try {
            if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException(name + " did not end within " + STOP + ":\n" + tail());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + name + " was ending", e);
        }
    }

    private String tail() {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
        } catch (IOException e) {
            return "(no log: " + e.getMessage() + ")";
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
