package dev.penstock.sink.insert;

import dev.penstock.normalize.Row;
import dev.penstock.sink.block.Block;
import dev.penstock.sink.block.BlockOrigin;
import dev.penstock.sink.block.PlacedRow;
import dev.penstock.sink.encode.BlockEncoder;
import dev.penstock.sink.encode.Encoding;
import dev.penstock.sink.failure.InsertResult;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import javax.sql.DataSource;

/// Says whether a row could be inserted, as far as that can be said without an insert: its table is there, has its
/// columns, and its encoder takes its values. What ClickHouse itself would refuse (a constraint, say) is not found.
///
/// Not thread-safe.
public final class Rehearsals {

    private final DataSource pool;
    private final TableLayouts layouts;
    private final BlockEncoder encoder = new BlockEncoder();

    /// Asks over the connections of `pool`, which stays the caller's.
    public Rehearsals(DataSource pool, String database) {
        this.pool = pool;
        this.layouts = new TableLayouts(database);
    }

    /// What would keep `row` from being inserted; empty when nothing is found.
    ///
    /// @throws SQLException when ClickHouse does not say what the table looks like
    public Optional<InsertResult> obstacle(Row row, BlockOrigin origin) throws SQLException {
        Block block = new Block(List.of(new PlacedRow(0, row)));
        try (Connection connection = pool.getConnection()) {
            return switch (layouts.of(row.shape(), connection)) {
                case TableLayouts.Lookup.Refused refused -> Optional.of(refused.why());
                case TableLayouts.Lookup.Found found ->
                    switch (encoder.encode(block, origin, found.layout())) {
                        case Encoding.Complete complete -> Optional.empty();
                        case Encoding.Full full -> Optional.of(new InsertResult.TooLarge(full.rows()));
                        case Encoding.Unencodable bad ->
                            Optional.of(new InsertResult.Poison(OptionalInt.of(0), bad.column(), 0, bad.detail()));
                    };
            };
        }
    }
}
