package dev.penstock.sink.insert;

import com.clickhouse.client.api.ServerException;
import dev.penstock.sink.block.Block;
import dev.penstock.sink.block.BlockOrigin;
import dev.penstock.sink.connect.ClickHouseSettings;
import dev.penstock.sink.encode.BlockEncoder;
import dev.penstock.sink.encode.Column;
import dev.penstock.sink.encode.EncodedBlock;
import dev.penstock.sink.encode.Encoding;
import dev.penstock.sink.encode.TableLayout;
import dev.penstock.sink.failure.InsertFailures;
import dev.penstock.sink.failure.InsertResult;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Inserts blocks into one table, each all or nothing. Inserting the same block again changes nothing, as long as
/// ClickHouse remembers its token; it is always safe.
///
/// Thread-safe. As many inserts run at once as `concurrency` says; more callers wait. Tries each insert once: who
/// retries is the caller.
public final class BlockInserts {

    private final DataSource pool;
    private final String database;
    private final String table;
    private final InsertExchange exchange;
    private final StoredRows stored;

    // An encoder keeps an array as large as the largest block: as many as inserts run at once, and no more.
    private final BlockingQueue<BlockEncoder> encoders;

    private volatile @Nullable TableLayout layout;

    /// Inserts into `table` of the database of `clickHouse`. A connection of `pool`, which stays the caller's, is held
    /// meanwhile: it answers what the table looks like, and there are only so many.
    ///
    /// @param timeout longest time for an insert, before its outcome is given up as unknown
    public BlockInserts(
            DataSource pool, ClickHouseSettings clickHouse, String table, int concurrency, Duration timeout) {
        this.pool = pool;
        this.database = clickHouse.database();
        this.table = table;
        this.exchange = new InsertExchange(clickHouse, timeout);
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
            return unanswered(e);
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
                send(complete.block(), block.rows().size(), deduplicated);
            case Encoding.Full full -> new InsertResult.TooLarge(full.rows());
            case Encoding.Unencodable unencodable ->
                new InsertResult.Poison(
                        OptionalInt.of(unencodable.row()), unencodable.column(), 0, unencodable.detail());
        };
    }

    private InsertResult send(EncodedBlock block, int rows, boolean deduplicated) {
        String queryId = UUID.randomUUID().toString();
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("database", database);
        // The answer must be about these rows, and come after they are stored: a head that left before says 200.
        settings.put("async_insert", "0");
        settings.put("wait_end_of_query", "1");
        settings.put("send_progress_in_http_headers", "0");
        // A column that the table no longer has is an error, not something to drop.
        settings.put("input_format_skip_unknown_fields", "0");
        // A token nobody has used switches deduplication off in every version. insert_deduplicate=0 does not in
        // 26.7, where another setting goes before it, which older versions do not know.
        settings.put(
                "insert_deduplication_token",
                deduplicated ? block.token().toString() : "again:" + UUID.randomUUID() + ":" + block.token());
        try {
            return exchange.send(
                            "INSERT INTO " + table + " FORMAT RowBinaryWithNamesAndTypes", queryId, block, settings)
                    .judge(queryId, rows, block.length());
        } catch (IOException e) {
            return InsertFailures.ofTransport(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return InsertFailures.ofTransport(e);
        }
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
