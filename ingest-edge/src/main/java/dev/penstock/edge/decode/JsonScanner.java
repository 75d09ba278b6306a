package dev.penstock.edge.decode;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Walks over one JSON value, once, and finds out whether every strict reader after us will read it, and the same.
///
/// The whole grammar of RFC 8259, and what it leaves open closed: UTF-8 without overlong forms and surrogates, no
/// half surrogate pairs, no name twice in an object, only numbers a double can hold, caps on depth, tokens, names
/// and numbers. Of the top-level object it notes where the values of the envelope fields are. Builds nothing and
/// allocates nothing per token; the bytes stay as they came.
///
/// Not thread-safe; made to be used again.
final class JsonScanner implements Envelope {

    /// What [#scan] returns instead of an end.
    static final int FAULT = -1;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;
    private static final long QUOTES = ONES * '"';
    private static final long BACKSLASHES = ONES * '\\';
    private static final long SPACES = ONES * ' ';

    private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
    private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};
    private static final byte[] NULL = {'n', 'u', 'l', 'l'};

    // A double's largest value is 1.79…e308.
    private static final int LARGEST_EXPONENT = 308;

    private final DecodeLimits limits;
    private final NameTable names = new NameTable();
    private final int[] objectAt;
    private final int[] fieldStart = new int[EnvelopeNames.mostSlots()];
    private final int[] fieldEnd = new int[EnvelopeNames.mostSlots()];

    private EnvelopeNames fields = EnvelopeNames.NATIVE;
    private byte[] json = new byte[0];
    private int limit;
    private int tokens;
    private boolean escaped;
    private byte[] name = new byte[64];
    private ScanFault fault = ScanFault.UNEXPECTED_END;
    private int faultOffset;

    JsonScanner(DecodeLimits limits) {
        this.limits = limits;
        this.objectAt = new int[limits.depth() + 1];
    }

    /// Scans the value that begins at `from`; white space before it is skipped.
    ///
    /// @param to end of what may be read
    /// @return the offset after the value, or [#FAULT]; then [#fault] and [#faultOffset] tell what and where
    int scan(byte[] bytes, int from, int to) {
        json = bytes;
        limit = to;
        tokens = 0;
        names.clear();
        Arrays.fill(fieldStart, FAULT);
        return walk(from);
    }

    /// Sets what the envelope fields are called from the next [#scan] on.
    void reads(EnvelopeNames names) {
        fields = names;
    }

    /// Whether the object scanned last has a top-level member of this slot.
    boolean has(int slot) {
        return fieldStart[slot] >= 0;
    }

    ScanFault fault() {
        return fault;
    }

    int faultOffset() {
        return faultOffset;
    }

    /// First byte after white space, or `to`.
    static int skipWhitespace(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && isWhitespace(bytes[at])) {
            at++;
        }
        return at;
    }

    private static boolean isWhitespace(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }

    // One loop instead of a method per level: the depth of the JSON is not the depth of the stack.
    private int walk(int from) {
        long inObject = 0;
        int depth = 0;
        int objects = 0;
        int field = EnvelopeNames.NONE;
        int at = from;
        boolean wantsName = false;

        while (true) {
            at = skipWhitespace(json, at, limit);
            if (at >= limit) {
                return fault(ScanFault.UNEXPECTED_END, limit);
            }
            if (wantsName) {
                if (json[at] != '"') {
                    return fault(ScanFault.UNEXPECTED_BYTE, at);
                }
                int start = at + 1;
                at = string(at, true);
                if (at < 0 || !countToken(start)) {
                    return FAULT;
                }
                int slot = name(objectAt[depth], start, at - 1, depth == 1);
                if (slot == FAULT - 1) {
                    return FAULT;
                }
                if (depth == 1) {
                    field = slot;
                }
                at = skipWhitespace(json, at, limit);
                if (at >= limit) {
                    return fault(ScanFault.UNEXPECTED_END, limit);
                }
                if (json[at] != ':') {
                    return fault(ScanFault.UNEXPECTED_BYTE, at);
                }
                at++;
                wantsName = false;
                continue;
            }

            if (!countToken(at)) {
                return FAULT;
            }
            if (depth == 1 && field != EnvelopeNames.NONE) {
                fieldStart[field] = at;
            }
            byte first = json[at];
            if (first == '{' || first == '[') {
                if (depth == limits.depth()) {
                    return fault(ScanFault.TOO_DEEP, at);
                }
                depth++;
                boolean object = first == '{';
                inObject = object ? inObject | (1L << (depth - 1)) : inObject & ~(1L << (depth - 1));
                if (object) {
                    objectAt[depth] = objects++;
                }
                at = skipWhitespace(json, at + 1, limit);
                if (at >= limit) {
                    return fault(ScanFault.UNEXPECTED_END, limit);
                }
                if (json[at] != (object ? '}' : ']')) {
                    wantsName = object;
                    continue;
                }
                at++;
                depth--;
            } else {
                at = scalar(first, at);
                if (at < 0) {
                    return FAULT;
                }
            }

            // A value has ended: what comes next is a comma, or the end of what is around it.
            while (true) {
                if (depth == 0) {
                    return at;
                }
                if (depth == 1 && field != EnvelopeNames.NONE) {
                    fieldEnd[field] = at;
                    field = EnvelopeNames.NONE;
                }
                at = skipWhitespace(json, at, limit);
                if (at >= limit) {
                    return fault(ScanFault.UNEXPECTED_END, limit);
                }
                boolean object = ((inObject >>> (depth - 1)) & 1) != 0;
                byte next = json[at];
                if (next == ',') {
                    at++;
                    wantsName = object;
                    break;
                }
                if (next != (object ? '}' : ']')) {
                    return fault(ScanFault.UNEXPECTED_BYTE, at);
                }
                at++;
                depth--;
            }
        }
    }

    private boolean countToken(int at) {
        tokens++;
        if (tokens > limits.tokens()) {
            fault(ScanFault.TOO_MANY_TOKENS, at);
            return false;
        }
        return true;
    }

    private int scalar(byte first, int at) {
        return switch (first) {
            case '"' -> string(at, false);
            case 't' -> literal(TRUE, at);
            case 'f' -> literal(FALSE, at);
            case 'n' -> literal(NULL, at);
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number(at);
            default ->
                fault(
                        first == (byte) 0xEF && at + 1 < limit && json[at + 1] == (byte) 0xBB
                                ? ScanFault.BYTE_ORDER_MARK
                                : ScanFault.UNEXPECTED_BYTE,
                        at);
        };
    }

    private int literal(byte[] word, int at) {
        for (int i = 1; i < word.length; i++) {
            if (at + i >= limit) {
                return fault(ScanFault.UNEXPECTED_END, limit);
            }
            if (json[at + i] != word[i]) {
                return fault(ScanFault.BAD_LITERAL, at);
            }
        }
        return at + word.length;
    }

    /// Notes a name.
    ///
    /// @return its envelope slot, [EnvelopeNames#NONE], or `FAULT - 1`
    private int name(int object, int from, int to, boolean top) {
        if (to - from > limits.name()) {
            return fault(ScanFault.NAME_TOO_LONG, from) - 1;
        }
        if (!escaped) {
            if (!names.add(object, json, from, to)) {
                return fault(ScanFault.DUPLICATE_NAME, from) - 1;
            }
            return top ? fields.slotOf(json, from, to) : EnvelopeNames.NONE;
        }
        int length = unescape(from, to);
        if (!names.addUnescaped(object, json, name, length)) {
            return fault(ScanFault.DUPLICATE_NAME, from) - 1;
        }
        return top ? fields.slotOf(name, 0, length) : EnvelopeNames.NONE;
    }

    // Strings

    /// Scans the string whose quote is at `at`.
    private int string(int at, boolean isName) {
        escaped = false;
        int i = at + 1;
        while (true) {
            // Eight bytes at once as long as none of them is a quote, a backslash, a control character or beyond ASCII.
            while (i + 8 <= limit) {
                long word = (long) LONG.get(json, i);
                long quote = word ^ QUOTES;
                long backslash = word ^ BACKSLASHES;
                // A borrow can only raise a false alarm in a byte after a true one.
                long special = (((quote - ONES) & ~quote) | ((backslash - ONES) & ~backslash) | (word - SPACES) | word)
                        & HIGH_BITS;
                if (special != 0) {
                    i += Long.numberOfTrailingZeros(special) >>> 3;
                    break;
                }
                i += 8;
            }
            if (i >= limit) {
                return fault(ScanFault.UNEXPECTED_END, limit);
            }
            byte b = json[i];
            if (b == '"') {
                return i + 1;
            }
            if (b == '\\') {
                escaped = true;
                i = escape(i, isName);
            } else if (b < 0) {
                i = character(i);
            } else if (b < ' ') {
                return fault(ScanFault.CONTROL_CHARACTER, i);
            } else {
                i++;
            }
            if (i < 0) {
                return FAULT;
            }
        }
    }

    private int escape(int at, boolean isName) {
        if (at + 1 >= limit) {
            return fault(ScanFault.UNEXPECTED_END, limit);
        }
        return switch (json[at + 1]) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> at + 2;
            case 'u' -> unicodeEscape(at, isName);
            default -> fault(ScanFault.BAD_ESCAPE, at);
        };
    }

    private int unicodeEscape(int at, boolean isName) {
        int unit = hex(at + 2);
        if (unit < 0) {
            return at + 6 > limit ? fault(ScanFault.UNEXPECTED_END, limit) : fault(ScanFault.BAD_ESCAPE, at);
        }
        if (unit == 0 && isName) {
            return fault(ScanFault.NUL_IN_NAME, at);
        }
        if (!Character.isSurrogate((char) unit)) {
            return at + 6;
        }
        boolean pair = Character.isHighSurrogate((char) unit)
                && at + 12 <= limit
                && json[at + 6] == '\\'
                && json[at + 7] == 'u'
                && isLowSurrogate(hex(at + 8));
        return pair ? at + 12 : fault(ScanFault.LONE_SURROGATE, at);
    }

    private static boolean isLowSurrogate(int unit) {
        return unit >= Character.MIN_LOW_SURROGATE && unit <= Character.MAX_LOW_SURROGATE;
    }

    /// The four hexadecimal digits at `at`, or -1.
    private int hex(int at) {
        if (at + 4 > limit) {
            return -1;
        }
        int value = 0;
        for (int i = at; i < at + 4; i++) {
            int digit = json[i] < 0 ? -1 : Character.digit(json[i], 16);
            if (digit < 0) {
                return -1;
            }
            value = (value << 4) | digit;
        }
        return value;
    }

    /// Checks the UTF-8 sequence at `at`: the shortest form, no surrogate, nothing past U+10FFFF.
    private int character(int at) {
        int lead = json[at] & 0xFF;
        int length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        if (lead < 0xC2 || lead > 0xF4) {
            return fault(ScanFault.NOT_UTF8, at);
        }
        if (at + length > limit) {
            return fault(ScanFault.NOT_UTF8, at);
        }
        int second = json[at + 1] & 0xFF;
        int least = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
        int most = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
        if (second < least || second > most) {
            return fault(ScanFault.NOT_UTF8, at);
        }
        for (int i = 2; i < length; i++) {
            if ((json[at + i] & 0xC0) != 0x80) {
                return fault(ScanFault.NOT_UTF8, at);
            }
        }
        return at + length;
    }

    // Numbers

    private int number(int from) {
        int at = from;
        if (json[at] == '-') {
            at++;
        }
        int digits = at;
        at = skipDigits(at);
        if (at == digits) {
            return at >= limit ? fault(ScanFault.UNEXPECTED_END, limit) : fault(ScanFault.BAD_NUMBER, from);
        }
        if (json[digits] == '0' && at - digits > 1) {
            return fault(ScanFault.BAD_NUMBER, from);
        }
        if (at < limit && json[at] == '.') {
            int fraction = at + 1;
            at = skipDigits(fraction);
            if (at == fraction) {
                return at >= limit ? fault(ScanFault.UNEXPECTED_END, limit) : fault(ScanFault.BAD_NUMBER, from);
            }
        }
        boolean exponent = at < limit && (json[at] | 0x20) == 'e';
        if (exponent) {
            int sign = at + 1;
            int first = sign < limit && (json[sign] == '+' || json[sign] == '-') ? sign + 1 : sign;
            at = skipDigits(first);
            if (at == first) {
                return at >= limit ? fault(ScanFault.UNEXPECTED_END, limit) : fault(ScanFault.BAD_NUMBER, from);
            }
        }
        if (at - from > limits.number()) {
            return fault(ScanFault.NUMBER_TOO_LONG, from);
        }
        if ((exponent || at - from > LARGEST_EXPONENT) && !isFinite(from, at)) {
            return fault(ScanFault.NOT_FINITE, from);
        }
        return at;
    }

    private int skipDigits(int from) {
        int at = from;
        while (at < limit && json[at] >= '0' && json[at] <= '9') {
            at++;
        }
        return at;
    }

    /// Whether a double can hold the number, to its precision. Decided by its order of magnitude, so that only a
    /// number at the very border is really read.
    private boolean isFinite(int from, int to) {
        int point = 0;
        int firstDigit = -1;
        int place = 0;
        int at = from;
        boolean seenPoint = false;
        for (; at < to && (json[at] | 0x20) != 'e'; at++) {
            byte b = json[at];
            if (b == '.') {
                seenPoint = true;
            } else if (b != '-') {
                if (firstDigit < 0 && b != '0') {
                    firstDigit = place;
                }
                place++;
                point += seenPoint ? 0 : 1;
            }
        }
        if (firstDigit < 0) {
            return true;
        }
        int exponent = 0;
        if (at < to) {
            boolean negative = json[at + 1] == '-';
            int digit = negative || json[at + 1] == '+' ? at + 2 : at + 1;
            for (; digit < to; digit++) {
                exponent = Math.min(exponent * 10 + json[digit] - '0', 1_000_000);
            }
            exponent = negative ? -exponent : exponent;
        }
        int magnitude = point - 1 - firstDigit + exponent;
        if (magnitude != LARGEST_EXPONENT) {
            return magnitude < LARGEST_EXPONENT;
        }
        return Double.isFinite(Double.parseDouble(new String(json, from, to - from, StandardCharsets.US_ASCII)));
    }

    private int fault(ScanFault what, int where) {
        fault = what;
        faultOffset = where;
        return FAULT;
    }

    // The envelope

    @Override
    public ValueKind kind(EnvelopeField field) {
        int start = fieldStart[slot(field)];
        if (start < 0) {
            return ValueKind.ABSENT;
        }
        return switch (json[start]) {
            case '"' -> ValueKind.STRING;
            case 'n' -> ValueKind.ABSENT;
            case 't', 'f', '{', '[' -> ValueKind.OTHER;
            default -> ValueKind.NUMBER;
        };
    }

    @Override
    public String text(EnvelopeField field) {
        int slot = slot(field);
        int start = fieldStart[slot];
        int end = fieldEnd[slot];
        if (json[start] != '"') {
            return new String(json, start, end - start, StandardCharsets.US_ASCII);
        }
        int from = start + 1;
        int to = end - 1;
        for (int i = from; i < to; i++) {
            if (json[i] == '\\') {
                int length = unescape(from, to);
                return new String(name, 0, length, StandardCharsets.UTF_8);
            }
        }
        return new String(json, from, to - from, StandardCharsets.UTF_8);
    }

    @Override
    public boolean isAmbiguous(EnvelopeField field) {
        return fieldStart[field.slot()] >= 0 && fieldStart[field.slot() + 1] >= 0;
    }

    private int slot(EnvelopeField field) {
        return fieldStart[field.slot()] >= 0 ? field.slot() : field.slot() + 1;
    }

    /// Writes the characters of a checked string into [#name], as UTF-8, which is never longer than the escapes.
    private int unescape(int from, int to) {
        if (name.length < to - from) {
            name = new byte[to - from];
        }
        int length = 0;
        int at = from;
        while (at < to) {
            byte b = json[at];
            if (b != '\\') {
                name[length++] = b;
                at++;
                continue;
            }
            byte kind = json[at + 1];
            if (kind != 'u') {
                name[length++] = unescaped(kind);
                at += 2;
                continue;
            }
            int unit = hex(at + 2);
            at += 6;
            if (Character.isHighSurrogate((char) unit)) {
                unit = Character.toCodePoint((char) unit, (char) hex(at + 2));
                at += 6;
            }
            length = encode(unit, length);
        }
        return length;
    }

    private static byte unescaped(byte kind) {
        return switch (kind) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> kind;
        };
    }

    private int encode(int character, int at) {
        int i = at;
        if (character < 0x80) {
            name[i++] = (byte) character;
        } else if (character < 0x800) {
            name[i++] = (byte) (0xC0 | (character >> 6));
            name[i++] = (byte) (0x80 | (character & 0x3F));
        } else if (character < 0x10000) {
            name[i++] = (byte) (0xE0 | (character >> 12));
            name[i++] = (byte) (0x80 | ((character >> 6) & 0x3F));
            name[i++] = (byte) (0x80 | (character & 0x3F));
        } else {
            name[i++] = (byte) (0xF0 | (character >> 18));
            name[i++] = (byte) (0x80 | ((character >> 12) & 0x3F));
            name[i++] = (byte) (0x80 | ((character >> 6) & 0x3F));
            name[i++] = (byte) (0x80 | (character & 0x3F));
        }
        return i;
    }
}
