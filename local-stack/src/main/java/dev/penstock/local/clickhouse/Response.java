package dev.penstock.local.clickhouse;

import com.sun.net.httpserver.HttpExchange;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The answer to one statement. Headers leave with the first byte of the body, so a failure before it has its own
/// status.
final class Response {

    private static final long CHUNKED = 0;
    private static final long NO_BODY = -1;

    private final HttpExchange exchange;
    private final @Nullable Compression coding;
    private final boolean nativeBlocks;
    private final boolean nativeZstd;
    private final boolean truncate;
    private boolean started;

    Response(HttpExchange exchange, Request request, boolean truncate) {
        this.exchange = exchange;
        this.coding = request.flag("enable_http_compression")
                ? Compression.accepted(exchange.getRequestHeaders().getFirst("Accept-Encoding"))
                : null;
        this.nativeBlocks = request.flag("compress");
        this.nativeZstd = request.parameter("network_compression_method").equalsIgnoreCase("zstd");
        this.truncate = truncate;
    }

    boolean started() {
        return started;
    }

    /// Some values come from the client, and a header takes no other characters.
    void header(String name, String value) {
        exchange.getResponseHeaders().set(name, value.replaceAll("[^ -~]", "?"));
    }

    /// Starts a successful answer. `size` is -1 when nobody knows it yet.
    OutputStream start(long size) throws IOException {
        started = true;
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(200, NO_BODY);
            return OutputStream.nullOutputStream();
        }
        if (coding != null) {
            header("Content-Encoding", coding.coding());
        }
        boolean plain = coding == null && !nativeBlocks;
        if (size == 0 && plain && !truncate) {
            exchange.sendResponseHeaders(200, NO_BODY);
            return OutputStream.nullOutputStream();
        }
        exchange.sendResponseHeaders(200, plain && size > 0 ? size : CHUNKED);
        OutputStream out = exchange.getResponseBody();
        if (truncate) {
            out = new Truncated(out);
        }
        if (coding != null) {
            out = coding.pack(out);
        }
        return nativeBlocks ? new NativeBlocks.Out(out, nativeZstd) : out;
    }

    /// Answers with an error. Must not be called once the answer has started.
    void fail(QueryFailed failure, String version) throws IOException {
        started = true;
        String text = failure.text().strip();
        String suffix = text.contains("(version ") ? "" : " (version " + version + ")";
        byte[] body = (text + suffix + "\n").getBytes(StandardCharsets.UTF_8);
        header("X-ClickHouse-Exception-Code", String.valueOf(failure.code()));
        header("Content-Type", "text/plain; charset=UTF-8");
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(failure.status(), NO_BODY);
            return;
        }
        exchange.sendResponseHeaders(failure.status(), body.length);
        exchange.getResponseBody().write(body);
    }

    /// Half an answer, and then a broken connection.
    private static final class Truncated extends FilterOutputStream {

        Truncated(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length / 2);
            out.flush();
            throw new IOException("injected fault: truncated answer");
        }

        @Override
        public void close() throws IOException {
            throw new IOException("injected fault: truncated answer");
        }
    }
}
