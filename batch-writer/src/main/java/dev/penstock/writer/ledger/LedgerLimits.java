package dev.penstock.writer.ledger;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How the ledger is loaded into ClickHouse and looked over. How an insert is tried again, and how long an answer is
/// waited for, is that of events: `penstock.writer.insert`.
///
/// @param linger longest time a line waits for company
/// @param auditEvery how often what edges and writers counted is compared; 0s for never
/// @param auditSpan how many of the last settled minutes are compared
@ConfigurationProperties("penstock.writer.ledger")
public record LedgerLimits(
        @DefaultValue("2s") Duration linger,
        @DefaultValue("60s") Duration auditEvery,
        @DefaultValue("15m") Duration auditSpan) {

    private static final Duration MOST_LINGER = Duration.ofMinutes(1);
    private static final Duration MOST_SPAN = Duration.ofDays(1);

    public LedgerLimits {
        if (linger.isNegative() || linger.compareTo(MOST_LINGER) > 0) {
            throw new IllegalArgumentException(
                    "penstock.writer.ledger.linger must be from 0s to " + MOST_LINGER + ": " + linger);
        }
        if (auditEvery.isNegative()) {
            throw new IllegalArgumentException(
                    "penstock.writer.ledger.audit-every must not be negative: " + auditEvery);
        }
        if (auditSpan.compareTo(Duration.ofMinutes(1)) < 0 || auditSpan.compareTo(MOST_SPAN) > 0) {
            throw new IllegalArgumentException(
                    "penstock.writer.ledger.audit-span must be from 1m to " + MOST_SPAN + ": " + auditSpan);
        }
    }
}
