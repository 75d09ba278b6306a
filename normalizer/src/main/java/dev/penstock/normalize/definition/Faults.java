package dev.penstock.normalize.definition;

import dev.penstock.normalize.json.Quoting;
import java.util.ArrayList;
import java.util.List;

/// What is wrong with a definition, a sentence each: the place, the value, and what to write instead.
final class Faults {

    private static final int MOST = 50;
    private static final int LONGEST = 500;

    private final List<String> sentences = new ArrayList<>();

    /// @param place as a JSON pointer; empty for the whole
    void add(String place, String what) {
        if (sentences.size() < MOST) {
            sentences.add(Quoting.cut((place.isEmpty() ? "the definition" : place) + ": " + what, LONGEST));
        }
    }

    boolean isEmpty() {
        return sentences.isEmpty();
    }

    List<String> sentences() {
        return List.copyOf(sentences);
    }
}
