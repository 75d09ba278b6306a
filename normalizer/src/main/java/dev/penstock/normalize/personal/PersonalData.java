package dev.penstock.normalize.personal;

import dev.penstock.model.event.Payload;
import dev.penstock.normalize.json.JsonPointer;
import dev.penstock.normalize.json.JsonValue;
import java.util.List;
import java.util.Optional;

/// The rules of a definition for personal data. Whatever is stored of an event went through them.
///
/// @param rules of which the first that meets a value decides
/// @param salt the key of the hashes; with it and a list of guesses anybody can find out what was hashed
public record PersonalData(List<Rule> rules, String salt) {

    /// Stands for every element of a list, or every member of an object.
    public static final String ANY = "*";

    public static final PersonalData NONE = new PersonalData(List.of(), "");

    public PersonalData {
        rules = List.copyOf(rules);
    }

    /// One place and what becomes of it.
    ///
    /// @param path in which a segment `*` is every element or member
    public record Rule(JsonPointer path, Treatment treatment) {

        /// Whether the rule meets `place`, something within it, or something that it is within.
        boolean touches(JsonPointer place) {
            List<String> mine = path.segments();
            List<String> others = place.segments();
            for (int i = 0; i < Math.min(mine.size(), others.size()); i++) {
                if (!mine.get(i).equals(ANY) && !mine.get(i).equals(others.get(i))) {
                    return false;
                }
            }
            return true;
        }

        /// Whether the rule meets `place` or something that it is within, so that nothing of it is left as it was.
        boolean covers(JsonPointer place) {
            return path.segments().size() <= place.segments().size() && touches(place);
        }
    }

    public boolean isEmpty() {
        return rules.isEmpty();
    }

    /// Whether anything at `place` may not be shown.
    public boolean touches(JsonPointer place) {
        return rules.stream().anyMatch(rule -> rule.touches(place));
    }

    /// The rule that leaves nothing of `place` as it was, or empty when there is none.
    public Optional<Rule> covering(JsonPointer place) {
        return rules.stream().filter(rule -> rule.covers(place)).findFirst();
    }

    /// The payload without what the rules take away; the same object when they meet nothing. All other bytes are
    /// those of the sender.
    ///
    /// @param document what was read from it
    public Payload remove(Payload payload, JsonValue document) {
        return rules.isEmpty() ? payload : new Rewriting(payload, this).apply(document);
    }
}
