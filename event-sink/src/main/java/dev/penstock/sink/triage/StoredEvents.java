package dev.penstock.sink.triage;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/// Finds events in the tables by what their sender was told. Thread-safe; each call is one query.
public final class StoredEvents {

    private static final String EVENTS = "SELECT toString(event_id), org_id, stream, toUnixTimestamp64Milli(timestamp),"
            + " toUnixTimestamp64Milli(received_at), kafka_partition, kafka_offset,"
            + " toUnixTimestamp64Milli(ingested_at) FROM ";

    private final DataSource pool;
    private final String database;

    /// @param database a name that [dev.penstock.sink.connect.ClickHouseSettings] accepted
    public StoredEvents(DataSource pool, String database) {
        this.pool = pool;
        this.database = database;
    }

    /// The events with this id: of several organizations, or of several times, more than one.
    ///
    /// @throws SQLException when ClickHouse is not there or does not let us look
    public List<StoredEvent> ofId(String eventId, int most) throws SQLException {
        return find("event_id = toUUIDOrNull(?)", eventId, most);
    }

    /// The events of one request.
    ///
    /// @throws SQLException when ClickHouse is not there or does not let us look
    public List<StoredEvent> ofRequest(String requestId, int most) throws SQLException {
        return find("request_id = ?", requestId, most);
    }

    private List<StoredEvent> find(String condition, String value, int most) throws SQLException {
        String sql = EVENTS + database + ".events WHERE " + condition + " LIMIT " + most
                + " SETTINGS max_execution_time = 60, use_skip_indexes_if_final = 1";
        List<StoredEvent> events = new ArrayList<>();
        try (Connection connection = pool.getConnection();
                PreparedStatement query = connection.prepareStatement(sql)) {
            query.setString(1, value);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    events.add(new StoredEvent(
                            row.getString(1),
                            row.getString(2),
                            row.getString(3),
                            Instant.ofEpochMilli(row.getLong(4)),
                            Instant.ofEpochMilli(row.getLong(5)),
                            row.getInt(6),
                            row.getLong(7),
                            Instant.ofEpochMilli(row.getLong(8))));
                }
            }
        } catch (RuntimeException e) {
            // The driver throws runtime exceptions of its own.
            throw new SQLException(e);
        }
        return events;
    }
}
