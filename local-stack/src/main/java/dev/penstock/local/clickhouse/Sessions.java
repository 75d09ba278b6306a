package dev.penstock.local.clickhouse;

import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Connections kept between requests that name the same `session_id`.
///
/// A session serves one request at a time; a second one is told SESSION_IS_LOCKED, as ClickHouse does.
final class Sessions {

    private static final int MOST = 256;
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final Duration USUAL = Duration.ofSeconds(60);

    private final Engine engine;
    private final Map<String, Session> sessions = new HashMap<>();

    Sessions(Engine engine) {
        this.engine = engine;
    }

    /// A leased session; closing it gives it back.
    final class Session implements AutoCloseable {

        private final EngineConnection connection;
        private final String id;
        private long idleNanos = USUAL.toNanos();
        private long expires;
        private boolean busy;
        private boolean spoilt;
        private @Nullable Own own;

        Session(String id, EngineConnection connection) {
            this.id = id;
            this.connection = connection;
        }

        EngineConnection connection() {
            return connection;
        }

        /// What the session itself has set, as it was last asked for; null when a statement may have changed it.
        @Nullable
        Own own() {
            return own;
        }

        /// Remembers it until the next statement that may change it; null forgets it.
        void remember(@Nullable Own now) {
            own = now;
        }

        /// The connection is in a state nobody can know; the session ends with this request.
        void spoil() {
            spoilt = true;
        }

        @Override
        public void close() {
            release(this);
        }
    }

    /// What a session has set, apart from what its requests set for themselves.
    ///
    /// @param settings by their names, those that differ from the server's
    record Own(String database, Map<String, String> settings) {

        Own {
            settings = Map.copyOf(settings);
        }
    }

    /// Leases the session, which is made when there is none and `mustExist` does not forbid it.
    synchronized Session lease(String id, String timeoutSeconds, boolean mustExist) throws QueryFailed {
        long idleNanos = timeout(timeoutSeconds).toNanos();
        expire();
        Session session = sessions.get(id);
        if (session == null) {
            if (mustExist) {
                throw QueryFailed.of(
                        QueryFailed.SESSION_NOT_FOUND, "SESSION_NOT_FOUND", "Session " + id + " not found");
            }
            if (sessions.size() >= MOST) {
                throw QueryFailed.of(
                        QueryFailed.TOO_MANY_SIMULTANEOUS_QUERIES,
                        "TOO_MANY_SIMULTANEOUS_QUERIES",
                        "Too many sessions. Maximum: " + MOST);
            }
            session = new Session(id, engine.connect());
            sessions.put(id, session);
        } else if (session.busy) {
            throw QueryFailed.of(
                    QueryFailed.SESSION_IS_LOCKED,
                    "SESSION_IS_LOCKED",
                    "Session " + id + " is locked by a concurrent client");
        }
        session.busy = true;
        session.idleNanos = idleNanos;
        return session;
    }

    /// Ends every session that is not in use.
    synchronized void end() {
        for (Session session : sessions.values()) {
            session.expires = System.nanoTime();
        }
        expire();
    }

    private synchronized void release(Session session) {
        session.busy = false;
        session.expires = System.nanoTime() + session.idleNanos;
        if (session.spoilt) {
            sessions.remove(session.id);
            session.connection.close();
        }
    }

    private void expire() {
        long now = System.nanoTime();
        for (Iterator<Session> all = sessions.values().iterator(); all.hasNext(); ) {
            Session session = all.next();
            if (!session.busy && session.expires - now <= 0) {
                all.remove();
                session.connection.close();
            }
        }
    }

    private static Duration timeout(String seconds) throws QueryFailed {
        if (seconds.isEmpty()) {
            return USUAL;
        }
        try {
            Duration timeout = Duration.ofSeconds(Long.parseLong(seconds));
            if (!timeout.isNegative() && timeout.compareTo(LONGEST) <= 0) {
                return timeout;
            }
        } catch (NumberFormatException | ArithmeticException e) {
            // told below
        }
        throw QueryFailed.of(
                QueryFailed.INVALID_SESSION_TIMEOUT,
                "INVALID_SESSION_TIMEOUT",
                "Session timeout '" + seconds + "' must be from 0 to " + LONGEST.toSeconds() + " seconds");
    }
}
