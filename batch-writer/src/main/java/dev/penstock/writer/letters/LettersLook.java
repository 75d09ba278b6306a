package dev.penstock.writer.letters;

import dev.penstock.model.deadletter.SourceCoordinates;
import dev.penstock.sink.insert.SupersededLetters;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks now and then whether events of open letters are stored by now, some letters at a time, one after the other and
/// then from the first again.
///
/// Not thread-safe.
final class LettersLook {

    private static final Logger log = LoggerFactory.getLogger(LettersLook.class);

    private final SupersededLetters letters;
    private final LettersLimits limits;
    private final BooleanSupplier schemaSufficient;
    private final LettersMetrics metrics;
    private final InstantSource clock;

    private @Nullable SourceCoordinates after;
    private long lookedAt;
    private boolean failing;

    LettersLook(
            SupersededLetters letters,
            LettersLimits limits,
            BooleanSupplier schemaSufficient,
            LettersMetrics metrics,
            InstantSource clock) {
        this.letters = letters;
        this.limits = limits;
        this.schemaSufficient = schemaSufficient;
        this.metrics = metrics;
        this.clock = clock;
        this.lookedAt = System.nanoTime();
    }

    /// Looks, when it is time. Blocks for a minute at most, usually for milliseconds.
    ///
    /// @param now a reading of [System#nanoTime]
    void whenDue(long now) {
        if (now - lookedAt < limits.lookEvery().toNanos() || !schemaSufficient.getAsBoolean()) {
            return;
        }
        lookedAt = now;
        try {
            SupersededLetters.Look look =
                    letters.look(after, clock.instant().minus(limits.lookBack()).toEpochMilli(), limits.lookLetters());
            after = look.next().orElse(null);
            metrics.looked(look.looked(), look.superseded());
            if (failing) {
                failing = false;
                log.atInfo().log("open dead letters are looked at again");
            }
        } catch (SQLException e) {
            metrics.lookFailed();
            if (!failing) {
                failing = true;
                log.atWarn().setCause(e).log("open dead letters cannot be looked at, will try again");
            }
        }
    }
}
