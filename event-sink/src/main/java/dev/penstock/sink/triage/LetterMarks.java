package dev.penstock.sink.triage;

import dev.penstock.sink.connect.Identifier;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Where it is kept what people did about dead letters. Thread-safe; each call is one insert.
public final class LetterMarks {

    /// Most marks of one insert, so that the statement stays far below what ClickHouse parses.
    public static final int MOST = 200;

    private static final String COLUMNS = ".dead_letter_marks (source_topic_id, source_partition,"
            + " source_offset, mark, run, org_id, stream, cause, fingerprint, event_id, received_at, reason, actor,"
            + " sent_partition, sent_offset, marked_at) SETTINGS async_insert = 0 VALUES ";

    private static final String ROW = "(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final DataSource pool;
    private final String database;

    public LetterMarks(DataSource pool, String database) {
        this.pool = pool;
        this.database = Identifier.checked("database", database);
    }

    /// Marks letters. The same again changes nothing.
    ///
    /// @param state what they are now: [LetterState#REDRIVEN] or [LetterState#DISCARDED]
    /// @param run of which command
    /// @param marks at most [#MOST]
    /// @throws SQLException when it is not known to be stored
    public void add(LetterState state, String run, String reason, String actor, Instant at, List<Mark> marks)
            throws SQLException {
        if (marks.isEmpty()) {
            return;
        }
        String sql = "INSERT INTO " + database + COLUMNS + ROW + ("," + ROW).repeat(marks.size() - 1);
        try (Connection connection = pool.getConnection();
                PreparedStatement insert = connection.prepareStatement(sql)) {
            int next = 1;
            for (Mark mark : marks) {
                KnownLetter letter = mark.letter();
                Mark.Place sent = mark.sent();
                insert.setString(next++, letter.source().topic().toString());
                insert.setLong(next++, letter.source().partition());
                insert.setLong(next++, letter.source().offset());
                insert.setString(next++, state.toString());
                insert.setString(next++, run);
                insert.setString(next++, letter.org());
                insert.setString(next++, letter.stream());
                insert.setString(next++, letter.cause());
                insert.setString(next++, letter.fingerprint());
                insert.setObject(next++, letter.eventId());
                insert.setObject(next++, text(letter.receivedAt()));
                insert.setString(next++, reason);
                insert.setString(next++, actor);
                insert.setObject(next++, sent == null ? null : (Object) sent.partition());
                insert.setObject(next++, sent == null ? null : (Object) sent.offset());
                insert.setString(next++, TIME.format(at));
            }
            insert.execute();
        } catch (RuntimeException e) {
            // The driver throws runtime exceptions of its own.
            throw new SQLException(e);
        }
    }

    private static @Nullable String text(@Nullable Instant time) {
        return time == null ? null : TIME.format(time);
    }
}
