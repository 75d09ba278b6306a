package dev.penstock.writer.settle;

import dev.penstock.model.ledger.LedgerRecord;
import dev.penstock.writer.connect.AcknowledgedSends;

/// Where the lines of batches go: [dev.penstock.writer.count.BatchLines], or a scripted one in a test.
public interface Ledger {

    /// Publishes a line and waits for its acknowledgement.
    AcknowledgedSends.Result<LedgerRecord> publish(LedgerRecord line) throws InterruptedException;
}
