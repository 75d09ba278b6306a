package dev.penstock.normalize.personal;

import dev.penstock.model.event.Payload;
import dev.penstock.normalize.json.JsonValue;
import dev.penstock.normalize.json.JsonValue.JsonArray;
import dev.penstock.normalize.json.JsonValue.JsonBool;
import dev.penstock.normalize.json.JsonValue.JsonNull;
import dev.penstock.normalize.json.JsonValue.JsonNumber;
import dev.penstock.normalize.json.JsonValue.JsonObject;
import dev.penstock.normalize.json.JsonValue.JsonText;
import dev.penstock.normalize.json.JsonValue.Member;
import dev.penstock.normalize.personal.PersonalData.Rule;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Takes personal data out of one payload: what is replaced is cut out of the bytes, and the others are copied.
final class Rewriting {

    private static final byte[] MASKED = "\"***\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NOTHING = {};

    private final Payload payload;
    private final PersonalData rules;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private int copied;
    private @Nullable KeyedHash hash;

    Rewriting(Payload payload, PersonalData rules) {
        this.payload = payload;
        this.rules = rules;
        this.copied = payload.offset();
    }

    Payload apply(JsonValue document) {
        inside(document, rules.rules(), 0);
        if (copied == payload.offset()) {
            return payload;
        }
        out.write(payload.array(), copied, payload.offset() + payload.length() - copied);
        return Payload.of(out.toByteArray());
    }

    /// @param candidates the rules that have led here
    /// @param depth how many of their segments are behind us
    private void inside(JsonValue value, List<Rule> candidates, int depth) {
        if (value instanceof JsonObject object) {
            insideObject(object.members(), candidates, depth);
        } else if (value instanceof JsonArray array) {
            for (int i = 0; i < array.elements().size(); i++) {
                JsonValue element = array.elements().get(i);
                List<Rule> next = matching(candidates, depth, Integer.toString(i));
                Rule rule = decisive(next, depth + 1);
                if (rule == null) {
                    inside(element, next, depth + 1);
                } else {
                    replace(element, rule.treatment() == Treatment.DROP ? NULL : instead(rule, element));
                }
            }
        }
    }

    private void insideObject(List<Member> members, List<Rule> candidates, int depth) {
        boolean kept = false;
        for (int i = 0; i < members.size(); i++) {
            Member member = members.get(i);
            List<Rule> next = matching(candidates, depth, member.name());
            Rule rule = decisive(next, depth + 1);
            if (rule == null) {
                inside(member.value(), next, depth + 1);
            } else if (rule.treatment() != Treatment.DROP) {
                replace(member.value(), instead(rule, member.value()));
            } else if (kept) {
                // With the comma before it.
                replace(members.get(i - 1).value().end(), member.value().end(), NOTHING);
            } else {
                // With the comma behind it, if there is one.
                boolean last = i == members.size() - 1;
                replace(
                        member.start(),
                        last ? member.value().end() : members.get(i + 1).start(),
                        NOTHING);
            }
            kept |= rule == null || rule.treatment() != Treatment.DROP;
        }
    }

    private static List<Rule> matching(List<Rule> candidates, int depth, String segment) {
        List<Rule> matching = List.of();
        for (Rule rule : candidates) {
            List<String> segments = rule.path().segments();
            if (depth < segments.size()
                    && (segments.get(depth).equals(PersonalData.ANY)
                            || segments.get(depth).equals(segment))) {
                matching = matching.isEmpty() ? new ArrayList<>() : matching;
                matching.add(rule);
            }
        }
        return matching;
    }

    /// The rule that ends here; none when they all lead further in.
    private static @Nullable Rule decisive(List<Rule> rules, int depth) {
        for (Rule rule : rules) {
            if (rule.path().segments().size() == depth) {
                return rule;
            }
        }
        return null;
    }

    private byte[] instead(Rule rule, JsonValue value) {
        // There is nothing in it to hide, and a column may want to know.
        if (value instanceof JsonNull) {
            return NULL;
        }
        if (rule.treatment() == Treatment.MASK) {
            return MASKED;
        }
        if (hash == null) {
            hash = new KeyedHash(rules.salt());
        }
        return hash.quoted(
                switch (value) {
                    // However it is escaped, it is the same text.
                    case JsonText text -> text.value().getBytes(StandardCharsets.UTF_8);
                    case JsonNumber number -> source(number);
                    case JsonBool bool -> source(bool);
                    case JsonNull nothing -> source(nothing);
                    case JsonArray array -> source(array);
                    case JsonObject object -> source(object);
                });
    }

    private byte[] source(JsonValue value) {
        return Payload.of(payload.array(), value.start(), value.end() - value.start())
                .toByteArray();
    }

    private void replace(JsonValue value, byte[] by) {
        replace(value.start(), value.end(), by);
    }

    private void replace(int from, int to, byte[] by) {
        out.write(payload.array(), copied, from - copied);
        out.writeBytes(by);
        copied = to;
    }
}
