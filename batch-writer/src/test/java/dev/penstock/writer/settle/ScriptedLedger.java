package dev.penstock.writer.settle;

import dev.penstock.model.ledger.LedgerRecord;
import dev.penstock.writer.connect.AcknowledgedSends;
import java.util.ArrayList;
import java.util.List;

/// Takes lines, as long as it is not told otherwise.
final class ScriptedLedger implements Ledger {

    final List<LedgerRecord> published = new ArrayList<>();
    int refusals;

    @Override
    public AcknowledgedSends.Result<LedgerRecord> publish(LedgerRecord line) {
        published.add(line);
        return refusals-- > 0
                ? new AcknowledgedSends.Result<>(List.of(line), "refused")
                : new AcknowledgedSends.Result<>(List.of(), "");
    }
}
