package dev.penstock.sink.insert;

import dev.penstock.model.deadletter.SourceCoordinates;
import dev.penstock.model.topic.TopicId;
import dev.penstock.sink.letter.LetterEncoder;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Looks whether the events of open letters are in a table after all, and marks those letters `superseded`: a row of
/// the same letter with the next version. Thread-safe; doing it twice at once is only unnecessary.
///
/// An event is the same when organization, id and timestamp are: what the view `events` shows once. A letter whose
/// record could not be read names no event and stays open.
public final class SupersededLetters {

    /// Most letters that one call looks at, so that the statements stay far below what ClickHouse parses.
    public static final int MOST = 2_000;

    private static final String KEY = "(source_topic_id, source_partition, source_offset)";

    // What a mark changes; the rest of the row is copied.
    private static final String COPIED = "org_id, stream, event_name, event_id, timestamp, received_at, cause,"
            + " column_name, expected, actual, detail, misfit_columns, misfit_errors, fingerprint, definition_version,"
            + " attempt, writer_version, first_seen, last_seen, trace_id, request_id, key_id, sdk, payload,"
            + " payload_redacted, record_value, source_topic_id, source_partition, source_offset, letter_partition,"
            + " letter_offset";

    // Without FINAL a mark would not hide the row it stands for.
    private static final String OPEN = "SELECT source_topic_id, source_partition, source_offset FROM %s FINAL"
            + " WHERE state = 'open' AND event_id IS NOT NULL AND first_seen >= fromUnixTimestamp64Milli(?)"
            + " AND " + KEY + " > (?, ?, ?) ORDER BY source_topic_id, source_partition, source_offset LIMIT ?"
            + " SETTINGS max_execution_time = 20";

    // Reads the granules of these events alone: organization and time are the beginning of the table's sorting key.
    private static final String STORED = "SELECT source_topic_id, source_partition, source_offset FROM %1$s"
            + " WHERE " + KEY + " IN (%2$s) AND (org_id, assumeNotNull(timestamp), assumeNotNull(event_id)) IN ("
            + "SELECT org_id, timestamp, event_id FROM %3$s.events WHERE (org_id, timestamp) IN ("
            + "SELECT org_id, assumeNotNull(timestamp) FROM %1$s WHERE " + KEY + " IN (%2$s)))"
            + " SETTINGS max_execution_time = 20";

    private static final String MARK = "INSERT INTO %1$s (" + COPIED + ", state, version) SELECT " + COPIED
            + ", 'superseded', version + 1 FROM %1$s FINAL WHERE " + KEY + " IN (%2$s) AND state = 'open'"
            + " SETTINGS max_execution_time = 20, async_insert = 0, max_block_size = 1000,"
            + " min_insert_block_size_bytes = 33554432";

    private final DataSource pool;
    private final String database;
    private final String table;

    /// Works on the letters of `database` over the connections of `pool`, which stays the caller's.
    public SupersededLetters(DataSource pool, String database) {
        this.pool = pool;
        this.database = database;
        this.table = database + "." + LetterEncoder.STORE;
    }

    /// Looks at the next open letters, in the order of their sources, and marks those whose event is stored. Blocks
    /// for three statements, a minute at most.
    ///
    /// @param after where the last call ended, null to begin at the first
    /// @param notBefore letters that were first seen before are left alone, as milliseconds since 1970
    /// @param most from 1 to [#MOST]
    /// @throws SQLException when ClickHouse is not there or refuses; nothing is marked wrongly then
    public Look look(@Nullable SourceCoordinates after, long notBefore, int most) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            List<SourceCoordinates> open = open(connection, after, notBefore, Math.min(most, MOST));
            if (open.isEmpty()) {
                return new Look(0, 0, Optional.empty());
            }
            List<SourceCoordinates> stored = stored(connection, open);
            if (!stored.isEmpty()) {
                try (Statement statement = connection.createStatement()) {
                    statement.execute(MARK.formatted(table, literals(stored)));
                }
            }
            return new Look(
                    open.size(),
                    stored.size(),
                    open.size() < Math.min(most, MOST) ? Optional.empty() : Optional.of(open.getLast()));
        } catch (RuntimeException e) {
            // The driver throws runtime exceptions of its own.
            throw new SQLException(e);
        }
    }

    private List<SourceCoordinates> open(
            Connection connection, @Nullable SourceCoordinates after, long notBefore, int most) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(OPEN.formatted(table))) {
            query.setLong(1, notBefore);
            query.setString(2, after == null ? "" : after.topic().toString());
            query.setInt(3, after == null ? 0 : after.partition());
            query.setLong(4, after == null ? 0 : after.offset());
            query.setInt(5, most);
            try (ResultSet answer = query.executeQuery()) {
                return sources(answer);
            }
        }
    }

    private List<SourceCoordinates> stored(Connection connection, List<SourceCoordinates> open) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(STORED.formatted(table, literals(open), database))) {
            return sources(answer).stream().distinct().toList();
        }
    }

    private static List<SourceCoordinates> sources(ResultSet answer) throws SQLException {
        List<SourceCoordinates> sources = new ArrayList<>();
        while (answer.next()) {
            sources.add(new SourceCoordinates(TopicId.parse(answer.getString(1)), answer.getInt(2), answer.getLong(3)));
        }
        return sources;
    }

    // Ids are of A-Z a-z 0-9 _ - and the rest are numbers: nothing of it needs an escape.
    private static String literals(List<SourceCoordinates> sources) {
        return sources.stream()
                .map(source -> "('" + source.topic() + "'," + source.partition() + "," + source.offset() + ")")
                .collect(Collectors.joining(","));
    }

    /// What came of one look.
    ///
    /// @param looked how many letters it looked at
    /// @param superseded how many of them were marked
    /// @param next where the next call goes on; empty when it was the last of them
    public record Look(int looked, int superseded, Optional<SourceCoordinates> next) {}
}
