package dev.penstock.writer;

import dev.penstock.local.testing.StartUpCache;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// The writer in a process of its own, so that it can be killed. Ends with the test.
final class WriterProcess implements AutoCloseable {

    private static final List<String> FLAGS = List.of(
            "-Xmx512m",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    private static final StartUpCache CACHE = new StartUpCache(
            Path.of("target", "start-up"),
            FLAGS,
            WriterApplication.class.getName(),
            List.of(
                    "-Dspring.context.exit=onRefresh",
                    "--spring.kafka.bootstrap-servers=127.0.0.1:1",
                    "--management.server.port=0"));

    // A machine with nothing to spare makes a writer that is well answer late.
    private static final Duration ANSWER = Duration.ofSeconds(15);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(ANSWER).build();
    private final int port = freePort();
    private final Path log;
    private final Process process;

    private WriterProcess(Class<?> main, List<String> properties) {
        try {
            log = Files.createTempFile(Path.of("target"), "writer-", ".log");
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString()));
            command.addAll(flags());
            command.addAll(List.of(main.getName(), "--management.server.port=" + port));
            properties.forEach(property -> command.add("--" + property));
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            // Nobody closes it when the tests are ended from outside. Of a process that ended it does nothing.
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // A mutant's class is before the others, and stays alone.
    private static List<String> flags() {
        String classPath = System.getProperty("java.class.path");
        if (Mutant.chosen().isEmpty()) {
            return CACHE.flags(classPath);
        }
        List<String> flags = new ArrayList<>(FLAGS);
        flags.addAll(List.of("-cp", Mutant.chosen().get().classes() + File.pathSeparator + classPath));
        return flags;
    }

    static WriterProcess start(List<String> properties) {
        return new WriterProcess(WriterApplication.class, properties);
    }

    /// One that kills itself at `failpoint`, written as [MortalWriter] takes it.
    static WriterProcess startMortal(String failpoint, List<String> properties) {
        List<String> all = new ArrayList<>(properties);
        all.add("failpoint=" + failpoint);
        return new WriterProcess(MortalWriter.class, all);
    }

    /// 0 while it does not answer at all.
    int readiness() {
        return get("/actuator/health/readiness").map(HttpResponse::statusCode).orElse(0);
    }

    String health() {
        return get("/actuator/health/readiness").map(HttpResponse::body).orElse("");
    }

    /// What one component says of itself.
    String health(String component) {
        return get("/actuator/health/" + component).map(HttpResponse::body).orElse("");
    }

    /// The sum of a meter's samples whose line contains `labels`.
    ///
    /// @throws AssertionError when nothing was read, which is not 0: `untilAsserted` tries again
    double metric(String name, String labels) {
        return get("/actuator/prometheus")
                .filter(answer -> answer.statusCode() == 200)
                .orElseThrow(() -> new AssertionError("the writer does not tell its metrics"))
                .body()
                .lines()
                .filter(line -> line.startsWith(name) && line.contains(labels))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    long logged(String sentence) {
        try (var lines = Files.lines(log)) {
            return lines.filter(line -> line.contains(sentence)).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean alive() {
        return process.isAlive();
    }

    /// 137 when it was killed, or killed itself.
    int exitCode() {
        return process.exitValue();
    }

    /// SIGSTOP: it does nothing, and its connections stay open.
    void pause() {
        signal("STOP");
    }

    /// Ends [#pause].
    void resume() {
        signal("CONT");
    }

    void kill() {
        process.destroyForcibly();
        await(Duration.ofSeconds(10));
    }

    /// SIGTERM; the time it took to end.
    Duration terminate() {
        long started = System.nanoTime();
        process.destroy();
        await(Duration.ofSeconds(40));
        return Duration.ofNanos(System.nanoTime() - started);
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            await(Duration.ofSeconds(10));
        } finally {
            http.shutdownNow();
            http.close();
        }
    }

    private void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private void await(Duration time) {
        try {
            if (!process.waitFor(time.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("the writer did not end in " + time);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private Optional<HttpResponse<String>> get(String path) {
        try {
            return Optional.of(http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                            .timeout(ANSWER)
                            .build(),
                    HttpResponse.BodyHandlers.ofString()));
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
