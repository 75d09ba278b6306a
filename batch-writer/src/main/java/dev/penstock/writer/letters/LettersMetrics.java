package dev.penstock.writer.letters;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Meters of the dead letters on their way into ClickHouse.
final class LettersMetrics {

    private final Map<Outcome, Counter> letters = new EnumMap<>(Outcome.class);
    private final Map<Quarantined, Counter> quarantined = new EnumMap<>(Quarantined.class);
    private final Map<Failure, Counter> failures = new EnumMap<>(Failure.class);
    private final Counter withheld;
    private final Counter lost;
    private final Counter looked;
    private final Counter superseded;
    private final Counter looksFailed;

    LettersMetrics(MeterRegistry registry, LettersState state) {
        for (Outcome outcome : Outcome.values()) {
            letters.put(
                    outcome,
                    Counter.builder("penstock.writer.letters")
                            .description("dead letters whose place in the topic was committed, by what became of them")
                            .baseUnit("letters")
                            .tag("outcome", outcome.tag())
                            .register(registry));
        }
        for (Quarantined outcome : Quarantined.values()) {
            quarantined.put(
                    outcome,
                    Counter.builder("penstock.writer.letters.quarantined")
                            .description("letters of streams that have a quarantine table, by whether it took them")
                            .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
        for (Failure failure : Failure.values()) {
            failures.put(
                    failure,
                    Counter.builder("penstock.writer.letters.failures")
                            .description("attempts to load letters that failed and are made again, by what failed")
                            .tag("cause", failure.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
        withheld = Counter.builder("penstock.writer.letters.withheld")
                .description("letters whose payload is left out because the rules for personal data failed")
                .register(registry);
        lost = Counter.builder("penstock.writer.letters.lost")
                .description("letters that Kafka deleted before they were loaded")
                .register(registry);
        looked = Counter.builder("penstock.writer.letters.looked")
                .description("open letters that were looked at, whether their event is stored by now")
                .register(registry);
        superseded = Counter.builder("penstock.writer.letters.superseded")
                .description("letters whose event turned out to be stored")
                .register(registry);
        looksFailed = Counter.builder("penstock.writer.letters.looks.failed")
                .description("looks at open letters that failed, and are made again later")
                .register(registry);
        Gauge.builder("penstock.writer.letters.unread", state, LettersState::unread)
                .description("letters in Kafka that are not loaded, of the partitions this writer has")
                .baseUnit("letters")
                .register(registry);
        Gauge.builder("penstock.writer.letters.lag", state, LettersState::lagSeconds)
                .description("age of the oldest letter that is read and not loaded")
                .baseUnit("seconds")
                .register(registry);
        Gauge.builder("penstock.writer.letters.halted", state, current -> current.halted() ? 1 : 0)
                .description("1 while letters wait for somebody to act")
                .register(registry);
    }

    void done(Outcome outcome, int count) {
        add(letters.get(outcome), count);
    }

    void quarantined(Quarantined outcome, int count) {
        add(quarantined.get(outcome), count);
    }

    void failed(Failure failure) {
        add(failures.get(failure), 1);
    }

    void withheld() {
        withheld.increment();
    }

    void lost(long count) {
        lost.increment((double) count);
    }

    void looked(int count, int found) {
        looked.increment(count);
        superseded.increment(found);
    }

    void lookFailed() {
        looksFailed.increment();
    }

    private static void add(@Nullable Counter counter, int count) {
        if (counter != null) {
            counter.increment(count);
        }
    }

    /// What became of a letter.
    enum Outcome {
        /// It is in the table.
        LOADED,
        /// It is in the table without its text, which ClickHouse refused.
        REDUCED,
        /// ClickHouse refused even that; it is in the topic alone.
        SKIPPED;

        String tag() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Whether a quarantine table took a letter.
    enum Quarantined {
        STORED,
        REFUSED
    }

    /// What failed.
    enum Failure {
        CLICKHOUSE,
        HALTED,
        KAFKA
    }
}
