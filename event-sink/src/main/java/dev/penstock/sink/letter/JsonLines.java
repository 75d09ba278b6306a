package dev.penstock.sink.letter;

import dev.penstock.model.event.Payload;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32C;

/// A growing array and what ClickHouse reads as `JSONEachRow`.
///
/// Bytes become a string as they are, in whatever encoding: ClickHouse takes a string's bytes back out as they stood
/// between the quotes, and only what JSON itself needs is escaped.
public final class JsonLines {

    // What a DateTime64(3) can hold; ClickHouse would take anything, and store something else.
    private static final Instant EARLIEST = Instant.parse("1900-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("2299-12-31T23:59:59.999Z");

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    // The longest escape of one byte, \u001f.
    private static final int ESCAPED = 6;

    private byte[] array = new byte[64 * 1024];
    private int position;
    private boolean first = true;

    // Of all rows, in the order they came first.
    private final Set<String> names = new LinkedHashSet<>();

    public byte[] array() {
        return array;
    }

    public int length() {
        return position;
    }

    /// The names of the fields that were written.
    public List<String> names() {
        return List.copyOf(names);
    }

    public int fingerprint() {
        CRC32C crc = new CRC32C();
        crc.update(array, 0, position);
        return (int) crc.getValue();
    }

    public void beginRow() {
        ascii("{");
        first = true;
    }

    public void endRow() {
        ascii("}\n");
    }

    public void text(String name, String value) {
        name(name);
        quote(value);
    }

    public void bytes(String name, Payload value) {
        name(name);
        quote(value.array(), value.offset(), value.length());
    }

    public void number(String name, long value) {
        name(name);
        ascii(Long.toString(value));
    }

    public void truth(String name, boolean value) {
        name(name);
        ascii(value ? "true" : "false");
    }

    /// A time to the millisecond, or the nearest one a column can hold.
    public void time(String name, Instant value) {
        name(name);
        quote(TIME.format(held(value)));
    }

    private static Instant held(Instant value) {
        return value.isBefore(EARLIEST) ? EARLIEST : value.isAfter(LATEST) ? LATEST : value;
    }

    public void nothing(String name) {
        name(name);
        ascii("null");
    }

    public void texts(String name, List<String> values) {
        name(name);
        ascii("[");
        for (int i = 0; i < values.size(); i++) {
            if (i > 0) {
                ascii(",");
            }
            quote(values.get(i));
        }
        ascii("]");
    }

    public void numbers(String name, List<Long> values) {
        name(name);
        ascii("[");
        for (int i = 0; i < values.size(); i++) {
            ascii((i > 0 ? "," : "") + values.get(i));
        }
        ascii("]");
    }

    /// Times as [#time] writes one.
    public void times(String name, List<Instant> values) {
        name(name);
        ascii("[");
        for (int i = 0; i < values.size(); i++) {
            if (i > 0) {
                ascii(",");
            }
            quote(TIME.format(held(values.get(i))));
        }
        ascii("]");
    }

    private void name(String name) {
        names.add(name);
        if (!first) {
            ascii(",");
        }
        first = false;
        quote(name);
        ascii(":");
    }

    private void quote(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        quote(bytes, 0, bytes.length);
    }

    private void quote(byte[] bytes, int offset, int length) {
        ascii("\"");
        for (int i = offset; i < offset + length; i++) {
            reserve(ESCAPED);
            byte b = bytes[i];
            if (b == '"' || b == '\\') {
                array[position++] = '\\';
                array[position++] = b;
            } else if (b >= 0 && b < ' ') {
                array[position++] = '\\';
                array[position++] = 'u';
                array[position++] = '0';
                array[position++] = '0';
                array[position++] = HEX[b >> 4];
                array[position++] = HEX[b & 0xF];
            } else {
                array[position++] = b;
            }
        }
        ascii("\"");
    }

    private void ascii(String text) {
        reserve(text.length());
        for (int i = 0; i < text.length(); i++) {
            array[position++] = (byte) text.charAt(i);
        }
    }

    private void reserve(int bytes) {
        int needed = Math.addExact(position, bytes);
        if (needed > array.length) {
            array = Arrays.copyOf(array, (int) Math.max(needed, Math.min(array.length * 2L, Integer.MAX_VALUE - 8)));
        }
    }
}
