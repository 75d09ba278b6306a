package dev.penstock.bench.machine;

import java.util.LinkedHashMap;
import java.util.Map;

/// Processor time of several processes between two moments.
public final class Clocked {

    private final Map<String, Vitals> processes;
    private final Map<String, Double> before = new LinkedHashMap<>();
    private final long begun = System.nanoTime();

    private Clocked(Map<String, Vitals> processes) {
        this.processes = new LinkedHashMap<>(processes);
        this.processes.forEach((name, vitals) -> before.put(name, vitals.cpuSeconds()));
    }

    /// Begins now.
    public static Clocked start(Map<String, Vitals> processes) {
        return new Clocked(processes);
    }

    /// What each has used until now.
    public Spent stop() {
        double seconds = (System.nanoTime() - begun) / 1e9;
        Map<String, Double> cpu = new LinkedHashMap<>();
        processes.forEach((name, vitals) -> cpu.put(name, vitals.cpuSeconds() - before.getOrDefault(name, 0.0)));
        return new Spent(seconds, cpu);
    }

    /// What was used.
    ///
    /// @param seconds that have passed
    /// @param cpu processor seconds by process
    public record Spent(double seconds, Map<String, Double> cpu) {

        public Spent {
            cpu = new LinkedHashMap<>(cpu);
        }

        public double of(String process) {
            return cpu.getOrDefault(process, 0.0);
        }

        public double all() {
            return cpu.values().stream().mapToDouble(Double::doubleValue).sum();
        }
    }
}
