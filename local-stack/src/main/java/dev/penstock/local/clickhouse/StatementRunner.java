package dev.penstock.local.clickhouse;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;

/// Runs one request's statement: chooses the connection, applies the request's settings, and sends what comes out.
final class StatementRunner {

    private final Engine engine;
    private final Sessions sessions;
    private final int concurrency;
    private final Semaphore free;
    private final String version;
    private final String timezone;
    private final String displayName;

    StatementRunner(Engine engine, Sessions sessions, int concurrency) throws QueryFailed {
        this.engine = engine;
        this.sessions = sessions;
        this.concurrency = concurrency;
        this.free = new Semaphore(concurrency);
        this.version = engine.ask("SELECT version()");
        this.timezone = engine.ask("SELECT serverTimezone()");
        this.displayName = engine.ask("SELECT hostName()");
    }

    String version() {
        return version;
    }

    /// Runs the statement and sends its answer but for the end, which is the caller's to send; with `dropAnswer` it
    /// runs and the answer is an [IOException].
    void run(Request request, Request.Text text, Response response, boolean dropAnswer)
            throws QueryFailed, IOException {
        response.header("X-ClickHouse-Query-Id", request.queryId());
        response.header("X-ClickHouse-Server-Display-Name", displayName);
        response.header("X-ClickHouse-Timezone", timezone);
        if (!free.tryAcquire()) {
            throw QueryFailed.of(
                    QueryFailed.TOO_MANY_SIMULTANEOUS_QUERIES,
                    "TOO_MANY_SIMULTANEOUS_QUERIES",
                    "Too many simultaneous queries. Maximum: " + concurrency);
        }
        try {
            String session = request.parameter("session_id");
            if (session.isEmpty()) {
                runAlone(request, text, response, dropAnswer);
            } else {
                runInSession(session, request, text, response, dropAnswer);
            }
        } finally {
            free.release();
        }
    }

    private void runAlone(Request request, Request.Text text, Response response, boolean dropAnswer)
            throws QueryFailed, IOException {
        try (EngineConnection connection = engine.connect()) {
            use(connection, request.database());
            Map<String, String> settings = request.settings();
            if (request.readOnly() && !"1".equals(settings.get("readonly"))) {
                // Whatever the request asks for: a link on another site's page could ask for 0. Last in the list,
                // because nothing may be set after it to 1, and everything but itself after it to 2.
                settings.remove("readonly");
                settings.put("readonly", "2");
            }
            set(connection, settings);
            runOn(connection, request, text, response, dropAnswer);
        }
    }

    private void runInSession(String id, Request request, Request.Text text, Response response, boolean dropAnswer)
            throws QueryFailed, IOException {
        try (Sessions.Session session =
                sessions.lease(id, request.parameter("session_timeout"), request.flag("session_check"))) {
            EngineConnection connection = session.connection();
            if (request.readOnly() && changes(connection.classify(text.sql()))) {
                throw QueryFailed.of(
                        QueryFailed.READONLY, "READONLY", "default: Cannot execute query in readonly mode");
            }
            Sessions.Own own = own(session, text.statement());
            boolean elsewhere =
                    !request.database().isEmpty() && !request.database().equals(own.database());
            Set<String> names = request.settings().keySet();
            boolean restored = false;
            try {
                use(connection, elsewhere ? request.database() : "");
                set(connection, request.settings());
                runOn(connection, request, text, response, dropAnswer);
                restored = restore(connection, names, own, elsewhere);
            } catch (QueryFailed e) {
                // A statement that was refused leaves the session usable, as in ClickHouse; one that broke off does
                // not.
                restored = !response.started() && restore(connection, names, own, elsewhere);
                throw e;
            } finally {
                if (!restored) {
                    session.spoil();
                }
            }
        }
    }

    /// What the session has set. To ask costs as much as an insert, so it is asked again only after a statement that
    /// may have set something: neither an INSERT nor a SELECT.
    private static Sessions.Own own(Sessions.Session session, Statement statement) throws QueryFailed {
        Sessions.Own known = session.own();
        Sessions.Own own = known == null
                ? new Sessions.Own(one(session.connection(), "SELECT currentDatabase()"), changed(session.connection()))
                : known;
        boolean mayChange = statement instanceof Statement.Other other && !other.select();
        session.remember(mayChange ? null : own);
        return own;
    }

    private static boolean restore(EngineConnection connection, Set<String> names, Sessions.Own own, boolean elsewhere)
            throws QueryFailed {
        reset(connection, names, own.settings());
        use(connection, elsewhere ? own.database() : "");
        return true;
    }

    private void runOn(
            EngineConnection connection, Request request, Request.Text text, Response response, boolean dropAnswer)
            throws QueryFailed, IOException {
        Map<String, String> parameters = request.queryParameters();
        switch (text.statement()) {
            case Statement.Insert insert -> {
                String format = insert.format() == null ? request.defaultFormat() : insert.format();
                if (format.isEmpty()) {
                    // No data and no format: the engine says what is missing.
                    connection.query(text.sql(), "Null", parameters).close();
                    return;
                }
                Statistics statistics = connection.insert(insert.head(), format, parameters, text.data());
                drop(dropAnswer);
                response.header("X-ClickHouse-Summary", statistics.json());
                response.header("Content-Type", "text/plain; charset=UTF-8");
                response.start(0).close();
            }
            case Statement.Other other -> {
                refuse(other);
                String format = other.format() == null ? request.defaultFormat() : other.format();
                String named = format.isEmpty() ? "TabSeparated" : format;
                response.header("X-ClickHouse-Format", named);
                response.header("Content-Type", contentType(named));
                StreamedFormat streamed = StreamedFormat.named(named);
                if (streamed != null
                        && other.select()
                        && !other.totals()
                        && !request.flag("wait_end_of_query")
                        && !request.flag("extremes")) {
                    EngineStream stream = connection.stream(text.sql(), named, parameters);
                    stream(stream, streamed, response, dropAnswer);
                } else {
                    try (EngineResult result = connection.query(text.sql(), named, parameters)) {
                        drop(dropAnswer);
                        send(result, response);
                    }
                }
            }
        }
    }

    private static void stream(EngineStream source, StreamedFormat format, Response response, boolean dropAnswer)
            throws QueryFailed, IOException {
        try (EngineStream stream = source;
                EngineResult first = stream.next()) {
            drop(dropAnswer);
            if (first.size() == 0) {
                send(first, response);
                return;
            }
            // Looking one block ahead tells a small result, whose counts and size are then known before the headers
            // leave.
            try (EngineResult second = stream.next()) {
                if (second.size() == 0) {
                    send(first, response);
                    return;
                }
                response.header(
                        "X-ClickHouse-Summary",
                        first.statistics().plus(second.statistics()).json());
                OutputStream out = response.start(-1);
                first.writeTo(out);
                second.writeRowsTo(out, format);
                while (true) {
                    try (EngineResult block = stream.next()) {
                        if (block.size() == 0) {
                            break;
                        }
                        block.writeRowsTo(out, format);
                    }
                }
                // Not in a finally: an answer that failed must not get its end.
                out.close();
            }
        }
    }

    private static void send(EngineResult result, Response response) throws IOException {
        response.header("X-ClickHouse-Summary", result.statistics().json());
        OutputStream out = response.start(result.size());
        result.writeTo(out);
        out.close();
    }

    private static void drop(boolean dropAnswer) throws IOException {
        if (dropAnswer) {
            throw new InjectedFault("dropped after apply");
        }
    }

    private static void refuse(Statement.Other statement) throws QueryFailed {
        if (statement.several()) {
            throw QueryFailed.of(
                    QueryFailed.SYNTAX_ERROR, "SYNTAX_ERROR", "Syntax error (Multi-statements are not allowed)");
        }
        if (statement.intoOutfile()) {
            throw QueryFailed.of(
                    QueryFailed.INTO_OUTFILE_NOT_ALLOWED, "INTO_OUTFILE_NOT_ALLOWED", "INTO OUTFILE is not allowed");
        }
    }

    private static boolean changes(StatementClass kind) {
        return kind == StatementClass.MUTATING || kind == StatementClass.MUTATING_GLOBAL;
    }

    private static void use(EngineConnection connection, String database) throws QueryFailed {
        if (!database.isEmpty()) {
            connection.execute("USE " + identifier(database));
        }
    }

    private static void set(EngineConnection connection, Map<String, String> settings) throws QueryFailed {
        if (!settings.isEmpty()) {
            connection.execute(settings.entrySet().stream()
                    .map(setting -> identifier(setting.getKey()) + " = " + literal(setting.getValue()))
                    .collect(Collectors.joining(", ", "SET ", "")));
        }
    }

    private static Map<String, String> changed(EngineConnection connection) throws QueryFailed {
        Map<String, String> values = new LinkedHashMap<>();
        String rows = one(connection, "SELECT name, hex(value) FROM system.settings WHERE changed");
        for (String row : rows.lines().toList()) {
            String[] cells = row.split("\t", -1);
            values.put(cells[0], new String(HexFormat.of().parseHex(cells[1]), StandardCharsets.UTF_8));
        }
        return values;
    }

    private static void reset(EngineConnection connection, Set<String> names, Map<String, String> before)
            throws QueryFailed {
        if (!names.isEmpty()) {
            connection.execute(names.stream()
                    .map(name -> identifier(name) + " = "
                            + (before.containsKey(name) ? literal(before.get(name)) : "DEFAULT"))
                    .collect(Collectors.joining(", ", "SET ", "")));
        }
    }

    private static String one(EngineConnection connection, String sql) throws QueryFailed {
        try (EngineResult result =
                connection.query(sql.getBytes(StandardCharsets.UTF_8), "TabSeparatedRaw", Map.of())) {
            return new String(result.bytes(), StandardCharsets.UTF_8).strip();
        }
    }

    private static String identifier(String name) {
        return "`" + name.replace("\\", "\\\\").replace("`", "\\`") + "`";
    }

    private static String literal(String value) {
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    private static String contentType(String format) {
        String name = format.toLowerCase(Locale.ROOT);
        if (name.contains("eachrow") || name.equals("ndjson") || name.equals("jsonlines")) {
            return "application/x-ndjson; charset=UTF-8";
        }
        if (name.startsWith("json")) {
            return "application/json; charset=UTF-8";
        }
        if (name.startsWith("csv")) {
            return "text/csv; charset=UTF-8; header=" + (name.contains("withnames") ? "present" : "absent");
        }
        if (name.startsWith("tabseparated") || name.startsWith("tsv")) {
            return "text/tab-separated-values; charset=UTF-8";
        }
        if (name.equals("xml")) {
            return "application/xml; charset=UTF-8";
        }
        return name.startsWith("pretty") || name.equals("vertical") || name.equals("values")
                ? "text/plain; charset=UTF-8"
                : "application/octet-stream";
    }
}
