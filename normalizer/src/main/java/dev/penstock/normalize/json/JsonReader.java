package dev.penstock.normalize.json;

import dev.penstock.model.event.Payload;
import dev.penstock.normalize.json.JsonValue.JsonArray;
import dev.penstock.normalize.json.JsonValue.JsonBool;
import dev.penstock.normalize.json.JsonValue.JsonNull;
import dev.penstock.normalize.json.JsonValue.JsonNumber;
import dev.penstock.normalize.json.JsonValue.JsonObject;
import dev.penstock.normalize.json.JsonValue.JsonText;
import dev.penstock.normalize.json.JsonValue.Member;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads one JSON value as strictly as the edge does: RFC 8259 in UTF-8 without overlong forms and surrogates, no
/// half surrogate pair, no name twice in an object.
///
/// Its own, because it must know where each value begins and ends, and must leave numbers unread: libraries resolve
/// `1e999999` when asked whether it is whole, and replace what they do not like.
public final class JsonReader {

    /// Objects and arrays within each other: the most an edge can be told to let through.
    public static final int DEEPEST = 64;

    /// Characters of one number: the most an edge can be told to let through.
    public static final int LONGEST_NUMBER = 1_000;

    // An object of more members is asked by a map.
    private static final int FEW = 12;

    private final byte[] json;
    private final int from;
    private final int limit;
    private int at;

    private JsonReader(byte[] json, int from, int to) {
        this.json = json;
        this.from = from;
        this.at = from;
        this.limit = to;
    }

    /// Reads a payload; the places of its values are those in its array.
    public static JsonValue read(Payload payload) throws MalformedJsonException {
        return new JsonReader(payload.array(), payload.offset(), payload.offset() + payload.length()).whole();
    }

    private JsonValue whole() throws MalformedJsonException {
        skipWhitespace();
        JsonValue value = value(0);
        skipWhitespace();
        if (at < limit) {
            throw malformed("something follows its end", at);
        }
        return value;
    }

    private JsonValue value(int depth) throws MalformedJsonException {
        int start = at;
        return switch (next()) {
            case '{' -> object(depth + 1);
            case '[' -> array(depth + 1);
            case '"' -> new JsonText(string(), start, at);
            case 't' -> new JsonBool(true, start, literal("true"));
            case 'f' -> new JsonBool(false, start, literal("false"));
            case 'n' -> new JsonNull(start, literal("null"));
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> new JsonNumber(number(), start, at);
            default -> throw malformed("it has a byte where none can be", at);
        };
    }

    private JsonValue object(int depth) throws MalformedJsonException {
        int start = open(depth);
        List<Member> members = new ArrayList<>();
        Map<String, Member> byName = null;
        skipWhitespace();
        if (next() == '}') {
            at++;
            return new JsonObject(List.of(), null, start, at);
        }
        while (true) {
            int nameAt = at;
            if (next() != '"') {
                throw malformed("it has a byte where a name must begin", at);
            }
            String name = string();
            skipWhitespace();
            expect(':');
            skipWhitespace();
            Member member = new Member(name, nameAt, value(depth));
            byName = add(member, members, byName);
            skipWhitespace();
            if (next() == '}') {
                at++;
                return new JsonObject(members, byName, start, at);
            }
            expect(',');
            skipWhitespace();
        }
    }

    private @Nullable Map<String, Member> add(Member member, List<Member> members, @Nullable Map<String, Member> known)
            throws MalformedJsonException {
        Map<String, Member> byName = known;
        boolean twice = false;
        if (byName == null && members.size() < FEW) {
            for (Member other : members) {
                twice |= other.name().equals(member.name());
            }
        } else {
            if (byName == null) {
                byName = HashMap.newHashMap(4 * FEW);
                for (Member other : members) {
                    byName.put(other.name(), other);
                }
            }
            twice = byName.put(member.name(), member) != null;
        }
        if (twice) {
            throw malformed("it has a name twice in an object", member.start());
        }
        members.add(member);
        return byName;
    }

    private JsonValue array(int depth) throws MalformedJsonException {
        int start = open(depth);
        List<JsonValue> elements = new ArrayList<>();
        skipWhitespace();
        if (next() == ']') {
            at++;
            return new JsonArray(List.of(), start, at);
        }
        while (true) {
            elements.add(value(depth));
            skipWhitespace();
            if (next() == ']') {
                at++;
                return new JsonArray(elements, start, at);
            }
            expect(',');
            skipWhitespace();
        }
    }

    private int open(int depth) throws MalformedJsonException {
        if (depth > DEEPEST) {
            throw malformed("it is more than " + DEEPEST + " levels deep", at);
        }
        return at++;
    }

    private int literal(String word) throws MalformedJsonException {
        int start = at;
        for (int i = 0; i < word.length(); i++) {
            if (next() != word.charAt(i)) {
                throw malformed("it has a word that is not true, false or null", start);
            }
            at++;
        }
        return at;
    }

    // Numbers

    private String number() throws MalformedJsonException {
        int start = at;
        if (json[at] == '-') {
            at++;
        }
        int whole = at;
        if (digits(start) > 1 && json[whole] == '0') {
            throw malformed("it has a number with a leading zero", start);
        }
        if (at < limit && json[at] == '.') {
            at++;
            digits(start);
        }
        if (at < limit && (json[at] | 0x20) == 'e') {
            at++;
            if (at < limit && (json[at] == '+' || json[at] == '-')) {
                at++;
            }
            digits(start);
        }
        if (at - start > LONGEST_NUMBER) {
            throw malformed("it has a number of more than " + LONGEST_NUMBER + " characters", start);
        }
        return new String(json, start, at - start, StandardCharsets.ISO_8859_1);
    }

    private int digits(int start) throws MalformedJsonException {
        int first = at;
        while (at < limit && json[at] >= '0' && json[at] <= '9') {
            at++;
        }
        if (at == first) {
            throw malformed("it has a number that is none", start);
        }
        return at - first;
    }

    // Strings

    private String string() throws MalformedJsonException {
        int start = ++at;
        while (true) {
            int b = next();
            if (b == '"') {
                return new String(json, start, at++ - start, StandardCharsets.UTF_8);
            }
            if (b == '\\') {
                return escaped(start);
            }
            skipCharacter(b);
        }
    }

    private String escaped(int start) throws MalformedJsonException {
        StringBuilder text = new StringBuilder(at - start + 16);
        int plain = start;
        while (true) {
            int b = next();
            if (b == '"' || b == '\\') {
                text.append(new String(json, plain, at - plain, StandardCharsets.UTF_8));
                if (b == '"') {
                    at++;
                    return text.toString();
                }
                escape(text);
                plain = at;
            } else {
                skipCharacter(b);
            }
        }
    }

    private void escape(StringBuilder text) throws MalformedJsonException {
        int start = at++;
        char c = (char) next();
        at++;
        switch (c) {
            case '"', '\\', '/' -> text.append(c);
            case 'b' -> text.append('\b');
            case 'f' -> text.append('\f');
            case 'n' -> text.append('\n');
            case 'r' -> text.append('\r');
            case 't' -> text.append('\t');
            case 'u' -> {
                char unit = hex(start);
                text.append(unit);
                if (Character.isLowSurrogate(unit)) {
                    throw malformed("it has half a surrogate pair", start);
                }
                if (Character.isHighSurrogate(unit)) {
                    text.append(lowSurrogate(start));
                }
            }
            default -> throw malformed("it has an escape that is none", start);
        }
    }

    private char lowSurrogate(int start) throws MalformedJsonException {
        if (at + 1 < limit && json[at] == '\\' && json[at + 1] == 'u') {
            at += 2;
            char unit = hex(start);
            if (Character.isLowSurrogate(unit)) {
                return unit;
            }
        }
        throw malformed("it has half a surrogate pair", start);
    }

    private char hex(int start) throws MalformedJsonException {
        int unit = 0;
        for (int i = 0; i < 4; i++) {
            int digit = Character.digit(next(), 16);
            if (digit < 0) {
                throw malformed("it has an escape that is none", start);
            }
            unit = (unit << 4) | digit;
            at++;
        }
        return (char) unit;
    }

    private void skipCharacter(int lead) throws MalformedJsonException {
        if (lead < ' ') {
            throw malformed("it has a control character in a text", at);
        }
        if (lead < 0x80) {
            at++;
            return;
        }
        int length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        if (lead < 0xC2 || lead > 0xF4 || at + length > limit) {
            throw malformed("it is not UTF-8", at);
        }
        // The shortest form, no surrogate, nothing past U+10FFFF: all of it shows in the second byte.
        int second = json[at + 1] & 0xFF;
        int least = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
        int most = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
        boolean sound = second >= least && second <= most;
        for (int i = 2; i < length; i++) {
            sound &= (json[at + i] & 0xC0) == 0x80;
        }
        if (!sound) {
            throw malformed("it is not UTF-8", at);
        }
        at += length;
    }

    // Bytes

    private int next() throws MalformedJsonException {
        if (at >= limit) {
            throw malformed("it ends in its middle", at);
        }
        return json[at] & 0xFF;
    }

    private void expect(char c) throws MalformedJsonException {
        if (next() != c) {
            throw malformed("it has a byte where '" + c + "' must be", at);
        }
        at++;
    }

    private void skipWhitespace() {
        while (at < limit && (json[at] == ' ' || json[at] == '\n' || json[at] == '\r' || json[at] == '\t')) {
            at++;
        }
    }

    private MalformedJsonException malformed(String what, int at) {
        return new MalformedJsonException(what + ", at byte " + (at - from));
    }
}
