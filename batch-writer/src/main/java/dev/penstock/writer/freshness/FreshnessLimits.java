package dev.penstock.writer.freshness;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How dashboards learn until when everything is stored.
///
/// @param period how often it is told, a small insert each time
/// @param margin how long an event may take from the edge's clock to Kafka: more than the edges'
///     `penstock.edge.publish.delivery-timeout` and what the clocks differ by
/// @param duplicatesPeriod how often the rows stored lately are counted; 0s for never
/// @param duplicatesRows how many of them at most, each time
@ConfigurationProperties("penstock.writer.freshness")
public record FreshnessLimits(
        @DefaultValue("5s") Duration period,
        @DefaultValue("15s") Duration margin,
        @DefaultValue("60s") Duration duplicatesPeriod,
        @DefaultValue("1000000") int duplicatesRows) {

    private static final Duration SHORTEST = Duration.ofSeconds(1);

    public FreshnessLimits {
        if (period.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException("penstock.writer.freshness.period must be at least 1s: " + period);
        }
        if (margin.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException("penstock.writer.freshness.margin must be at least 1s: " + margin);
        }
        if (duplicatesPeriod.isNegative() || (!duplicatesPeriod.isZero() && duplicatesPeriod.compareTo(SHORTEST) < 0)) {
            throw new IllegalArgumentException(
                    "penstock.writer.freshness.duplicates-period must be 0s or at least 1s: " + duplicatesPeriod);
        }
        if (duplicatesRows < 1 || duplicatesRows > 5_000_000) {
            throw new IllegalArgumentException(
                    "penstock.writer.freshness.duplicates-rows must be from 1 to 5000000: " + duplicatesRows);
        }
    }
}
