package dev.penstock.sink.insert;

import com.clickhouse.client.api.ServerException;
import dev.penstock.normalize.Shape;
import dev.penstock.sink.block.Block;
import dev.penstock.sink.block.BlockOrigin;
import dev.penstock.sink.connect.ClickHouseSettings;
import dev.penstock.sink.connect.Identifier;
import dev.penstock.sink.encode.BlockEncoder;
import dev.penstock.sink.encode.EncodedBlock;
import dev.penstock.sink.encode.Encoding;
import dev.penstock.sink.encode.TableLayout;
import dev.penstock.sink.failure.InsertFailures;
import dev.penstock.sink.failure.InsertResult;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.LinkedBlockingDeque;
import javax.sql.DataSource;

/// Inserts blocks into the tables of one database, each all or nothing. Inserting the same block again changes
/// nothing, as long as ClickHouse remembers its token; it is always safe.
///
/// Thread-safe. As many inserts run at once as `concurrency` says; more callers wait. Tries each insert once: who
/// retries is the caller.
public final class BlockInserts {

    private final DataSource pool;
    private final JudgedInserts inserts;
    private final StoredRows stored;

    // An encoder keeps arrays as large as the largest block: as many as inserts run at once, and no more. The last one
    // used is the next one, so that no more grow than are needed.
    private final BlockingDeque<BlockEncoder> encoders;

    private final TableLayouts layouts;
    private final Map<String, String> settings;

    /// Inserts into the tables of the database of `clickHouse`. A connection of `pool`, which stays the
    /// caller's, is held meanwhile: it answers what a table looks like, and there are only so many.
    ///
    /// @param concurrency how many inserts run at once
    /// @param timeout longest time for an insert, before its outcome is given up as unknown
    public BlockInserts(DataSource pool, ClickHouseSettings clickHouse, int concurrency, Duration timeout) {
        this(pool, clickHouse, concurrency, timeout, Map.of());
    }

    /// The same with settings of ClickHouse for every insert, by their names; none that changes what is stored.
    public BlockInserts(
            DataSource pool,
            ClickHouseSettings clickHouse,
            int concurrency,
            Duration timeout,
            Map<String, String> settings) {
        this.pool = pool;
        this.settings = Map.copyOf(settings);
        String database = Identifier.checked("database", clickHouse.database());
        this.inserts = new JudgedInserts(clickHouse, timeout);
        this.layouts = new TableLayouts(database);
        this.stored = new StoredRows(pool, database);
        this.encoders = new LinkedBlockingDeque<>(concurrency);
        for (int i = 0; i < concurrency; i++) {
            encoders.add(new BlockEncoder());
        }
    }

    /// Inserts `block` into the table of its shape.
    ///
    /// @throws InterruptedException while waiting for a free place; nothing was sent then
    public InsertResult insert(Block block, BlockOrigin origin) throws InterruptedException {
        return insert(block, origin, (encoded, layout) -> send(encoded, layout, block, true));
    }

    /// Inserts `block` although ClickHouse may know its token: after it said that it has rows which it has not.
    /// Whoever calls it has looked ([#presence]); rows that are there already are there twice until they are merged.
    ///
    /// @throws InterruptedException while waiting for a free place; nothing was sent then
    public InsertResult insertAnyway(Block block, BlockOrigin origin) throws InterruptedException {
        return insert(block, origin, (encoded, layout) -> send(encoded, layout, block, false));
    }

    /// Opens a copy of the table of `shape` to try blocks on. Nothing is sent yet.
    public TrialInserts trial(Shape shape) {
        return new TrialInserts(this, inserts, shape);
    }

    /// Looks how much of `block` is in its table.
    public Presence presence(Block block, BlockOrigin origin) {
        return stored.of(block, origin);
    }

    /// Encodes `block` for its table and hands it to `sending`, whose answer it returns.
    InsertResult insert(Block block, BlockOrigin origin, Sending sending) throws InterruptedException {
        BlockEncoder encoder = encoders.takeFirst();
        try (Connection connection = pool.getConnection()) {
            return insert(block, origin, sending, encoder, connection);
        } catch (SQLException e) {
            return unanswered(e);
        } finally {
            encoders.addFirst(encoder);
        }
    }

    /// Forgets what all tables looked like, so that the next insert into each looks again.
    public void refresh() {
        layouts.forget();
    }

    private InsertResult insert(
            Block block, BlockOrigin origin, Sending sending, BlockEncoder encoder, Connection connection)
            throws SQLException {
        return switch (layouts.of(block.shape(), connection)) {
            case TableLayouts.Lookup.Refused refused -> refused.why();
            case TableLayouts.Lookup.Found found ->
                switch (encoder.encode(block, origin, found.layout())) {
                    case Encoding.Complete complete -> sending.send(complete.block(), found.layout());
                    case Encoding.Full full -> new InsertResult.TooLarge(full.rows());
                    case Encoding.Unencodable unencodable ->
                        new InsertResult.Poison(
                                OptionalInt.of(unencodable.row()), unencodable.column(), 0, unencodable.detail());
                };
        };
    }

    private InsertResult send(EncodedBlock encoded, TableLayout layout, Block block, boolean deduplicated) {
        // A token nobody has used switches deduplication off in every version. insert_deduplicate=0 does not in
        // 26.7, where another setting goes before it, which older versions do not know.
        String token = deduplicated ? encoded.token().toString() : "again:" + UUID.randomUUID() + ":" + encoded.token();
        return inserts.insert(new JudgedInserts.Rows(
                "INSERT INTO `" + layout.shape().table() + "` FORMAT Native",
                block.rows().size(),
                encoded::open,
                encoded.length(),
                token,
                ofFormat()));
    }

    /// What every insert asks of ClickHouse.
    Map<String, String> ofFormat() {
        Map<String, String> all = new HashMap<>(settings);
        // Else a column whose type has changed meanwhile would be converted silently.
        all.put("input_format_native_allow_types_conversion", "0");
        // Rows of one key within a block are merged when those of two blocks are: at once, it is a third of the insert.
        all.put("optimize_on_insert", "0");
        return all;
    }

    /// What it means that a question about the table was not answered. The driver throws runtime exceptions of its own
    /// for everything, and wraps them now and then.
    static InsertResult unanswered(Exception error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof ServerException answer && answer.getCode() > 0) {
                return InsertFailures.ofQuestion(answer.getCode(), String.valueOf(answer.getMessage()));
            }
        }
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException answer && answer.getErrorCode() > 0) {
                return InsertFailures.ofQuestion(answer.getErrorCode(), String.valueOf(answer.getMessage()));
            }
        }
        return InsertFailures.ofTransport(error);
    }

    /// Where an encoded block goes.
    interface Sending {

        InsertResult send(EncodedBlock encoded, TableLayout layout);
    }
}
