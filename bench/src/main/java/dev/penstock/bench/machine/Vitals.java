package dev.penstock.bench.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// Processor time and memory of one process, as the kernel counts them.
public record Vitals(long pid) {

    /// Of this process.
    public static Vitals own() {
        return new Vitals(ProcessHandle.current().pid());
    }

    /// Seconds all its threads have used; a hundredth of a second is the finest there is.
    public double cpuSeconds() {
        return ProcStat.cpuSeconds(read("stat"));
    }

    /// Seconds that the compilers of a JVM have used, of those of their threads that live: it may fall when one ends.
    public double compilerSeconds() {
        double seconds = 0;
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(file("task"))) {
            for (Path thread : threads) {
                seconds += compilerSeconds(thread);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the threads of process " + pid + " cannot be looked at", e);
        }
        return seconds;
    }

    private static double compilerSeconds(Path thread) throws IOException {
        try {
            String stat = Files.readString(thread.resolve("stat"));
            return ProcStat.isCompiler(stat) ? ProcStat.cpuSeconds(stat) : 0;
        } catch (IOException e) {
            // One that ends is gone before it is opened, or before it is read.
            if (Files.exists(thread)) {
                throw e;
            }
            return 0;
        }
    }

    /// The most of it that has been in RAM since [#forgetPeak], in bytes.
    public long peak() {
        return ProcStat.bytes(read("status"), "VmHWM");
    }

    public void forgetPeak() {
        try {
            Files.writeString(file("clear_refs"), "5");
        } catch (IOException e) {
            throw new UncheckedIOException("the peak of process " + pid + " cannot be reset", e);
        }
    }

    private String read(String name) {
        try {
            return Files.readString(file(name));
        } catch (IOException e) {
            throw new UncheckedIOException("process " + pid + " cannot be looked at: it needs Linux, and to run", e);
        }
    }

    private Path file(String name) {
        return Path.of("/proc", Long.toString(pid), name);
    }
}
