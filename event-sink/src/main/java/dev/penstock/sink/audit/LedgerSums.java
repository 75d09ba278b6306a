package dev.penstock.sink.audit;

import dev.penstock.model.ledger.LedgerCount;
import dev.penstock.model.ledger.LedgerOutcome;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Adds up the ledger.
///
/// A minute in which somebody had no room for all organizations is one line for all of them.
public final class LedgerSums {

    /// In place of an organization, in a minute that can be judged in total only.
    public static final String ALL = "(all organizations)";

    // Lines that somebody made twice and that a query has to leave out by name.
    private static final int MOST_SUPERSEDED = 10_000;

    private static final String LIMITS = " SETTINGS max_execution_time = 60";

    private final DataSource pool;
    private final String database;

    /// @param database a name that [dev.penstock.sink.connect.ClickHouseSettings] accepted
    public LedgerSums(DataSource pool, String database) {
        this.pool = pool;
        this.database = database;
    }

    /// What was counted of some minutes.
    ///
    /// @param judged a line for each organization and minute, in the order of minutes
    /// @param open minutes that an edge has begun and not closed
    public record Sums(List<MinuteSums> judged, List<OpenMinute> open) {

        public Sums {
            judged = List.copyOf(judged);
            open = List.copyOf(open);
        }
    }

    /// A minute that an edge has begun and not closed: it is running, or it died.
    public record OpenMinute(String instance, String boot, Instant minute) {}

    /// Until when every accepted event is settled; empty while nobody knows.
    ///
    /// @throws SQLException when ClickHouse is not there, or has something better to do
    public Optional<Instant> completeUntil() throws SQLException {
        try (Connection connection = pool.getConnection();
                PreparedStatement query = connection.prepareStatement("SELECT toUnixTimestamp64Milli(complete_until)"
                        + " FROM " + database + ".ingest_complete WHERE complete_until > toDateTime64(0, 3, 'UTC')");
                ResultSet answer = query.executeQuery()) {
            return answer.next() ? Optional.of(Instant.ofEpochMilli(answer.getLong(1))) : Optional.empty();
        }
    }

    /// How far the topic `ledger` is loaded: for each partition the offset of the last line that is in the table.
    ///
    /// @throws SQLException when ClickHouse is not there, or has something better to do
    public Map<Integer, Long> loaded() throws SQLException {
        try (Connection connection = pool.getConnection();
                PreparedStatement query = connection.prepareStatement("SELECT ledger_partition, max(ledger_offset)"
                        + " FROM " + database + ".ledger_store GROUP BY ledger_partition" + LIMITS);
                ResultSet answer = query.executeQuery()) {
            Map<Integer, Long> loaded = new HashMap<>();
            while (answer.next()) {
                loaded.put(answer.getInt(1), answer.getLong(2));
            }
            return loaded;
        }
    }

    /// Adds up the minutes from `from` to `to`, which is not among them.
    ///
    /// @param organization only this one; null for all
    /// @throws SQLException when ClickHouse is not there, or has something better to do
    public Sums between(Instant from, Instant to, @Nullable String organization) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            List<OpenMinute> open = open(connection, from, to);
            Set<Instant> openMinutes = open.stream().map(OpenMinute::minute).collect(Collectors.toSet());
            List<BatchLine> lines =
                    lines(connection, "last_minute >= " + time(from) + " AND first_minute < " + time(to));
            List<MinuteSums> sums = sums(connection, from, to, superseded(lines), openMinutes);
            return new Sums(ofOne(together(sums), organization), open);
        }
    }

    /// The batches of a partition that touch a range of offsets.
    ///
    /// @param topic the id of `events`
    /// @param to not among them
    /// @throws SQLException when ClickHouse is not there, or has something better to do
    public List<BatchLine> batches(String topic, int partition, long from, long to) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            // An id is Base64: nothing of it would have to be escaped.
            return lines(
                    connection,
                    "owner = '" + topic + "' AND epoch = '" + partition + "' AND position < " + to
                            + " AND last_position >= " + from);
        }
    }

    private List<OpenMinute> open(Connection connection, Instant from, Instant to) throws SQLException {
        String sql = "SELECT owner, epoch, position FROM " + database + ".ledger_store FINAL WHERE source = 'edge'"
                + " AND NOT closed AND position >= " + from.toEpochMilli() + " AND position < " + to.toEpochMilli()
                + " ORDER BY position, owner" + LIMITS;
        try (PreparedStatement query = connection.prepareStatement(sql);
                ResultSet answer = query.executeQuery()) {
            List<OpenMinute> open = new ArrayList<>();
            while (answer.next()) {
                open.add(new OpenMinute(
                        answer.getString(1), answer.getString(2), Instant.ofEpochMilli(answer.getLong(3))));
            }
            return open;
        }
    }

    private List<BatchLine> lines(Connection connection, String where) throws SQLException {
        String sql = "SELECT owner, toInt32OrZero(epoch), position, last_position, ledger_offset FROM " + database
                + ".ledger_store FINAL WHERE source = 'writer' AND " + where + LIMITS;
        try (PreparedStatement query = connection.prepareStatement(sql);
                ResultSet answer = query.executeQuery()) {
            List<BatchLine> lines = new ArrayList<>();
            while (answer.next()) {
                lines.add(new BatchLine(
                        answer.getString(1),
                        answer.getInt(2),
                        answer.getLong(3),
                        answer.getLong(4),
                        answer.getLong(5)));
            }
            return lines;
        }
    }

    private static List<BatchLine> superseded(List<BatchLine> lines) {
        Set<BatchLine> superseded = new HashSet<>(lines);
        BatchLine.inForce(lines).forEach(superseded::remove);
        if (superseded.size() > MOST_SUPERSEDED) {
            throw new IllegalStateException(
                    superseded.size() + " batches of the window were settled more than once: choose a shorter one");
        }
        return List.copyOf(superseded);
    }

    private List<MinuteSums> sums(
            Connection connection, Instant from, Instant to, List<BatchLine> superseded, Set<Instant> openMinutes)
            throws SQLException {
        String without = superseded.isEmpty()
                ? ""
                : superseded.stream()
                        .map(line -> "('" + line.topic() + "', '" + line.partition() + "', " + line.first() + ")")
                        .collect(Collectors.joining(
                                ", ", " AND (source = 'edge' OR (owner, epoch, position) NOT IN (", "))"));
        String sql = "SELECT org_id, toUnixTimestamp64Milli(minute) AS minute_millis"
                + sum(LedgerOutcome.ACCEPTED) + sum(LedgerOutcome.UNKNOWN)
                + ", sumIf(events, source = 'edge' AND outcome IN ('" + LedgerOutcome.REJECTED.code() + "', '"
                + LedgerOutcome.SHED.code() + "'))" + sum(LedgerOutcome.STORED) + sum(LedgerOutcome.DEAD_LETTERED)
                + sum(LedgerOutcome.PARKED) + sum(LedgerOutcome.RETURNED) + " FROM " + database
                + ".ledger WHERE last_minute >= " + time(from) + " AND first_minute < " + time(to)
                + " AND minute >= " + time(from) + " AND minute < " + time(to) + " AND outcome != '' AND events > 0"
                + without + " GROUP BY org_id, minute_millis ORDER BY minute_millis, org_id" + LIMITS;
        try (PreparedStatement query = connection.prepareStatement(sql);
                ResultSet answer = query.executeQuery()) {
            List<MinuteSums> sums = new ArrayList<>();
            while (answer.next()) {
                Instant minute = Instant.ofEpochMilli(answer.getLong(2));
                sums.add(new MinuteSums(
                        answer.getString(1),
                        minute,
                        answer.getLong(3),
                        answer.getLong(4),
                        answer.getLong(5),
                        answer.getLong(6),
                        answer.getLong(7),
                        answer.getLong(8),
                        answer.getLong(9),
                        openMinutes.contains(minute)));
            }
            return sums;
        }
    }

    private static String sum(LedgerOutcome outcome) {
        return ", sumIf(events, outcome = '" + outcome.code() + "')";
    }

    private static String time(Instant time) {
        return "fromUnixTimestamp64Milli(toInt64(" + time.toEpochMilli() + "), 'UTC')";
    }

    static List<MinuteSums> together(List<MinuteSums> sums) {
        Set<Instant> total = sums.stream()
                .filter(sum -> sum.organization().equals(LedgerCount.OTHERS))
                .map(MinuteSums::minute)
                .collect(Collectors.toSet());
        Map<Instant, MinuteSums> totals = new HashMap<>();
        List<MinuteSums> judged = new ArrayList<>();
        for (MinuteSums sum : sums) {
            if (total.contains(sum.minute())) {
                totals.merge(sum.minute(), sum, (one, other) -> one.plus(other, ALL));
            } else {
                judged.add(sum);
            }
        }
        judged.addAll(totals.values());
        judged.sort(Comparator.comparing(MinuteSums::minute).thenComparing(MinuteSums::organization));
        return judged;
    }

    private static List<MinuteSums> ofOne(List<MinuteSums> sums, @Nullable String organization) {
        return organization == null
                ? sums
                : sums.stream()
                        .filter(sum -> sum.organization().equals(organization)
                                || sum.organization().equals(ALL)
                                || sum.organization().equals(LedgerCount.OTHERS))
                        .toList();
    }
}
