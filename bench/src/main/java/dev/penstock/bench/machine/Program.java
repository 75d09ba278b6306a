package dev.penstock.bench.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// A process of a run. Ends with [#close], or when this JVM does.
public final class Program implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(60);
    private static final long STOP_SECONDS = 15;
    private static final int TAIL = 25;
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    private final String name;
    private final Path log;
    private final Process process;
    private final Thread reaper;
    private final long started = System.nanoTime();

    private Program(String name, List<String> command, Map<String, String> environment, Path log) {
        this.name = name;
        this.log = log;
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        try {
            this.process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + name, e);
        }
        this.reaper = new Thread(process::destroyForcibly, "end of " + name);
        Runtime.getRuntime().addShutdownHook(reaper);
    }

    /// Starts it; does not wait.
    ///
    /// @param log where its output goes
    public static Program start(String name, List<String> command, Map<String, String> environment, Path log) {
        return new Program(name, command, environment, log);
    }

    /// Runs it to its end and returns what it wrote.
    ///
    /// @throws IllegalStateException with the end of its output when it fails or takes too long
    public static String run(
            String name, List<String> command, Map<String, String> environment, Path log, Duration patience) {
        try (Program program = start(name, command, environment, log)) {
            if (!program.process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)
                    || program.process.exitValue() != 0) {
                throw new IllegalStateException(
                        name + " failed or took more than " + patience + ":\n" + program.tail());
            }
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException("no output of " + name, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + name + " ran", e);
        }
    }

    /// A port of the loopback address that nobody listens on.
    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("no free port", e);
        }
    }

    public Vitals vitals() {
        return new Vitals(process.pid());
    }

    /// Waits until a GET there is answered 200.
    ///
    /// @return how long it took since the start
    public Duration awaitAnswer(URI url) {
        return await(() -> status(url) == 200);
    }

    /// Waits until its output has this text.
    public Duration awaitOutput(String text) {
        return await(() -> output().contains(text));
    }

    /// Moves all its threads to these cores, a list as `taskset` takes it.
    public void pin(String cores) {
        command("taskset", "-a", "-c", "-p", cores, Long.toString(process.pid()));
    }

    /// SIGSTOP: it uses nothing and answers nothing.
    public void pause() {
        command("kill", "-STOP", Long.toString(process.pid()));
    }

    /// Ends [#pause].
    public void resume() {
        command("kill", "-CONT", Long.toString(process.pid()));
    }

    /// SIGKILL: it ends in the middle of what it does. Returns once it is gone.
    public void kill() {
        process.destroyForcibly();
        close();
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            resume();
            process.destroy();
        }
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor(STOP_SECONDS, TimeUnit.SECONDS);
            }
            Runtime.getRuntime().removeShutdownHook(reaper);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        } catch (IllegalStateException e) {
            // This JVM is ending already; the hook does the rest.
            process.destroyForcibly();
        }
    }

    private Duration await(BooleanSupplier ready) {
        long deadline = started + START.toNanos();
        while (!ready.getAsBoolean()) {
            if (!process.isAlive()) {
                throw new IllegalStateException(name + " ended with " + process.exitValue() + ":\n" + tail());
            }
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException(name + " was not ready after " + START + ":\n" + tail());
            }
            pause(20);
        }
        return Duration.ofNanos(System.nanoTime() - started);
    }

    private static int status(URI url) {
        try {
            return HTTP.send(
                            HttpRequest.newBuilder(url)
                                    .timeout(Duration.ofSeconds(2))
                                    .build(),
                            BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a server started", e);
        }
    }

    private static void command(String... words) {
        try {
            Process command =
                    new ProcessBuilder(words).redirectErrorStream(true).start();
            String output = new String(command.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!command.waitFor(10, TimeUnit.SECONDS) || command.exitValue() != 0) {
                throw new IllegalStateException(String.join(" ", words) + " failed: " + output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + words[0], e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted in " + words[0], e);
        }
    }

    private String output() {
        try {
            return Files.exists(log) ? Files.readString(log) : "";
        } catch (IOException e) {
            return "";
        }
    }

    private String tail() {
        List<String> lines = output().lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL), lines.size()));
    }

    private static void pause(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting", e);
        }
    }
}
