package dev.penstock.normalize.json;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A value and where its bytes are: from [#start] to before [#end] of the array it was read from.
public sealed interface JsonValue {

    int start();

    int end();

    /// What it is, for people.
    String kind();

    /// A text.
    ///
    /// @param value with its escapes resolved; never half a surrogate pair
    record JsonText(String value, int start, int end) implements JsonValue {

        @Override
        public String kind() {
            return "text";
        }
    }

    /// A number.
    ///
    /// @param text as it was written; numbers are not worked out before somebody asks what they may be
    record JsonNumber(String text, int start, int end) implements JsonValue {

        // More than any column can hold, and few enough to work with.
        private static final int MOST_PLACES = 1_100;

        /// The number without trailing zeros, or null for one that has more than 1,100 places before or behind the
        /// point: written out, `1e999999999` fills the memory.
        public @Nullable BigDecimal exact() {
            BigDecimal number;
            try {
                number = new BigDecimal(text);
            } catch (NumberFormatException e) {
                // JSON allows any exponent, BigDecimal those of an int.
                return null;
            }
            if (number.signum() == 0) {
                return BigDecimal.ZERO;
            }
            BigDecimal stripped = number.stripTrailingZeros();
            boolean isLong =
                    stripped.precision() - (long) stripped.scale() > MOST_PLACES || stripped.scale() > MOST_PLACES;
            return isLong ? null : stripped;
        }

        @Override
        public String kind() {
            return "a number";
        }
    }

    record JsonBool(boolean value, int start, int end) implements JsonValue {

        @Override
        public String kind() {
            return value ? "true" : "false";
        }
    }

    record JsonNull(int start, int end) implements JsonValue {

        @Override
        public String kind() {
            return "null";
        }
    }

    record JsonArray(List<JsonValue> elements, int start, int end) implements JsonValue {

        @Override
        public String kind() {
            return "a list";
        }
    }

    /// An object; no name is there twice.
    final class JsonObject implements JsonValue {

        private final List<Member> members;
        private final @Nullable Map<String, Member> byName;
        private final int start;
        private final int end;

        /// @param byName the same members, when they are too many to look through them
        JsonObject(List<Member> members, @Nullable Map<String, Member> byName, int start, int end) {
            this.members = members;
            this.byName = byName;
            this.start = start;
            this.end = end;
        }

        /// In the order of the bytes.
        public List<Member> members() {
            return members;
        }

        public @Nullable JsonValue member(String name) {
            if (byName != null) {
                Member member = byName.get(name);
                return member == null ? null : member.value();
            }
            for (Member member : members) {
                if (member.name().equals(name)) {
                    return member.value();
                }
            }
            return null;
        }

        /// The same object with only these of its members.
        public JsonObject with(List<Member> some) {
            return new JsonObject(List.copyOf(some), null, start, end);
        }

        @Override
        public int start() {
            return start;
        }

        @Override
        public int end() {
            return end;
        }

        @Override
        public String kind() {
            return "an object";
        }
    }

    /// A name and what it stands for.
    ///
    /// @param start of the name's opening quote
    record Member(String name, int start, JsonValue value) {}
}
