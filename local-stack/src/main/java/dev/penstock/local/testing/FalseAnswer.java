package dev.penstock.local.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// What a [Lie] is told with: pieces of an answer, and the ways a connection ends.
final class FalseAnswer {

    private static final long BETWEEN_DRIPS = Duration.ofMillis(50).toNanos();

    private static final Duration LONGEST_DRIP = Duration.ofMinutes(2);

    private final Socket client;
    private final OutputStream out;
    private final long rows;

    FalseAnswer(Socket client, long rows) throws IOException {
        this.client = client;
        this.out = client.getOutputStream();
        this.rows = rows;
    }

    /// The header that says that all rows were written.
    String summary() {
        return summaryOf(rows);
    }

    /// The header that says that all rows but one were written.
    String shortSummary() {
        return summaryOf(rows - 1);
    }

    String summaryOf(long written) {
        return "X-ClickHouse-Summary: {\"read_rows\":\"0\",\"read_bytes\":\"0\",\"written_rows\":\"" + written
                + "\",\"written_bytes\":\"1000\",\"total_rows_to_read\":\"0\",\"result_rows\":\"" + written
                + "\",\"result_bytes\":\"1000\",\"elapsed_ns\":\"1000000\"}";
    }

    /// A whole answer whose length is told.
    void whole(int status, String body, String... headers) throws IOException {
        start(status, headers);
        raw("Content-Length: " + bytes(body).length + "\r\n\r\n" + body);
    }

    /// A whole answer in chunks, as ClickHouse sends them.
    void chunked(int status, String body, String... headers) throws IOException {
        start(status, headers);
        raw("Transfer-Encoding: chunked\r\n\r\n");
        if (!body.isEmpty()) {
            raw(Integer.toHexString(bytes(body).length) + "\r\n" + body + "\r\n");
        }
        raw("0\r\n\r\n");
    }

    /// A whole answer of a kind that has none.
    void withoutBody(int status, String... headers) throws IOException {
        start(status, headers);
        raw("\r\n");
    }

    /// A success that ends with the connection, behind `rest`.
    void cut(String rest, String... headers) throws IOException {
        start(200, headers);
        raw(rest);
        client.close();
    }

    void nonsense(String text) throws IOException {
        raw(text);
        client.close();
    }

    void close() throws IOException {
        client.close();
    }

    /// Ends the connection with RST.
    void reset() throws IOException {
        client.setSoLinger(true, 0);
        client.close();
    }

    /// Says nothing until the client gives up.
    void hang() throws IOException {
        while (client.getInputStream().read() >= 0) {
            // It has nothing to say before its answer.
        }
        client.close();
    }

    /// A success that never ends: behind `rest` a little comes now and then. It ends when the client gives up.
    void drip(String rest, String drop, String... headers) throws IOException {
        start(200, headers);
        raw(rest);
        long end = System.nanoTime() + LONGEST_DRIP.toNanos();
        while (System.nanoTime() - end < 0) {
            raw(drop);
            LockSupport.parkNanos(BETWEEN_DRIPS);
        }
        client.close();
    }

    private void start(int status, String... headers) throws IOException {
        raw("HTTP/1.1 " + status + " \r\nContent-Type: text/plain; charset=UTF-8\r\n");
        for (String header : headers) {
            raw(header + "\r\n");
        }
    }

    private void raw(String text) throws IOException {
        out.write(bytes(text));
        out.flush();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
