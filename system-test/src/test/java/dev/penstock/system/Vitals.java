package dev.penstock.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Memory and processor time of an application's JVM, as the kernel and the JVM itself count them.
final class Vitals {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    private final long pid;
    private final URI scrape;

    /// @param scrape where the application tells Prometheus its metrics
    Vitals(long pid, URI scrape) {
        this.pid = pid;
        this.scrape = scrape;
    }

    /// Memory of this process in RAM at the moment, in bytes.
    long resident() {
        return status("VmRSS:");
    }

    /// The most there has been in RAM since [#forgetPeak()], in bytes.
    long residentPeak() {
        return status("VmHWM:");
    }

    void forgetPeak() {
        try {
            Files.writeString(process("clear_refs"), "5");
        } catch (IOException e) {
            throw new UncheckedIOException("the peak of the memory cannot be reset", e);
        }
    }

    /// Live objects in bytes: what is left of the heap after a collection.
    long heapAfterCollection() {
        run(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(pid), "GC.run");
        return metrics().entrySet().stream()
                .filter(metric -> metric.getKey().startsWith("jvm_memory_used_bytes{")
                        && metric.getKey().contains("area=\"heap\""))
                .mapToLong(metric -> metric.getValue().longValue())
                .sum();
    }

    /// Processor time all threads have used, in nanoseconds, without those of the compiler: how much it has to do
    /// depends on how long the process has been running, not on the requests.
    long processorNanos() {
        try (Stream<Path> threads = Files.list(process("task"))) {
            return threads.mapToLong(Vitals::processorNanos).sum();
        } catch (IOException e) {
            throw new UncheckedIOException("the threads of process " + pid + " cannot be listed", e);
        }
    }

    /// What the application tells Prometheus: value by name with tags.
    Map<String, Double> metrics() {
        Map<String, Double> metrics = new TreeMap<>();
        scraped().lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            int space = line.lastIndexOf(' ');
            metrics.put(line.substring(0, space), Double.valueOf(line.substring(space + 1)));
        });
        return metrics;
    }

    /// The same as text.
    String scraped() {
        return read(scrape);
    }

    /// What an application tells Prometheus there.
    static String read(URI scrape) {
        try {
            return HTTP.send(
                            HttpRequest.newBuilder(scrape)
                                    .timeout(Duration.ofSeconds(20))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException("no metrics at " + scrape, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while reading metrics", e);
        }
    }

    private static long processorNanos(Path thread) {
        try {
            String name = Files.readString(thread.resolve("comm"));
            if (name.startsWith("C1 Comp") || name.startsWith("C2 Comp")) {
                return 0;
            }
            String times = Files.readString(thread.resolve("schedstat"));
            return Long.parseLong(times.substring(0, times.indexOf(' ')));
        } catch (IOException e) {
            // The thread has ended meanwhile.
            return 0;
        }
    }

    private long status(String field) {
        try {
            return Files.readAllLines(process("status")).stream()
                    .filter(line -> line.startsWith(field))
                    .mapToLong(line -> Long.parseLong(
                            line.substring(field.length(), line.indexOf(" kB")).strip()))
                    .map(kilobytes -> kilobytes * 1024)
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no " + field + " of process " + pid));
        } catch (IOException e) {
            throw new UncheckedIOException("process " + pid + " cannot be looked at", e);
        }
    }

    private Path process(String file) {
        return Path.of("/proc", Long.toString(pid), file);
    }

    private static void run(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IllegalStateException(String.join(" ", command) + " failed: " + output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + command[0], e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while running " + command[0], e);
        }
    }
}
