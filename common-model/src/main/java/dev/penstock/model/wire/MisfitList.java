package dev.penstock.model.wire;

import dev.penstock.model.deadletter.DeadLetterMisfit;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/// Misfits as compact JSON: `[{"cause":"…","column":"…","expected":"…","actual":"…"},…]`.
final class MisfitList {

    // Longest text of one field, in characters. What is longer than that is for no list.
    private static final int LONGEST = 256;

    private MisfitList() {}

    /// The first `most` misfits, fewer when they take more than `bytes`.
    static byte[] encode(List<DeadLetterMisfit> misfits, int most, int bytes) {
        StringBuilder json = new StringBuilder("[");
        int size = 2;
        for (int i = 0; i < misfits.size() && i < most; i++) {
            StringBuilder object = new StringBuilder(i == 0 ? "" : ",");
            append(object, misfits.get(i));
            size += object.toString().getBytes(StandardCharsets.UTF_8).length;
            if (size > bytes) {
                break;
            }
            json.append(object);
        }
        return json.append(']').toString().getBytes(StandardCharsets.UTF_8);
    }

    /// Reads what [#encode] writes, with whitespace, other fields and another order of the fields.
    static List<DeadLetterMisfit> decode(String json) throws MalformedRecordException {
        return new Reading(json).list();
    }

    private static void append(StringBuilder json, DeadLetterMisfit misfit) {
        json.append("{\"cause\":");
        appendText(json, misfit.cause());
        json.append(",\"column\":");
        appendText(json, misfit.column());
        json.append(",\"expected\":");
        appendText(json, misfit.expected());
        json.append(",\"actual\":");
        appendText(json, misfit.actual());
        json.append('}');
    }

    private static void appendText(StringBuilder json, String text) {
        json.append('"');
        int length = Math.min(text.length(), LONGEST);
        if (length < text.length() && Character.isHighSurrogate(text.charAt(length - 1))) {
            length--;
        }
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ' || (Character.isSurrogate(c) && !isPair(text, i))) {
                json.append("\\u").append(HexFormat.of().toHexDigits(c));
            } else {
                json.append(c);
            }
        }
        json.append('"');
    }

    private static boolean isPair(String text, int at) {
        char c = text.charAt(at);
        return Character.isHighSurrogate(c)
                ? at + 1 < text.length() && Character.isLowSurrogate(text.charAt(at + 1))
                : at > 0 && Character.isHighSurrogate(text.charAt(at - 1));
    }

    /// One pass over a list.
    private static final class Reading {

        private final String json;
        private int at;

        Reading(String json) {
            this.json = json;
        }

        List<DeadLetterMisfit> list() throws MalformedRecordException {
            List<DeadLetterMisfit> misfits = new ArrayList<>();
            expect('[');
            if (!accept(']')) {
                do {
                    misfits.add(misfit());
                } while (accept(','));
                expect(']');
            }
            if (peek() != 0) {
                throw unreadable();
            }
            return misfits;
        }

        private DeadLetterMisfit misfit() throws MalformedRecordException {
            String[] values = new String[4];
            Arrays.fill(values, "");
            expect('{');
            if (!accept('}')) {
                do {
                    String name = text();
                    expect(':');
                    String value = text();
                    switch (name) {
                        case "cause" -> values[0] = value;
                        case "column" -> values[1] = value;
                        case "expected" -> values[2] = value;
                        case "actual" -> values[3] = value;
                        default -> {}
                    }
                } while (accept(','));
                expect('}');
            }
            return new DeadLetterMisfit(values[0], values[1], values[2], values[3]);
        }

        private String text() throws MalformedRecordException {
            expect('"');
            StringBuilder text = new StringBuilder();
            while (at < json.length() && json.charAt(at) != '"') {
                char c = json.charAt(at++);
                text.append(c == '\\' ? escaped() : c);
            }
            expect('"');
            return text.toString();
        }

        private char escaped() throws MalformedRecordException {
            char c = at < json.length() ? json.charAt(at++) : 0;
            return switch (c) {
                case '"', '\\', '/' -> c;
                case 'b' -> '\b';
                case 'f' -> '\f';
                case 'n' -> '\n';
                case 'r' -> '\r';
                case 't' -> '\t';
                case 'u' -> hexadecimal();
                default -> throw unreadable();
            };
        }

        private char hexadecimal() throws MalformedRecordException {
            if (json.length() - at < 4) {
                throw unreadable();
            }
            try {
                char c = (char) HexFormat.fromHexDigits(json, at, at + 4);
                at += 4;
                return c;
            } catch (IllegalArgumentException e) {
                throw unreadable();
            }
        }

        private boolean accept(char c) {
            if (peek() != c) {
                return false;
            }
            at++;
            return true;
        }

        private void expect(char c) throws MalformedRecordException {
            if (!accept(c)) {
                throw unreadable();
            }
        }

        // The next character behind whitespace, 0 at the end.
        private char peek() {
            while (at < json.length() && " \t\r\n".indexOf(json.charAt(at)) >= 0) {
                at++;
            }
            return at < json.length() ? json.charAt(at) : 0;
        }

        private MalformedRecordException unreadable() {
            return new MalformedRecordException("a list of misfits cannot be read at character " + at);
        }
    }
}
