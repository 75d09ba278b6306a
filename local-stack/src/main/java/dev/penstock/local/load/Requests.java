package dev.penstock.local.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The requests of one lane, ready as bytes.
public sealed interface Requests permits NumberedEvents, Requests.Prepared {

    /// Bytes of the `number`th request, to be written from its position to its limit.
    ///
    /// @param scratch what this connection got for its last request; null the first time
    ByteBuffer bytes(long number, @Nullable ByteBuffer scratch);

    /// Events in a request.
    int events();

    /// The same request every time.
    static Requests same(byte[] head, byte[] body, int events) {
        return inTurn(List.of(joined(head, body)), events);
    }

    /// One request after another, and from the first again.
    static Requests inTurn(List<byte[]> requests, int events) {
        return new Prepared(requests.stream().map(Prepared::direct).toList(), events);
    }

    /// Head and body as one.
    static byte[] joined(byte[] head, byte[] body) {
        byte[] request = Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, request, head.length, body.length);
        return request;
    }

    /// The head of a request, whose last line is the length of its body.
    ///
    /// @param headers lines without their end
    static byte[] head(String method, String path, int body, String... headers) {
        StringBuilder head =
                new StringBuilder(method).append(' ').append(path).append(" HTTP/1.1\r\nHost: localhost\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        if (body >= 0) {
            head.append("Content-Length: ").append(body).append("\r\n");
        }
        return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /// One buffer of each request for all connections: who sends it has a position of its own.
    record Prepared(List<ByteBuffer> requests, int events) implements Requests {

        @Override
        public ByteBuffer bytes(long number, @Nullable ByteBuffer scratch) {
            return requests.get((int) (number % requests.size())).duplicate();
        }

        private static ByteBuffer direct(byte[] request) {
            return ByteBuffer.allocateDirect(request.length).put(request).flip().asReadOnlyBuffer();
        }
    }
}
