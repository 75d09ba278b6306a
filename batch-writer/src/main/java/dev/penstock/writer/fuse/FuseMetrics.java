package dev.penstock.writer.fuse;

import dev.penstock.control.write.WriteResult;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/// Meters of the fuse.
final class FuseMetrics {

    private final Counter written;
    private final Counter needless;
    private final Counter lostRace;
    private final Counter unavailable;

    FuseMetrics(MeterRegistry registry) {
        written = halts(registry, "written");
        needless = halts(registry, "needless");
        lostRace = halts(registry, "lost_race");
        unavailable = halts(registry, "unavailable");
    }

    void tried(WriteResult result) {
        Counter counter = switch (result) {
            case WriteResult.Written done -> written;
            case WriteResult.Conflict conflict -> needless;
            case WriteResult.LostRace race -> lostRace;
            case WriteResult.Unavailable failure -> unavailable;
        };
        counter.increment();
    }

    private static Counter halts(MeterRegistry registry, String outcome) {
        return Counter.builder("penstock.writer.halts")
                .description("tries to halt a stream whose fuse has blown, by what became of them")
                .tag("outcome", outcome)
                .register(registry);
    }
}
