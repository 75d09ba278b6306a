package dev.penstock.sink.insert;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.ServerException;
import com.clickhouse.client.api.insert.InsertResponse;
import com.clickhouse.client.api.insert.InsertSettings;
import com.clickhouse.data.ClickHouseFormat;
import com.clickhouse.jdbc.ConnectionImpl;
import dev.penstock.sink.block.Block;
import dev.penstock.sink.block.BlockOrigin;
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
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import javax.sql.DataSource;

/// Inserts blocks into the tables of one database, each all or nothing. Inserting the same block again changes nothing,
/// as long as
/// ClickHouse remembers its token; it is always safe.
///
/// Thread-safe. As many inserts run at once as `concurrency` says; more callers wait. Tries each insert once: who
/// retries is the caller.
public final class BlockInserts {

    private static final String EXCEPTION_CODE = "x-clickhouse-exception-code";

    private final DataSource pool;
    private final String database;
    private final Duration timeout;
    private final StoredRows stored;

    // An encoder keeps an array as large as the largest block: as many as inserts run at once, and no more.
    private final BlockingQueue<BlockEncoder> encoders;

    private final TableLayouts layouts;

    /// Inserts into the tables of `database` over the connections of `pool`, which stays the caller's.
    ///
    /// @param concurrency how many inserts run at once
    /// @param timeout longest silence of ClickHouse before an insert's outcome is given up as unknown
    public BlockInserts(DataSource pool, String database, int concurrency, Duration timeout) {
        this.pool = pool;
        this.database = Identifier.checked("database", database);
        this.timeout = timeout;
        this.layouts = new TableLayouts(database);
        this.stored = new StoredRows(pool, database);
        this.encoders = new ArrayBlockingQueue<>(concurrency);
        for (int i = 0; i < concurrency; i++) {
            encoders.add(new BlockEncoder());
        }
    }

    /// Inserts `block` into the table of its shape.
    ///
    /// @throws InterruptedException while waiting for a free place; nothing was sent then
    public InsertResult insert(Block block, BlockOrigin origin) throws InterruptedException {
        return insert(block, origin, true);
    }

    /// Inserts `block` although ClickHouse may know its token: after it said that it has rows which it has not.
    /// Whoever calls it has looked ([#presence]); rows that are there already are there twice until they are merged.
    ///
    /// @throws InterruptedException while waiting for a free place; nothing was sent then
    public InsertResult insertAnyway(Block block, BlockOrigin origin) throws InterruptedException {
        return insert(block, origin, false);
    }

    /// Looks how much of `block` is in its table.
    public Presence presence(Block block, BlockOrigin origin) {
        return stored.of(block, origin);
    }

    private InsertResult insert(Block block, BlockOrigin origin, boolean deduplicated) throws InterruptedException {
        BlockEncoder encoder = encoders.take();
        try (Connection connection = pool.getConnection()) {
            return insert(block, origin, deduplicated, encoder, connection);
        } catch (SQLException e) {
            return failure(e, block.rows().size(), 0);
        } finally {
            encoders.add(encoder);
        }
    }

    /// Forgets what all tables looked like, so that the next insert into each looks again.
    public void refresh() {
        layouts.forget();
    }

    private InsertResult insert(
            Block block, BlockOrigin origin, boolean deduplicated, BlockEncoder encoder, Connection connection)
            throws SQLException {
        return switch (layouts.of(block.shape(), connection)) {
            case TableLayouts.Lookup.Refused refused -> refused.why();
            case TableLayouts.Lookup.Found found ->
                switch (encoder.encode(block, origin, found.layout())) {
                    case Encoding.Complete complete ->
                        send(complete.block(), block.rows().size(), found.layout(), deduplicated, connection);
                    case Encoding.Full full -> new InsertResult.TooLarge(full.rows());
                    case Encoding.Unencodable unencodable ->
                        new InsertResult.Poison(
                                OptionalInt.of(unencodable.row()), unencodable.column(), 0, unencodable.detail());
                };
        };
    }

    private InsertResult send(
            EncodedBlock block, int rows, TableLayout layout, boolean deduplicated, Connection connection)
            throws SQLException {
        Client client = connection.unwrap(ConnectionImpl.class).getClient();
        InsertSettings settings = new InsertSettings()
                .setDatabase(database)
                // The answer must be about these rows, and after they are stored.
                .serverSetting("async_insert", "0")
                .serverSetting("wait_end_of_query", "1")
                // A column that the table no longer has is an error, not something to drop.
                .serverSetting("input_format_skip_unknown_fields", "0");
        if (layout.hasJson()) {
            // Not always: older servers do not know it.
            settings.serverSetting("input_format_binary_read_json_as_string", "1");
        }
        // A token nobody has used switches deduplication off in every version. insert_deduplicate=0 does not in
        // 26.7, where another setting goes before it, which older versions do not know.
        settings.setDeduplicationToken(
                deduplicated ? block.token().toString() : "again:" + UUID.randomUUID() + ":" + block.token());
        settings.setNetworkTimeout(timeout.toMillis(), ChronoUnit.MILLIS);
        try (InsertResponse answer = client.insert(
                        layout.shape().table(), block::writeTo, ClickHouseFormat.RowBinaryWithNamesAndTypes, settings)
                .get()) {
            return judge(answer, rows, block.length());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return InsertFailures.ofTransport(e);
        } catch (Exception e) {
            // The driver throws runtime exceptions of its own for everything, and wraps them now and then.
            return failure(e, rows, block.length());
        }
    }

    // ClickHouse has been seen to answer 200 with an error in the header.
    private static InsertResult judge(InsertResponse answer, int rows, int bytes) {
        for (Map.Entry<String, String> header : answer.getResponseHeaders().entrySet()) {
            if (header.getKey().toLowerCase(Locale.ROOT).equals(EXCEPTION_CODE)) {
                return InsertFailures.ofDoubtfulAnswer("200 with the exception code " + header.getValue());
            }
        }
        // Rows that were dropped as known count as written too, and those of views come on top.
        long written = answer.getWrittenRows();
        if (written < rows) {
            return InsertFailures.ofDoubtfulAnswer(written + " of " + rows + " rows written");
        }
        return new InsertResult.Stored(bytes);
    }

    static InsertResult failure(Exception error, int rows, int bytes) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof ServerException answer && answer.getCode() > 0) {
                return InsertFailures.ofError(answer.getCode(), String.valueOf(answer.getMessage()), rows, bytes);
            }
        }
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException answer && answer.getErrorCode() > 0) {
                return InsertFailures.ofError(answer.getErrorCode(), String.valueOf(answer.getMessage()), rows, bytes);
            }
        }
        return InsertFailures.ofTransport(
                error instanceof ExecutionException && error.getCause() != null ? error.getCause() : error);
    }
}
