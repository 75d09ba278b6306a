package dev.penstock.writer.settle;

import dev.penstock.sink.block.Block;
import dev.penstock.sink.block.BlockOrigin;
import dev.penstock.sink.failure.InsertResult;
import dev.penstock.sink.failure.InsertResult.Poison;
import dev.penstock.sink.failure.InsertResult.Stored;
import dev.penstock.sink.insert.Presence;
import dev.penstock.writer.settle.SettleMetrics.Found;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings a block into the table, and believes nobody where it may be there already.
///
/// A block that was never sent goes under its token, and the answer counts. One whose outcome is unknown, or that
/// was begun by another writer, is looked for before: when it is all there, nothing is sent. It is looked for after
/// the insert too, because ClickHouse answers the same whether it took the rows or knew their token; what is missing
/// then is sent without deduplication. Such a row may be there twice for a while, which is merged; missing it would
/// be for ever. Where a view failed after the table took the rows, they are sent again although they are there.
///
/// Thread-safe.
final class Delivery {

    private static final Logger log = LoggerFactory.getLogger(Delivery.class);

    private final BlockSink sink;
    private final SettleMetrics metrics;

    Delivery(BlockSink sink, SettleMetrics metrics) {
        this.sink = sink;
        this.metrics = metrics;
    }

    /// Tries once.
    ///
    /// @param doubtful whether rows of the block may be in the table already
    /// @param viewBehind whether they are, and a view has not seen them
    InsertResult deliver(Block block, BlockOrigin origin, boolean doubtful, boolean viewBehind)
            throws InterruptedException {
        if (!doubtful) {
            return sink.insert(block, origin);
        }
        if (viewBehind) {
            return insertAndProve(block, origin);
        }
        return switch (look(block, origin)) {
            case Presence.Complete complete -> new Stored(0);
            case Presence.Unknown unknown -> unknown.why();
            case Presence.Partial partial -> insertAndProve(block, origin);
        };
    }

    private InsertResult insertAndProve(Block block, BlockOrigin origin) throws InterruptedException {
        // Under the token of the whole block: the first insert may still be running somewhere.
        InsertResult result = sink.insert(block, origin);
        if (!(result instanceof Stored)) {
            return result;
        }
        return switch (look(block, origin)) {
            case Presence.Complete complete -> result;
            case Presence.Unknown unknown -> unknown.why();
            case Presence.Partial partial -> {
                metrics.disbelieved();
                log.atError()
                        .addKeyValue("partition", origin.partition())
                        .addKeyValue("first", block.firstOffset())
                        .addKeyValue("last", block.lastOffset())
                        .addKeyValue("missing", partial.missing().rows().size())
                        .log("a token stood for rows that are not in the table, sent them again");
                yield ofWhole(sink.insertAnyway(partial.missing(), origin));
            }
        };
    }

    // A row that is named is one of those that were sent, and stands elsewhere in the block.
    private static InsertResult ofWhole(InsertResult ofMissing) {
        return ofMissing instanceof Poison poison
                ? new Poison(OptionalInt.empty(), poison.column(), poison.code(), poison.detail())
                : ofMissing;
    }

    private Presence look(Block block, BlockOrigin origin) {
        Presence presence = sink.presence(block, origin);
        metrics.checked(
                switch (presence) {
                    case Presence.Complete complete -> Found.ALL;
                    case Presence.Partial partial -> Found.NOT_ALL;
                    case Presence.Unknown unknown -> Found.UNKNOWN;
                });
        return presence;
    }
}
