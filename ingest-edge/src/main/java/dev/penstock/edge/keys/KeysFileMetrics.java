package dev.penstock.edge.keys;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/// The meters of the keys file.
final class KeysFileMetrics {

    private static final String READINGS = "penstock.edge.keys_file.readings";

    private final MeterRegistry registry;
    private final Counter loaded;
    private final Counter unusable;

    KeysFileMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.loaded = readings("loaded");
        this.unusable = readings("unusable");
    }

    void observe(KeysFileWatch watch) {
        Gauge.builder("penstock.edge.keys_file.keys", watch, KeysFileWatch::keys)
                .description("keys in the keys file as it was last good")
                .baseUnit("keys")
                .register(registry);
    }

    void loaded() {
        loaded.increment();
    }

    void unusable() {
        unusable.increment();
    }

    private Counter readings(String outcome) {
        return Counter.builder(READINGS)
                .description("times the keys file was found changed and read, by what became of it")
                .tag("outcome", outcome)
                .register(registry);
    }
}
