package dev.penstock.bench.scenario;

import java.util.EnumMap;
import java.util.Map;

/// What the bare stages of the path cost, in processor seconds an event: their sum is the least that the whole path
/// can cost, so the machine's cores over the sum are the most events a second.
final class StageCosts {

    /// A stage, with nothing of ours in it.
    enum Stage {
        /// Taking a request of a hundred events and answering it.
        HTTP,
        /// Sending requests: the load generator's own share of this machine.
        GENERATOR,
        /// kafka-producer-perf-test.
        PRODUCE,
        /// The broker, while it is written to.
        BROKER,
        /// kafka-consumer-perf-test.
        CONSUME,
        /// The insert loop and the engine.
        INSERT
    }

    private final Map<Stage, Double> seconds = new EnumMap<>(Stage.class);

    void put(Stage stage, double secondsPerEvent) {
        if (!(secondsPerEvent >= 0) || !Double.isFinite(secondsPerEvent)) {
            throw new IllegalArgumentException(stage + " cannot cost " + secondsPerEvent + " s");
        }
        seconds.put(stage, secondsPerEvent);
    }

    /// Whether every stage was measured.
    boolean isComplete() {
        return seconds.size() == Stage.values().length;
    }

    /// Events a second that so many cores can do at most.
    double limit(int cores) {
        if (!isComplete()) {
            throw new IllegalStateException("not all stages were measured: " + seconds.keySet());
        }
        return cores
                / seconds.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    /// Microseconds an event, by stage.
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        seconds.forEach((stage, cost) ->
                text.append(text.isEmpty() ? "" : ", ").append("%s %.2f µs".formatted(stage, cost * 1e6)));
        return text.toString();
    }
}
