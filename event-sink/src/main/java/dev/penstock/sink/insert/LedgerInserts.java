package dev.penstock.sink.insert;

import dev.penstock.sink.connect.ClickHouseSettings;
import dev.penstock.sink.failure.InsertResult;
import dev.penstock.sink.ledger.LedgerEncoder;
import dev.penstock.sink.ledger.LedgerEncoder.LedgerBlock;
import dev.penstock.sink.ledger.LedgerRow;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Inserts lines of the ledger. The same line again is always safe, for the table keeps the newest of a key.
///
/// Thread-safe. Tries each insert once: who retries is the caller.
public final class LedgerInserts {

    private final JudgedInserts inserts;

    /// Inserts into the table of the database of `clickHouse`.
    ///
    /// @param timeout longest time for an insert, before its outcome is given up as unknown
    public LedgerInserts(ClickHouseSettings clickHouse, Duration timeout) {
        this.inserts = new JudgedInserts(clickHouse, timeout);
    }

    /// Inserts `rows`, all or none. Blocks until ClickHouse has answered, the timeout at most.
    public InsertResult insert(List<LedgerRow> rows) {
        LedgerBlock block = LedgerEncoder.block(rows);
        return inserts.insert(new JudgedInserts.Rows(
                "INSERT INTO `" + LedgerEncoder.STORE + "` (" + String.join(", ", block.columns())
                        + ") FORMAT JSONEachRow",
                block.rows(),
                block::open,
                block.length(),
                block.token(),
                // Times have a T and a Z, whatever zone a column or the server has.
                Map.of("date_time_input_format", "best_effort")));
    }
}
