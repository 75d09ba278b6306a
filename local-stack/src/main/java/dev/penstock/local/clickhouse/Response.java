package dev.penstock.local.clickhouse;

import com.sun.net.httpserver.HttpExchange;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The answer to one statement. Headers leave with the first byte of the body, so a failure before it has its own
/// status.
///
/// Its end is kept back until [#finish]: a client sends its next statement the moment it has seen the end, and by
/// then the session and the place among the running statements must be free again.
final class Response {

    private static final long CHUNKED = 0;
    private static final long NO_BODY = -1;

    private final HttpExchange exchange;
    private final @Nullable Compression coding;
    private final boolean nativeBlocks;
    private final boolean nativeZstd;
    private final boolean truncate;
    private @Nullable Unended body;
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
            return OutputStream.nullOutputStream();
        }
        if (coding != null) {
            header("Content-Encoding", coding.coding());
        }
        boolean plain = coding == null && !nativeBlocks;
        if (size == 0 && plain && !truncate) {
            return OutputStream.nullOutputStream();
        }
        exchange.sendResponseHeaders(200, plain && size > 0 ? size : CHUNKED);
        body = new Unended(exchange.getResponseBody());
        OutputStream out = truncate ? new Truncated(body) : body;
        if (coding != null) {
            out = coding.pack(out);
        }
        return nativeBlocks ? new NativeBlocks.Out(out, nativeZstd) : out;
    }

    /// Sends the end of a successful answer, one without a body too.
    void finish() throws IOException {
        if (body == null) {
            exchange.sendResponseHeaders(200, NO_BODY);
        } else {
            body.end();
        }
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

    /// Keeps the last byte back, because a client that knows the length takes it for the end, and the closing,
    /// which is the end of an answer of unknown length.
    private static final class Unended extends OutputStream {

        private final OutputStream out;
        private final byte[] last = new byte[1];
        private boolean holds;

        Unended(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (length == 0) {
                return;
            }
            out.write(last, 0, holds ? 1 : 0);
            out.write(bytes, offset, length - 1);
            last[0] = bytes[offset + length - 1];
            holds = true;
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }

        @Override
        public void close() {
            // Not yet the end.
        }

        void end() throws IOException {
            out.write(last, 0, holds ? 1 : 0);
            out.close();
        }
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
            throw new InjectedFault("truncated answer");
        }

        @Override
        public void close() throws IOException {
            throw new InjectedFault("truncated answer");
        }
    }
}
