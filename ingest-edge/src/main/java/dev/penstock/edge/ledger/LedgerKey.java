package dev.penstock.edge.ledger;

import dev.penstock.model.ledger.LedgerOutcome;

/// What is counted together within a minute.
record LedgerKey(String organization, String stream, LedgerOutcome outcome, String reason) {

    LedgerKey of(String otherOrganization, String otherStream) {
        return new LedgerKey(otherOrganization, otherStream, outcome, reason);
    }
}
