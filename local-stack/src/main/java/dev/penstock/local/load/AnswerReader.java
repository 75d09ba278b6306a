package dev.penstock.local.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Reads the answers of one connection as their bytes arrive. Keeps what a load generator asks for, and no body.
///
/// Only answers with a `Content-Length`, or none and then an empty body: it is all our server sends to a POST.
final class AnswerReader {

    private static final int LONGEST_HEAD = 16 * 1024;
    private static final byte[] CONTENT_LENGTH = "content-length:".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] RETRY_AFTER = "retry-after:".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CONNECTION_CLOSE = "connection: close".getBytes(StandardCharsets.US_ASCII);

    private byte[] head = new byte[1024];
    private int size;
    private long bodyLeft = -1;
    private int status;
    private boolean retryAfter;
    private boolean closes;

    /// Takes bytes up to the end of one answer.
    ///
    /// @return whether the answer is complete; bytes after it are left in `bytes`
    boolean read(ByteBuffer bytes) {
        while (bodyLeft < 0) {
            if (!bytes.hasRemaining()) {
                return false;
            }
            take(bytes.get());
        }
        int mine = (int) Math.min(bodyLeft, bytes.remaining());
        bytes.position(bytes.position() + mine);
        bodyLeft -= mine;
        return bodyLeft == 0;
    }

    /// Makes ready for the next answer.
    void reset() {
        size = 0;
        bodyLeft = -1;
        status = 0;
        retryAfter = false;
        closes = false;
    }

    int status() {
        return status;
    }

    /// Whether it says when to come back.
    boolean hasRetryAfter() {
        return retryAfter;
    }

    /// Whether the server closes the connection after it.
    boolean closes() {
        return closes;
    }

    private void take(byte next) {
        if (size == head.length) {
            if (size == LONGEST_HEAD) {
                throw new IllegalStateException("no end of an answer's head after " + LONGEST_HEAD + " bytes");
            }
            head = Arrays.copyOf(head, 2 * size);
        }
        head[size] = next;
        size++;
        if (next == '\n' && size >= 4 && head[size - 3] == '\n') {
            understand();
        }
    }

    private void understand() {
        // "HTTP/1.1 202 …"
        status = size < 12 ? 0 : digit(9) * 100 + digit(10) * 10 + digit(11);
        bodyLeft = 0;
        int line = endOfLine(0);
        while (line < size) {
            if (begins(line, CONTENT_LENGTH)) {
                bodyLeft = number(line + CONTENT_LENGTH.length);
            } else if (begins(line, RETRY_AFTER)) {
                retryAfter = true;
            } else if (begins(line, CONNECTION_CLOSE)) {
                closes = true;
            }
            line = endOfLine(line);
        }
    }

    private int endOfLine(int from) {
        int at = from;
        while (at < size && head[at] != '\n') {
            at++;
        }
        return at + 1;
    }

    private boolean begins(int line, byte[] name) {
        if (size - line < name.length) {
            return false;
        }
        for (int i = 0; i < name.length; i++) {
            byte c = head[line + i];
            if ((c >= 'A' && c <= 'Z' ? c + 32 : c) != name[i]) {
                return false;
            }
        }
        return true;
    }

    private long number(int from) {
        long number = 0;
        for (int at = from; head[at] != '\r' && head[at] != '\n'; at++) {
            if (head[at] != ' ') {
                number = number * 10 + digit(at);
            }
        }
        return number;
    }

    private int digit(int at) {
        return head[at] - '0';
    }
}
