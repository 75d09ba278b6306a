package dev.penstock.local.testing;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A request of HTTP/1.1 as it came, with all of its body.
///
/// A class, not a record: a record with an array component would compare arrays by identity while looking like a value.
final class WholeRequest {

    private static final int MOST_LINE = 64 * 1024;

    // Writers end their token with the number of rows and a checksum.
    private static final Pattern ROWS =
            Pattern.compile("[?&]insert_deduplication_token=[^&]*?:(\\d{1,9}):[0-9a-f]{8}(?:&|$)");

    private final String method;
    private final String target;
    private final List<Header> headers;
    private final byte[] body;

    private WholeRequest(String method, String target, List<Header> headers, byte[] body) {
        this.method = method;
        this.target = target;
        this.headers = headers;
        this.body = body;
    }

    record Header(String name, String value) {}

    /// Reads the next one, or nothing at the end of the connection.
    static Optional<WholeRequest> read(InputStream in) throws IOException {
        Optional<String> first = line(in);
        if (first.isEmpty()) {
            return Optional.empty();
        }
        String[] words = first.get().split(" ", -1);
        if (words.length != 3) {
            throw new IOException("no request: " + first.get());
        }
        List<Header> headers = new ArrayList<>();
        for (String line = needed(in); !line.isEmpty(); line = needed(in)) {
            int colon = line.indexOf(':');
            headers.add(new Header(
                    line.substring(0, colon), line.substring(colon + 1).strip()));
        }
        return Optional.of(new WholeRequest(words[0], words[1], headers, body(in, headers)));
    }

    String method() {
        return method;
    }

    /// Path and query, still encoded.
    String target() {
        return target;
    }

    List<Header> headers() {
        return headers;
    }

    byte[] body() {
        return body;
    }

    boolean isInsert() {
        return text().toLowerCase(Locale.ROOT).contains("insert into");
    }

    /// How many rows its token names; a million when it has none.
    long rows() {
        Matcher matcher = ROWS.matcher(text());
        return matcher.find() ? Long.parseLong(matcher.group(1)) : 1_000_000;
    }

    private String text() {
        return URLDecoder.decode(target, StandardCharsets.UTF_8);
    }

    private static byte[] body(InputStream in, List<Header> headers) throws IOException {
        if (value(headers, "transfer-encoding").equalsIgnoreCase("chunked")) {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            for (int size = chunk(in); size > 0; size = chunk(in)) {
                body.write(exactly(in, size));
                needed(in);
            }
            while (!needed(in).isEmpty()) {
                // A trailer says nothing.
            }
            return body.toByteArray();
        }
        String length = value(headers, "content-length");
        return length.isEmpty() ? new byte[0] : exactly(in, Integer.parseInt(length));
    }

    private static int chunk(InputStream in) throws IOException {
        return Integer.parseInt(needed(in).split(";", 2)[0].strip(), 16);
    }

    private static byte[] exactly(InputStream in, int size) throws IOException {
        byte[] bytes = in.readNBytes(size);
        if (bytes.length < size) {
            throw new EOFException("half a body");
        }
        return bytes;
    }

    private static String value(List<Header> headers, String name) {
        return headers.stream()
                .filter(header -> header.name().equalsIgnoreCase(name))
                .map(Header::value)
                .findFirst()
                .orElse("");
    }

    private static String needed(InputStream in) throws IOException {
        return line(in).orElseThrow(() -> new EOFException("half a head"));
    }

    private static Optional<String> line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                return Optional.empty();
            }
            if (line.size() == MOST_LINE) {
                throw new IOException("a line of a head is too long");
            }
            line.write(next);
        }
        return Optional.of(line.toString(StandardCharsets.ISO_8859_1).stripTrailing());
    }
}
