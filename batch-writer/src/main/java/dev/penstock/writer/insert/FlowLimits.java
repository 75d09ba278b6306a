package dev.penstock.writer.insert;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How the writer spares a ClickHouse that has too much to do.
///
/// @param leastConcurrency inserts at once that are left when it is slow or fails; the most is
///     `penstock.writer.insert.concurrency`
/// @param slowdown how many times as long as the quickest of its size an insert may take before fewer run at once
/// @param partsLook how often the parts of our tables are counted; 0s for never
/// @param manyParts active parts in one partition of a table above which batches wait twice as long
/// @param tooManyParts active parts above which no insert is sent until there are fewer; ClickHouse itself slows
///     inserts down from 1000 on, and refuses them from 3000 on
@ConfigurationProperties("penstock.writer.flow")
public record FlowLimits(
        @DefaultValue("1") int leastConcurrency,
        @DefaultValue("2.5") double slowdown,
        @DefaultValue("15s") Duration partsLook,
        @DefaultValue("500") int manyParts,
        @DefaultValue("1500") int tooManyParts) {

    private static final Duration SHORTEST_LOOK = Duration.ofSeconds(1);

    public FlowLimits {
        if (leastConcurrency < 1) {
            throw new IllegalArgumentException(
                    "penstock.writer.flow.least-concurrency must be at least 1: " + leastConcurrency);
        }
        if (!(slowdown >= 1.2 && slowdown < ConcurrencyLimit.WORST)) {
            throw new IllegalArgumentException("penstock.writer.flow.slowdown must be from 1.2 to below "
                    + ConcurrencyLimit.WORST + ": " + slowdown);
        }
        if (!partsLook.isZero() && partsLook.compareTo(SHORTEST_LOOK) < 0) {
            throw new IllegalArgumentException(
                    "penstock.writer.flow.parts-look must be 0s or at least " + SHORTEST_LOOK + ": " + partsLook);
        }
        if (manyParts < 1 || tooManyParts < manyParts) {
            throw new IllegalArgumentException("penstock.writer.flow.too-many-parts (" + tooManyParts
                    + ") must not be below penstock.writer.flow.many-parts (" + manyParts + "), which is at least 1");
        }
    }

    boolean looksAtParts() {
        return !partsLook.isZero();
    }
}
