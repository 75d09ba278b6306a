package dev.penstock.edge.http;

import dev.penstock.model.ledger.LedgerOutcome;
import dev.penstock.model.refusal.Refusal;
import java.util.Locale;

/// What became of a request, or of an event in it.
enum Outcome {
    /// In the log.
    ACCEPTED,

    /// Refused for a reason of the sender's: not stored, and never will be.
    REJECTED,

    /// Refused for a reason of ours: not stored, may be sent again.
    SHED,

    /// Stored or not; may be sent again.
    UNKNOWN,

    /// The client went away before it was answered.
    ABORTED,

    /// A probe or a page: brought no events.
    SERVED;

    String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// As in the ledger.
    LedgerOutcome inLedger() {
        return switch (this) {
            case ACCEPTED -> LedgerOutcome.ACCEPTED;
            case REJECTED -> LedgerOutcome.REJECTED;
            case SHED -> LedgerOutcome.SHED;
            case UNKNOWN -> LedgerOutcome.UNKNOWN;
            case ABORTED -> LedgerOutcome.ABORTED;
            case SERVED -> LedgerOutcome.SERVED;
        };
    }

    static Outcome of(Refusal refusal) {
        boolean ours = refusal.status() >= 500 && refusal.retryable();
        return ours || refusal.status() == 429 ? SHED : REJECTED;
    }
}
