package dev.penstock.sink.insert;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.insert.InsertResponse;
import com.clickhouse.client.api.insert.InsertSettings;
import com.clickhouse.data.ClickHouseFormat;
import com.clickhouse.jdbc.ConnectionImpl;
import dev.penstock.sink.encode.Column;
import dev.penstock.sink.failure.InsertFailures;
import dev.penstock.sink.failure.InsertResult;
import dev.penstock.sink.letter.LetterBlock;
import dev.penstock.sink.letter.LetterEncoder;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/// Inserts dead letters, each block all or nothing. Inserting the same block again changes nothing, as long as
/// ClickHouse remembers its token; it is always safe, for the table keeps one row of a letter.
///
/// Thread-safe. Tries each insert once: who retries is the caller.
public final class LetterInserts {

    private final DataSource pool;
    private final String database;
    private final Duration timeout;

    /// Inserts into `database` over the connections of `pool`, which stays the caller's.
    ///
    /// @param timeout longest silence of ClickHouse before an insert's outcome is given up as unknown
    public LetterInserts(DataSource pool, String database, Duration timeout) {
        this.pool = pool;
        this.database = database;
        this.timeout = timeout;
    }

    /// Inserts `block`. Blocks until ClickHouse has answered, the timeout at most.
    public InsertResult insert(LetterBlock block) {
        if (block.columns().isEmpty()) {
            return new InsertResult.Schema("table_misfit", block.table() + " has no column for a letter");
        }
        try (Connection connection = pool.getConnection()) {
            return send(block, connection);
        } catch (SQLException e) {
            return BlockInserts.failure(e, block.rows(), 0);
        }
    }

    /// Looks which tables `<stream>_quarantine` there are, and what columns they have.
    public Quarantines quarantines() {
        try (Connection connection = pool.getConnection();
                PreparedStatement query = connection.prepareStatement("SELECT table, name, type FROM system.columns"
                        + " WHERE database = ? AND endsWith(table, ?)"
                        + " AND default_kind NOT IN ('MATERIALIZED', 'ALIAS') ORDER BY table, position")) {
            query.setString(1, database);
            query.setString(2, LetterEncoder.QUARANTINE);
            Map<String, List<Column>> tables = new HashMap<>();
            try (ResultSet answer = query.executeQuery()) {
                while (answer.next()) {
                    tables.computeIfAbsent(answer.getString(1), absent -> new ArrayList<>())
                            .add(new Column(answer.getString(2), answer.getString(3)));
                }
            }
            return new Quarantines.Found(tables);
        } catch (SQLException | RuntimeException e) {
            // The driver throws runtime exceptions of its own.
            return new Quarantines.Unknown(BlockInserts.failure(e, 0, 0));
        }
    }

    private InsertResult send(LetterBlock block, Connection connection) throws SQLException {
        Client client = connection.unwrap(ConnectionImpl.class).getClient();
        InsertSettings settings = new InsertSettings()
                .setDatabase(database)
                // The answer must be about these rows, and after they are stored.
                .serverSetting("async_insert", "0")
                .serverSetting("wait_end_of_query", "1")
                // A column that the table no longer has is an error, not something to drop.
                .serverSetting("input_format_skip_unknown_fields", "0")
                // Times have a T and a Z, whatever zone a column or the server has.
                .serverSetting("date_time_input_format", "best_effort")
                .setDeduplicationToken(block.token().toString());
        settings.setNetworkTimeout(timeout.toMillis(), ChronoUnit.MILLIS);
        try (InsertResponse answer = client.insert(
                        block.table(), block.columns(), block::writeTo, ClickHouseFormat.JSONEachRow, settings)
                .get()) {
            return BlockInserts.judge(answer, block.rows(), block.length());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return InsertFailures.ofTransport(e);
        } catch (Exception e) {
            // The driver throws runtime exceptions of its own for everything, and wraps them now and then.
            return BlockInserts.failure(e, block.rows(), block.length());
        }
    }
}
