package dev.penstock.local.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;
import java.util.concurrent.TimeUnit;

/// Two cores of this machine: one for what is measured, one for everything else, so that a load generator and a
/// broker do not take from the edge what the edge is measured by.
///
/// From [#share()] to [#close()] this process and all it starts are on the second. Fails where it cannot be done: a
/// number from a shared core would be worth nothing.
public final class Cores implements AutoCloseable {

    private final String all;
    private final int measured;
    private final int others;

    private Cores(String all, int measured, int others) {
        this.all = all;
        this.measured = measured;
        this.others = others;
    }

    /// Takes the first two cores this process may use, and moves it to the second.
    public static Cores share() {
        String allowed = allowed();
        List<Integer> cores = listed(allowed);
        if (cores.size() < 2) {
            throw new IllegalStateException("the load tests need two cores, one for the edge and one for everything"
                    + " else; this process may use only core " + allowed);
        }
        Cores shared = new Cores(allowed, cores.get(0), cores.get(1));
        taskset(Integer.toString(shared.others));
        return shared;
    }

    /// What a command begins with that shall run on the measured core.
    public List<String> measured() {
        return List.of("taskset", "-c", Integer.toString(measured));
    }

    /// The measured core, as `taskset` takes it.
    public String measuredCore() {
        return Integer.toString(measured);
    }

    /// The core of everything else.
    public String otherCore() {
        return Integer.toString(others);
    }

    /// All cores this process might use before.
    public String allCores() {
        return all;
    }

    @Override
    public void close() {
        taskset(all);
    }

    private static String allowed() {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("Cpus_allowed_list:"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("/proc/self/status names no cores"));
        } catch (IOException e) {
            throw new UncheckedIOException("the load tests need Linux: /proc/self/status cannot be read", e);
        }
    }

    /// `0-1,4` is 0, 1 and 4.
    static List<Integer> listed(String ranges) {
        List<Integer> cores = new ArrayList<>();
        StringTokenizer parts = new StringTokenizer(ranges, ",");
        while (parts.hasMoreTokens()) {
            String part = parts.nextToken();
            int dash = part.indexOf('-');
            int first = Integer.parseInt(dash < 0 ? part : part.substring(0, dash));
            int last = dash < 0 ? first : Integer.parseInt(part.substring(dash + 1));
            for (int core = first; core <= last; core++) {
                cores.add(core);
            }
        }
        return cores;
    }

    /// Moves all threads of this process; a process that it starts later follows the thread that starts it.
    private static void taskset(String cores) {
        List<String> command = List.of(
                "taskset",
                "-a",
                "-c",
                "-p",
                cores,
                Long.toString(ProcessHandle.current().pid()));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(10, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IllegalStateException(String.join(" ", command) + " failed: " + output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the load tests need `taskset` (package util-linux)", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while moving to cores " + cores, e);
        }
    }
}
