package dev.penstock.bench.scenario;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;

/// The scenarios of a run.
///
/// @param scenarios at least one
public record Wanted(Set<Scenario> scenarios) {

    /// One thing to measure.
    public enum Scenario {
        SINGLE(true),
        BATCHES(true),
        ENCODINGS(false),
        SIZES(false),
        ORGANIZATIONS(true),
        TLS(false),
        WRITER(true),
        CATCH_UP(true),
        END_TO_END(true),
        STEADY(false);

        private final boolean quick;

        Scenario(boolean quick) {
            this.quick = quick;
        }

        /// Its name on the command line.
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }
    }

    public Wanted {
        if (scenarios.isEmpty()) {
            throw new IllegalArgumentException("no scenario");
        }
        scenarios = Set.copyOf(scenarios);
    }

    /// Those with goals that take no long time.
    public static Wanted quick() {
        EnumSet<Scenario> quick = EnumSet.allOf(Scenario.class);
        quick.removeIf(scenario -> !scenario.quick);
        return new Wanted(quick);
    }

    /// Each stage alone, in the form that carries most events.
    public static Wanted stages() {
        return new Wanted(EnumSet.of(Scenario.BATCHES, Scenario.WRITER));
    }

    public static Wanted all() {
        return new Wanted(EnumSet.allOf(Scenario.class));
    }

    /// Those of these words.
    ///
    /// @throws IllegalArgumentException naming the words there are
    public static Wanted of(Collection<String> words) {
        EnumSet<Scenario> chosen = EnumSet.noneOf(Scenario.class);
        for (String word : words) {
            Scenario found = null;
            for (Scenario scenario : Scenario.values()) {
                if (scenario.word().equals(word)) {
                    found = scenario;
                }
            }
            if (found == null) {
                throw new IllegalArgumentException("no scenario " + word + "; there are " + words());
            }
            chosen.add(found);
        }
        return new Wanted(chosen);
    }

    /// All words, as a sentence has them.
    public static String words() {
        return String.join(
                ", ", EnumSet.allOf(Scenario.class).stream().map(Scenario::word).toList());
    }

    public boolean has(Scenario scenario) {
        return scenarios.contains(scenario);
    }

    boolean hasAny(Scenario... some) {
        for (Scenario one : some) {
            if (has(one)) {
                return true;
            }
        }
        return false;
    }
}
