package dev.penstock.sink.migrate;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;

/// Keeps two runs from changing a schema at once. ClickHouse has no locks, but only one of two can create a table: the
/// lock is an empty table, and its comment says whose it is and until when. On a cluster it is created on all servers,
/// whose queue of statements puts two runs in the same order everywhere.
///
/// A run that was killed leaves it behind; whoever comes after its time takes it away. A run that takes longer than
/// [#LEASE] can be overtaken: the steps can bear it, since each statement may run twice.
///
/// Not thread-safe.
final class SchemaLock implements AutoCloseable {

    /// Far longer than a run takes: a statement may take five minutes at most.
    static final Duration LEASE = Duration.ofMinutes(10);

    private static final String TABLE = "schema_lock";

    private static final Duration PAUSE = Duration.ofMillis(250);

    private static final int TABLE_ALREADY_EXISTS = 57;

    private static final int UNKNOWN_TABLE = 60;

    private final DataSource pool;
    private final TableEngines engines;
    private final String database;
    private final LockNote note;

    private SchemaLock(DataSource pool, TableEngines engines, String database, LockNote note) {
        this.pool = pool;
        this.engines = engines;
        this.database = database;
        this.note = note;
    }

    /// Waits for the lock and takes it.
    ///
    /// @param waiting told once who has it, when it has to be waited for
    /// @throws SchemaLockedException when it is not free after `patience`
    static SchemaLock take(
            DataSource pool,
            TableEngines engines,
            String database,
            String owner,
            InstantSource clock,
            Duration patience,
            Consumer<String> waiting)
            throws SQLException {
        String id = HexFormat.of().toHexDigits(RandomGenerator.getDefault().nextLong());
        long deadline = System.nanoTime() + patience.toNanos();
        boolean told = false;
        while (true) {
            LockNote note = new LockNote(id, owner, clock.instant().plus(LEASE));
            SchemaLock lock = new SchemaLock(pool, engines, database, note);
            if (lock.create()) {
                return lock;
            }
            Optional<LockNote> other = lock.holder();
            if (other.isPresent() && clock.instant().isAfter(other.get().until())) {
                lock.takeAway(other.get());
                continue;
            }
            if (System.nanoTime() - deadline >= 0) {
                throw new SchemaLockedException("another run is changing the schema of " + database + ": "
                        + described(other) + "; when it was killed, drop the table " + database + "." + TABLE
                        + " or wait until then");
            }
            if (!told && other.isPresent()) {
                told = true;
                waiting.accept("another run is changing the schema, waiting for it: " + described(other));
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    /// Gives it back, unless somebody has taken it away.
    @Override
    public void close() throws SQLException {
        if (holder().filter(held -> held.id().equals(note.id())).isEmpty()) {
            return;
        }
        for (String aside : leftAside()) {
            drop(aside);
        }
        drop(TABLE);
    }

    private List<String> leftAside() throws SQLException {
        try (Connection connection = pool.getConnection();
                PreparedStatement query = connection.prepareStatement(
                        "SELECT name FROM system.tables WHERE database = ? AND match(name, ?)")) {
            query.setString(1, database);
            query.setString(2, "^" + TABLE + "_[0-9a-f]{16}$");
            try (ResultSet answer = query.executeQuery()) {
                List<String> names = new ArrayList<>();
                while (answer.next()) {
                    names.add(answer.getString(1));
                }
                return names;
            }
        }
    }

    private void drop(String table) throws SQLException {
        execute("DROP TABLE IF EXISTS " + database + "." + table + engines.onCluster() + " SYNC");
    }

    private boolean create() throws SQLException {
        try {
            execute("CREATE TABLE " + database + "." + TABLE + engines.onCluster()
                    + " (nothing UInt8) ENGINE = Null COMMENT '" + note.text() + "'");
            return true;
        } catch (SQLException e) {
            if (code(e) == TABLE_ALREADY_EXISTS) {
                return false;
            }
            throw e;
        }
    }

    // Two who find the same one left behind give it the same new name, and only one can. So the slower of them cannot
    // take away the lock that the faster has made meanwhile.
    private void takeAway(LockNote left) throws SQLException {
        String aside = TABLE + "_" + left.id();
        try {
            execute("RENAME TABLE " + database + "." + TABLE + " TO " + database + "." + aside + engines.onCluster());
        } catch (SQLException e) {
            if (code(e) == TABLE_ALREADY_EXISTS || code(e) == UNKNOWN_TABLE) {
                return;
            }
            throw e;
        }
    }

    private Optional<LockNote> holder() throws SQLException {
        try (Connection connection = pool.getConnection();
                PreparedStatement query = connection.prepareStatement(
                        "SELECT comment FROM system.tables WHERE database = ? AND name = ?")) {
            query.setString(1, database);
            query.setString(2, TABLE);
            try (ResultSet answer = query.executeQuery()) {
                return answer.next() ? LockNote.parse(answer.getString(1)) : Optional.empty();
            }
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String described(Optional<LockNote> holder) {
        return holder.map(note -> note.owner() + " has it until " + note.until())
                .orElse("it is held");
    }

    private static int code(SQLException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getErrorCode() > 0) {
                return sql.getErrorCode();
            }
        }
        return 0;
    }
}
