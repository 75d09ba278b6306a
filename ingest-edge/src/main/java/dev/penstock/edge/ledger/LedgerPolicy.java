package dev.penstock.edge.ledger;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How this edge counts for the ledger.
///
/// @param closeAfter how long after its end a minute is closed: not before its last request must have ended, which is
///     the time a body may take and the time Kafka may take, and some seconds
@ConfigurationProperties("penstock.edge.ledger")
public record LedgerPolicy(@DefaultValue("45s") Duration closeAfter) {

    private static final Duration LONGEST = Duration.ofMinutes(5);

    public LedgerPolicy {
        if (closeAfter.isNegative() || closeAfter.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "penstock.edge.ledger.close-after must be from 0s to " + LONGEST + ": " + closeAfter);
        }
    }
}
