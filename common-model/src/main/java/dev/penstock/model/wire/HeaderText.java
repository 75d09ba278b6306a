package dev.penstock.model.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/// Headers of our records: UTF-8 text, so that any Kafka tool shows them.
final class HeaderText {

    private HeaderText() {}

    /// The text of a header, empty when it is not there.
    static String of(Map<String, byte[]> headers, String name) {
        byte[] value = headers.get(name);
        return value == null ? "" : new String(value, StandardCharsets.UTF_8);
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// The text, cut between two characters when it is longer.
    ///
    /// @param most bytes
    static byte[] shortened(String text, int most) {
        byte[] bytes = utf8(text);
        if (bytes.length <= most) {
            return bytes;
        }
        int end = most;
        // Back to the first byte of the character that the limit cuts through.
        while ((bytes[end] & 0xC0) == 0x80) {
            end--;
        }
        return Arrays.copyOf(bytes, end);
    }
}
