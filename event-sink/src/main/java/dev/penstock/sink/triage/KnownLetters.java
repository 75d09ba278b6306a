package dev.penstock.sink.triage;

import dev.penstock.model.deadletter.SourceCoordinates;
import dev.penstock.model.topic.TopicId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// The dead letters that ClickHouse has a copy of. Thread-safe; each call is one query.
public final class KnownLetters {

    private static final String LIMITS = " SETTINGS max_execution_time = 60";

    private static final String LETTERS = "SELECT source_topic_id, source_partition, source_offset, letter_partition,"
            + " letter_offset, org_id, stream, event_name, toString(event_id), toUnixTimestamp64Milli(timestamp),"
            + " toUnixTimestamp64Milli(received_at), cause, column_name, expected, actual, detail, fingerprint, state,"
            + " definition_version, attempt, toUnixTimestamp64Milli(first_seen), toUnixTimestamp64Milli(last_seen),"
            + " reason, actor FROM ";

    // Texts joined by what no id has: the driver's arrays are not needed for ten words.
    private static final String GROUPS = "SELECT fingerprint, cause, stream, column_name, letters, open_letters,"
            + " redriven_letters, discarded_letters, superseded_letters, toUnixTimestamp64Milli(first_letter),"
            + " toUnixTimestamp64Milli(last_letter), organizations, arrayStringConcat(some_organizations, ','),"
            + " sample_expected, sample_detail, toString(sample_event_id), tupleElement(sample_source, 1),"
            + " tupleElement(sample_source, 2), tupleElement(sample_source, 3) FROM ";

    private final DataSource pool;
    private final String database;

    /// @param database a name that [dev.penstock.sink.connect.ClickHouseSettings] accepted
    public KnownLetters(DataSource pool, String database) {
        this.pool = pool;
        this.database = database;
    }

    /// The causes, those with the most open letters first.
    ///
    /// @param all also those without an open letter
    /// @throws SQLException when ClickHouse is not there or does not let us look
    public List<LetterGroup> groups(boolean all, int most) throws SQLException {
        List<LetterGroup> groups = new ArrayList<>();
        try (Connection connection = pool.getConnection();
                PreparedStatement query = connection.prepareStatement(GROUPS + database + ".dead_letter_groups"
                        + (all ? "" : " WHERE open_letters > 0")
                        + " ORDER BY open_letters DESC, last_letter DESC LIMIT "
                        + most + LIMITS)) {
            try (ResultSet answer = query.executeQuery()) {
                while (answer.next()) {
                    groups.add(group(answer));
                }
            }
        } catch (RuntimeException e) {
            // The driver throws runtime exceptions of its own.
            throw new SQLException(e);
        }
        return groups;
    }

    /// The letters that `filter` means, the youngest first.
    ///
    /// @throws SQLException when ClickHouse is not there or does not let us look
    public List<KnownLetter> youngest(LetterFilter filter, int most) throws SQLException {
        return letters(filter, "last_seen DESC, letter_partition, letter_offset DESC", most);
    }

    /// The letters that `filter` means, in the order of the topic that has their bytes.
    ///
    /// @throws SQLException when ClickHouse is not there or does not let us look
    public List<KnownLetter> inOrder(LetterFilter filter, int most) throws SQLException {
        return letters(filter, "letter_partition, letter_offset", most);
    }

    private List<KnownLetter> letters(LetterFilter filter, String order, int most) throws SQLException {
        LetterCondition condition = LetterCondition.of(filter);
        String sql = LETTERS + database + ".dead_letters WHERE " + condition.sql() + " ORDER BY " + order + " LIMIT "
                + most + LIMITS;
        List<KnownLetter> letters = new ArrayList<>();
        try (Connection connection = pool.getConnection();
                PreparedStatement query = connection.prepareStatement(sql)) {
            for (int i = 0; i < condition.arguments().size(); i++) {
                query.setString(i + 1, condition.arguments().get(i));
            }
            try (ResultSet answer = query.executeQuery()) {
                while (answer.next()) {
                    letters.add(letter(answer));
                }
            }
        } catch (RuntimeException e) {
            throw new SQLException(e);
        }
        return letters;
    }

    private static LetterGroup group(ResultSet row) throws SQLException {
        return new LetterGroup(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getLong(5),
                row.getLong(6),
                row.getLong(7),
                row.getLong(8),
                row.getLong(9),
                Instant.ofEpochMilli(row.getLong(10)),
                Instant.ofEpochMilli(row.getLong(11)),
                row.getLong(12),
                Arrays.asList(row.getString(13).split(",", -1)),
                row.getString(14),
                row.getString(15),
                row.getString(16),
                source(row, 17));
    }

    private static KnownLetter letter(ResultSet row) throws SQLException {
        return new KnownLetter(
                source(row, 1),
                row.getInt(4),
                row.getLong(5),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                row.getString(9),
                time(row, 10),
                time(row, 11),
                row.getString(12),
                row.getString(13),
                row.getString(14),
                row.getString(15),
                row.getString(16),
                row.getString(17),
                row.getString(18),
                row.getInt(19),
                row.getInt(20),
                Instant.ofEpochMilli(row.getLong(21)),
                Instant.ofEpochMilli(row.getLong(22)),
                row.getString(23),
                row.getString(24));
    }

    private static SourceCoordinates source(ResultSet row, int first) throws SQLException {
        return new SourceCoordinates(
                TopicId.parse(row.getString(first)), row.getInt(first + 1), row.getLong(first + 2));
    }

    private static @Nullable Instant time(ResultSet row, int column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? null : Instant.ofEpochMilli(millis);
    }
}
