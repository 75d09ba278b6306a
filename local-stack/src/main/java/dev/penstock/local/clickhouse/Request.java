package dev.penstock.local.clickhouse;

import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One request to run a statement, taken apart into what it asks for.
final class Request {

    /// Parameters that are not settings of the statement.
    private static final Set<String> OWN = Set.of(
            "query",
            "database",
            "default_format",
            "user",
            "password",
            "session_id",
            "session_timeout",
            "session_check",
            "query_id",
            "quota_key",
            "compress",
            "decompress",
            "stacktrace",
            "wait_end_of_query",
            "buffer_size",
            "role",
            "client_protocol_version",
            "close_session");

    // As much of an upload as is looked at for the head of an INSERT; a statement without data may be as long as
    // LONGEST.
    private static final int HEAD = 1024 * 1024;
    private static final int LONGEST = 64 * 1024 * 1024;

    private final HttpExchange exchange;
    private final Upload upload;
    private final Map<String, String> parameters;

    Request(HttpExchange exchange) {
        this.exchange = exchange;
        this.upload = new Upload(exchange.getRequestBody());
        this.parameters = fields(exchange.getRequestURI().getRawQuery());
    }

    /// Decodes `a=1&b=2`; the last of two equal names counts.
    static Map<String, String> fields(@Nullable String query) {
        Map<String, String> fields = new LinkedHashMap<>();
        if (query == null || query.isEmpty()) {
            return fields;
        }
        for (String field : query.split("&", -1)) {
            int equals = field.indexOf('=');
            String name = equals < 0 ? field : field.substring(0, equals);
            String value = equals < 0 ? "" : field.substring(equals + 1);
            if (!name.isEmpty()) {
                fields.put(decoded(name), decoded(value));
            }
        }
        return fields;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text; // ClickHouse takes a lone % as it stands, too
        }
    }

    String parameter(String name) {
        return parameters.getOrDefault(name, "");
    }

    boolean flag(String name) {
        String value = parameter(name);
        return value.equals("1") || value.equalsIgnoreCase("true");
    }

    String header(String name) {
        String value = exchange.getRequestHeaders().getFirst(name);
        return value == null ? "" : value;
    }

    /// GET and HEAD must not change anything.
    boolean readOnly() {
        return !exchange.getRequestMethod().equals("POST");
    }

    String queryId() {
        String id = parameter("query_id");
        return id.isEmpty() ? UUID.randomUUID().toString() : id;
    }

    String database() {
        String header = header("X-ClickHouse-Database");
        return header.isEmpty() ? parameter("database") : header;
    }

    /// The format of a result, and of uploaded data, that the statement itself does not name; empty when nobody
    /// names one.
    String defaultFormat() {
        String header = header("X-ClickHouse-Format");
        return header.isEmpty() ? parameter("default_format") : header;
    }

    /// `param_x=1` as `x` → `1`.
    Map<String, String> queryParameters() {
        Map<String, String> values = new LinkedHashMap<>();
        parameters.forEach((name, value) -> {
            if (name.startsWith("param_")) {
                values.put(name.substring("param_".length()), value);
            }
        });
        return values;
    }

    Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        parameters.forEach((name, value) -> {
            if (!OWN.contains(name) && !name.startsWith("param_")) {
                settings.put(name, value);
            }
        });
        return settings;
    }

    /// The statement and, for an INSERT, the bytes behind it.
    Text text() throws IOException, QueryFailed {
        byte[] inUrl = parameter("query").getBytes(StandardCharsets.UTF_8);
        Statement urlStatement = Statement.of(inUrl);
        InputStream body = body();
        if (urlStatement instanceof Statement.Insert insert
                && (insert.format() != null || !defaultFormat().isEmpty())) {
            return insert(inUrl, insert, body);
        }
        byte[] read = body.readNBytes(HEAD);
        if (read.length == 0) {
            return new Text(inUrl, urlStatement, InputStream.nullInputStream());
        }
        byte[] start =
                inUrl.length == 0 ? read : joined((parameter("query") + "\n").getBytes(StandardCharsets.UTF_8), read);
        Statement statement = Statement.of(start);
        if (statement instanceof Statement.Insert insert
                && (insert.format() != null || !defaultFormat().isEmpty())) {
            return insert(start, insert, body);
        }
        byte[] rest = body.readNBytes(LONGEST - read.length);
        if (body.read() >= 0) {
            throw QueryFailed.of(66, "QUERY_IS_TOO_LARGE", "The statement is longer than " + LONGEST + " bytes");
        }
        byte[] sql = joined(start, rest);
        return new Text(sql, rest.length == 0 ? statement : Statement.of(sql), InputStream.nullInputStream());
    }

    private static Text insert(byte[] sql, Statement.Insert insert, InputStream rest) {
        int inText = sql.length - insert.dataStart();
        InputStream data = inText <= 0
                ? rest
                : new SequenceInputStream(new ByteArrayInputStream(sql, insert.dataStart(), inText), rest);
        return new Text(sql, insert, data);
    }

    private InputStream body() throws IOException, QueryFailed {
        Compression coding = Compression.ofBody(exchange.getRequestHeaders().getFirst("Content-Encoding"));
        InputStream body = upload;
        if (coding != null) {
            byte[] first = upload.readNBytes(1);
            if (first.length == 0) {
                return InputStream.nullInputStream();
            }
            body = coding.unpack(new SequenceInputStream(new ByteArrayInputStream(first), upload));
        }
        return flag("decompress") ? new NativeBlocks.In(body) : body;
    }

    private static byte[] joined(byte[] a, byte[] b) {
        byte[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    /// A statement with the bytes that follow it.
    static final class Text {

        private final byte[] sql;
        private final Statement statement;
        private final InputStream data;

        Text(byte[] sql, Statement statement, InputStream data) {
            this.sql = sql;
            this.statement = statement;
            this.data = data;
        }

        byte[] sql() {
            return sql.clone();
        }

        Statement statement() {
            return statement;
        }

        InputStream data() {
            return data;
        }
    }
}
