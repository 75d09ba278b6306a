package dev.penstock.sink.insert;

import dev.penstock.sink.connect.ClickHouseSettings;
import dev.penstock.sink.encode.Column;
import dev.penstock.sink.failure.InsertResult;
import dev.penstock.sink.letter.LetterBlock;
import dev.penstock.sink.letter.LetterEncoder;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/// Inserts dead letters, each block all or nothing. Inserting the same block again changes nothing, as long as
/// ClickHouse remembers its token; it is always safe, for the table keeps one row of a letter.
///
/// Thread-safe. Tries each insert once: who retries is the caller.
public final class LetterInserts {

    private final DataSource pool;
    private final String database;
    private final JudgedInserts inserts;

    /// Inserts into the tables of the database of `clickHouse`. A connection of `pool`, which stays the caller's,
    /// answers
    /// which tables there are.
    ///
    /// @param timeout longest time for an insert, before its outcome is given up as unknown
    public LetterInserts(DataSource pool, ClickHouseSettings clickHouse, Duration timeout) {
        this.pool = pool;
        this.database = clickHouse.database();
        this.inserts = new JudgedInserts(clickHouse, timeout);
    }

    /// Inserts `block`. Blocks until ClickHouse has answered, the timeout at most.
    public InsertResult insert(LetterBlock block) {
        if (block.columns().isEmpty()) {
            return new InsertResult.Schema("table_misfit", block.table() + " has no column for a letter");
        }
        return inserts.insert(new JudgedInserts.Rows(
                "INSERT INTO `" + block.table() + "` (" + quoted(block.columns()) + ") FORMAT JSONEachRow",
                block.rows(),
                block::open,
                block.length(),
                block.token().toString(),
                // Times have a T and a Z, whatever zone a column or the server has.
                Map.of("date_time_input_format", "best_effort")));
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
            return new Quarantines.Unknown(BlockInserts.unanswered(e));
        }
    }

    // Their names are the table's own, and somebody may have made it.
    private static String quoted(List<String> columns) {
        return columns.stream()
                .map(column -> "`" + column.replace("\\", "\\\\").replace("`", "\\`") + "`")
                .collect(Collectors.joining(", "));
    }
}
