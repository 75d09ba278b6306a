package dev.penstock.sink.insert;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.ServerException;
import com.clickhouse.client.api.insert.InsertResponse;
import com.clickhouse.client.api.insert.InsertSettings;
import com.clickhouse.data.ClickHouseFormat;
import com.clickhouse.jdbc.ConnectionImpl;
import dev.penstock.sink.block.Block;
import dev.penstock.sink.block.BlockOrigin;
import dev.penstock.sink.encode.BlockEncoder;
import dev.penstock.sink.encode.Column;
import dev.penstock.sink.encode.EncodedBlock;
import dev.penstock.sink.encode.Encoding;
import dev.penstock.sink.encode.TableLayout;
import dev.penstock.sink.failure.InsertFailures;
import dev.penstock.sink.failure.InsertResult;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Inserts blocks into one table, each all or nothing. Inserting the same block again changes nothing, as long as
/// ClickHouse remembers its token; it is always safe.
///
/// Thread-safe. As many inserts run at once as `concurrency` says; more callers wait. Tries each insert once: who
/// retries is the caller.
public final class BlockInserts {

    private static final String EXCEPTION_CODE = "x-clickhouse-exception-code";

    private final DataSource pool;
    private final String database;
    private final String table;
    private final Duration timeout;
    private final StoredRows stored;

    // An encoder keeps an array as large as the largest block: as many as inserts run at once, and no more.
    private final BlockingQueue<BlockEncoder> encoders;

    private volatile @Nullable TableLayout layout;

    /// Inserts into `database`.`table` over the connections of `pool`, which stays the caller's.
    ///
    /// @param timeout longest silence of ClickHouse before an insert's outcome is given up as unknown
    public BlockInserts(DataSource pool, String database, String table, int concurrency, Duration timeout) {
        this.pool = pool;
        this.database = database;
        this.table = table;
        this.timeout = timeout;
        this.stored = new StoredRows(pool, database, table);
        this.encoders = new ArrayBlockingQueue<>(concurrency);
        for (int i = 0; i < concurrency; i++) {
            encoders.add(new BlockEncoder());
        }
    }

    /// Inserts `block`.
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

    /// Looks how much of `block` is in the table.
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

    /// Forgets what the table looked like, so that the next insert looks again.
    public void refresh() {
        layout = null;
    }

    private InsertResult insert(
            Block block, BlockOrigin origin, boolean deduplicated, BlockEncoder encoder, Connection connection)
            throws SQLException {
        TableLayout known = layout;
        if (known == null) {
            List<Column> columns = readColumns(connection);
            if (columns.isEmpty()) {
                return new InsertResult.Halt("table_missing", database + "." + table);
            }
            switch (TableLayout.of(columns)) {
                case TableLayout.Fitting fitting -> known = fitting.layout();
                case TableLayout.Misfit misfit -> {
                    return new InsertResult.Schema("table_misfit", misfit.reason());
                }
            }
            layout = known;
        }
        return switch (encoder.encode(block, origin, known)) {
            case Encoding.Complete complete ->
                send(complete.block(), block.rows().size(), deduplicated, connection);
            case Encoding.Full full -> new InsertResult.TooLarge(full.rows());
            case Encoding.Unencodable unencodable ->
                new InsertResult.Poison(
                        OptionalInt.of(unencodable.row()), unencodable.column(), 0, unencodable.detail());
        };
    }

    private InsertResult send(EncodedBlock block, int rows, boolean deduplicated, Connection connection)
            throws SQLException {
        Client client = connection.unwrap(ConnectionImpl.class).getClient();
        InsertSettings settings = new InsertSettings()
                .setDatabase(database)
                // The answer must be about these rows, and after they are stored.
                .serverSetting("async_insert", "0")
                .serverSetting("wait_end_of_query", "1")
                // A column that the table no longer has is an error, not something to drop.
                .serverSetting("input_format_skip_unknown_fields", "0");
        // A token nobody has used switches deduplication off in every version. insert_deduplicate=0 does not in
        // 26.7, where another setting goes before it, which older versions do not know.
        settings.setDeduplicationToken(
                deduplicated ? block.token().toString() : "again:" + UUID.randomUUID() + ":" + block.token());
        settings.setNetworkTimeout(timeout.toMillis(), ChronoUnit.MILLIS);
        try (InsertResponse answer = client.insert(
                        table, block::writeTo, ClickHouseFormat.RowBinaryWithNamesAndTypes, settings)
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
    static InsertResult judge(InsertResponse answer, int rows, int bytes) {
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

    private List<Column> readColumns(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT name, type FROM system.columns"
                + " WHERE database = ? AND table = ? AND default_kind NOT IN ('MATERIALIZED', 'ALIAS')"
                + " ORDER BY position")) {
            query.setString(1, database);
            query.setString(2, table);
            try (ResultSet answer = query.executeQuery()) {
                List<Column> columns = new ArrayList<>();
                while (answer.next()) {
                    columns.add(new Column(answer.getString(1), answer.getString(2)));
                }
                return columns;
            }
        }
    }
}
