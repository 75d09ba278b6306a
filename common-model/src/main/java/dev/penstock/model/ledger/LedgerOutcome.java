package dev.penstock.model.ledger;

import java.util.Locale;

/// What is counted. Of an edge's events, received = accepted + rejected + shed + unknown.
public enum LedgerOutcome {
    /// An edge found it in a body.
    RECEIVED,
    /// An edge: Kafka has it.
    ACCEPTED,
    /// An edge refused it for a reason of the sender's.
    REJECTED,
    /// An edge refused it for a reason of ours.
    SHED,
    /// An edge cannot tell whether Kafka has it.
    UNKNOWN,
    /// A request whose sender went away.
    ABORTED,
    /// A request that brought no events.
    SERVED,
    /// A writer: its row is in the table, or was merged with another row of the same event.
    STORED,
    /// A writer gave it to the dead letters.
    DEAD_LETTERED,
    /// A writer put it aside with its halted stream.
    PARKED,
    /// A writer read it once more: it was parked, or a dead letter, and somebody sent it to the topic again. It has its
    /// new outcome beside this one, and an edge counted it once.
    RETURNED;

    /// As in the topic and in the table.
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
