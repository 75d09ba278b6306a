package dev.penstock.writer.ledger;

import dev.penstock.sink.audit.LedgerSums;
import dev.penstock.sink.audit.MinuteSums;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Compares now and then what edges and writers counted in the last minutes of which everything is settled. Two
/// queries of a table that has some lines for a minute; the proof, event by event, is `ingestctl audit`.
///
/// Not thread-safe.
final class LedgerWatch {

    private static final Logger log = LoggerFactory.getLogger(LedgerWatch.class);

    // From when it is known until when all is settled to when all that was counted of it must be loaded: the lines
    // were in Kafka before, and this is the time to fetch them.
    private static final Duration FETCH = Duration.ofSeconds(3);

    private final LedgerSums sums;
    private final LedgerLimits limits;
    private final BooleanSupplier schemaSufficient;
    private final LedgerMetrics metrics;

    private @Nullable Instant until;
    private long askedAt;
    private boolean failing;
    private boolean unbalanced;

    LedgerWatch(LedgerSums sums, LedgerLimits limits, BooleanSupplier schemaSufficient, LedgerMetrics metrics) {
        this.sums = sums;
        this.limits = limits;
        this.schemaSufficient = schemaSufficient;
        this.metrics = metrics;
        this.askedAt = System.nanoTime();
    }

    /// Compares, when it is time. To be called when all lines are loaded. Blocks for seconds at most, usually for
    /// milliseconds.
    ///
    /// @param now a reading of [System#nanoTime]
    void whenDue(long now) {
        if (limits.auditEvery().isZero() || !schemaSufficient.getAsBoolean()) {
            return;
        }
        try {
            Instant settled = until;
            if (settled != null && now - askedAt >= FETCH.toNanos()) {
                until = null;
                compare(settled);
            } else if (settled == null && now - askedAt >= limits.auditEvery().toNanos()) {
                askedAt = now;
                Optional<Instant> complete = sums.completeUntil();
                until = complete.map(time -> time.truncatedTo(ChronoUnit.MINUTES))
                        .orElse(null);
            }
            failing = false;
        } catch (SQLException e) {
            until = null;
            metrics.auditFailed();
            if (!failing) {
                failing = true;
                log.atWarn().setCause(e).log("the ledger could not be looked over, will try again");
            }
        }
    }

    private void compare(Instant to) throws SQLException {
        LedgerSums.Sums found = sums.between(to.minus(limits.auditSpan()), to, null);
        long missing = 0;
        long surplus = 0;
        @Nullable MinuteSums worst = null;
        for (MinuteSums minute : found.judged()) {
            missing += minute.missing(0);
            surplus += minute.surplus(0);
            if (worst == null && minute.missing(0) + minute.surplus(0) > 0) {
                worst = minute;
            }
        }
        metrics.audited(missing, surplus, found.open().size());
        if (worst == null) {
            unbalanced = false;
        } else if (!unbalanced) {
            unbalanced = true;
            log.atError()
                    .addKeyValue("minute", worst.minute())
                    .addKeyValue("organization", worst.organization())
                    .addKeyValue("missing", missing)
                    .addKeyValue("surplus", surplus)
                    .log("edges and writers counted different numbers of events");
        }
    }
}
