package dev.penstock.sink.triage;

import dev.penstock.model.event.EventId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
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

    /// What has become of some events: `stored`, or `dead_lettered` and why; none for one that is not settled.
    ///
    /// @param ids some hundreds at most
    /// @throws SQLException when ClickHouse is not there or does not let us look
    public Map<EventId, String> states(List<EventId> ids) throws SQLException {
        // A UUID has nothing that would have to be escaped.
        String list = ids.stream().map(id -> "toUUID('" + id + "')").collect(Collectors.joining(","));
        String sql = "SELECT toString(assumeNotNull(event_id)), concat('dead_lettered: ', cause,"
                + " if(column_name = '', '', concat(' in ', column_name))) FROM " + database
                + ".dead_letters WHERE event_id IN (" + list
                + ") UNION ALL SELECT DISTINCT toString(event_id), 'stored'"
                + " FROM " + database + ".events WHERE event_id IN (" + list + ") SETTINGS max_execution_time = 20";
        Map<EventId, String> states = new HashMap<>();
        try (Connection connection = pool.getConnection();
                PreparedStatement query = connection.prepareStatement(sql);
                ResultSet row = query.executeQuery()) {
            while (row.next()) {
                String state = row.getString(2);
                EventId.parse(row.getString(1))
                        // A letter whose event is stored after all is no news.
                        .ifPresent(id -> states.merge(id, state, (one, other) -> one.equals("stored") ? one : other));
            }
        } catch (RuntimeException e) {
            throw new SQLException(e);
        }
        return states;
    }
}
