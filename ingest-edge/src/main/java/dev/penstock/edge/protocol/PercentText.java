package dev.penstock.edge.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// A header's text in which what is not ASCII is percent-encoded UTF-8; or should be, for CloudEvents' own SDK writes
/// Latin-1 there.
final class PercentText {

    private PercentText() {}

    /// The text, decoded once; as it is when that gives no UTF-8. A `%` that begins no escape stays.
    static String decoded(String header) {
        byte[] bytes = new byte[header.length()];
        int length = 0;
        for (int i = 0; i < header.length(); i++) {
            char c = header.charAt(i);
            if (c > 0xFF) {
                return header;
            }
            int escape = c == '%' ? escaped(header, i) : -1;
            bytes[length++] = (byte) (escape < 0 ? c : escape);
            i += escape < 0 ? 0 : 2;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, 0, length))
                    .toString();
        } catch (CharacterCodingException e) {
            return header;
        }
    }

    private static int escaped(String text, int at) {
        if (at + 2 >= text.length()) {
            return -1;
        }
        int high = digit(text.charAt(at + 1));
        int low = digit(text.charAt(at + 2));
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }

    // Character.digit knows digits of other scripts too.
    private static int digit(char c) {
        return c < 128 ? Character.digit(c, 16) : -1;
    }
}
