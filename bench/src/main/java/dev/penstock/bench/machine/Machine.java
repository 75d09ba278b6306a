package dev.penstock.bench.machine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Where the figures come from: without it they mean nothing.
///
/// @param memory gigabytes
public record Machine(int cores, String processor, long memory, String kernel, String java, String commit) {

    /// This one.
    ///
    /// @param checkout whose commit it is
    public static Machine here(Path checkout) {
        return new Machine(
                Runtime.getRuntime().availableProcessors(),
                field("/proc/cpuinfo", "model name"),
                Math.round(kilobytes(field("/proc/meminfo", "MemTotal")) / (1024.0 * 1024)),
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                String.valueOf(System.getProperty("java.vm.version")),
                commit(checkout));
    }

    /// In one line.
    public String sentence() {
        return "%d cores of %s, %d GB, %s, Java %s, commit %s"
                .formatted(cores, processor, memory, kernel, java, commit);
    }

    private static String field(String file, String name) {
        try {
            return Files.readAllLines(Path.of(file)).stream()
                    .filter(line -> line.startsWith(name))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException e) {
            return "unknown";
        }
    }

    private static long kilobytes(String text) {
        String number = text.replace("kB", "").strip();
        return number.chars().allMatch(Character::isDigit) && !number.isEmpty() ? Long.parseLong(number) : 0;
    }

    private static String commit(Path checkout) {
        try {
            Process git = new ProcessBuilder(
                            List.of("git", "-C", checkout.toString(), "describe", "--always", "--dirty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String name = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return git.waitFor(10, TimeUnit.SECONDS) && git.exitValue() == 0 ? name : "unknown";
        } catch (IOException e) {
            return "unknown";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "unknown";
        }
    }
}
