package dev.penstock.sink.insert;

import dev.penstock.normalize.Shape;
import dev.penstock.sink.block.Block;
import dev.penstock.sink.block.BlockOrigin;
import dev.penstock.sink.connect.Identifier;
import dev.penstock.sink.encode.EncodedBlock;
import dev.penstock.sink.failure.InsertResult;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/// Tries blocks of one shape on a copy of their table that keeps nothing. Whatever ClickHouse computes or checks of a
/// row it does, and neither a row nor a part nor a token remains. What reads from the table, a view, is not run.
///
/// The copy is a temporary table of the engine `Null` in a session of its own, made for the first block. It needs the
/// rights that docs/security.md names, and a session's requests must come to one server; where that is not so, every
/// block is [TrialResult.Undecided].
///
/// Not thread-safe. To be closed.
public final class TrialInserts implements AutoCloseable {

    // Longer than a search pauses between two blocks; what remains of a session whose writer died.
    private static final String LASTS_SECONDS = "60";

    private static final String COPY = "penstock_trial";

    private final BlockInserts inserts;
    private final JudgedInserts statements;
    private final Shape shape;
    private final Map<String, String> session;
    private boolean made;

    TrialInserts(BlockInserts inserts, JudgedInserts statements, Shape shape) {
        this.inserts = inserts;
        this.statements = statements;
        this.shape = shape;
        this.session = Map.of("session_id", UUID.randomUUID().toString(), "session_timeout", LASTS_SECONDS);
    }

    /// Tries once whether the table would take `block`. After [TrialResult.Undecided] the copy is made again
    /// if it is gone.
    ///
    /// @param block of the shape this was opened for
    /// @throws InterruptedException while waiting for a free place; nothing was sent then
    public TrialResult insert(Block block, BlockOrigin origin) throws InterruptedException {
        if (!block.shape().equals(shape)) {
            throw new IllegalArgumentException(
                    "a block for " + block.shape().table() + " on a copy of " + shape.table());
        }
        if (!made) {
            InsertResult copied = statements.execute(
                    "CREATE TEMPORARY TABLE IF NOT EXISTS " + COPY + " AS `"
                            + Identifier.checked("table", shape.table()) + "` ENGINE = Null",
                    session);
            if (!(copied instanceof InsertResult.Stored)) {
                return undecided(copied);
            }
            made = true;
        }
        return switch (inserts.insert(
                block, origin, (encoded, layout) -> send(encoded, block.rows().size()))) {
            case InsertResult.Stored stored -> new TrialResult.Passed();
            case InsertResult.Poison poison -> new TrialResult.Refused(poison);
            case InsertResult other -> {
                // Who does not answer is not asked to tidy up: the session ends by itself.
                made = false;
                yield undecided(other);
            }
        };
    }

    /// Drops the copy. That this fails changes nothing: the session ends by itself.
    @Override
    public void close() {
        if (made) {
            made = false;
            statements.execute("DROP TEMPORARY TABLE IF EXISTS " + COPY, ofSession());
        }
    }

    private InsertResult send(EncodedBlock block, int rows) {
        Map<String, String> all = new HashMap<>(inserts.ofFormat());
        all.putAll(ofSession());
        // It knows no tokens, and gets none that a table may have to know.
        String token = UUID.randomUUID().toString();
        return statements.insert(new JudgedInserts.Rows(
                "INSERT INTO " + COPY + " FORMAT Native", rows, block::open, block.length(), token, all));
    }

    // Another server has no such session, and says so instead of beginning one.
    private Map<String, String> ofSession() {
        Map<String, String> all = new HashMap<>(session);
        all.put("session_check", "1");
        return all;
    }

    private static TrialResult undecided(InsertResult result) {
        return new TrialResult.Undecided(
                switch (result) {
                    case InsertResult.Retry retry -> retry.reason();
                    case InsertResult.Schema schema -> schema.reason();
                    case InsertResult.Halt halt -> halt.reason();
                    case InsertResult.Poison poison -> "clickhouse_" + poison.code();
                    case InsertResult.TooLarge large -> "too_large";
                    case InsertResult.Stored stored -> "stored";
                });
    }
}
