package dev.penstock.control.state;

import dev.penstock.model.control.ControlFact;
import dev.penstock.model.control.ControlFact.HaltFact;
import dev.penstock.model.control.ControlFact.StreamFact;
import dev.penstock.model.stream.StreamName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What was said of streams, in the order in which it was: each version of a definition, each halt. None of it is ever
/// altered or compacted away, so what was in force at an earlier revision can still be told.
///
/// Grows with what operators, and fuses, write.
final class StreamHistory {

    private static final long NEVER = -1;

    private final List<Revised> facts;
    private final Map<StreamName, Long> lastChanges = new HashMap<>();
    private final Map<StreamName, StreamFact> newest;

    private StreamHistory(List<Revised> facts) {
        this.facts = facts;
        for (Revised fact : facts) {
            lastChanges.put(streamOf(fact.record().fact()), fact.revision());
        }
        this.newest = Map.copyOf(definitionsAt(Long.MAX_VALUE));
    }

    static StreamHistory of(Collection<Revised> all) {
        List<Revised> facts = new ArrayList<>();
        for (Revised fact : all) {
            if (fact.record().fact() instanceof StreamFact || fact.record().fact() instanceof HaltFact) {
                facts.add(fact);
            }
        }
        facts.sort(Comparator.comparingLong(Revised::revision));
        return new StreamHistory(facts);
    }

    Map<StreamName, StreamFact> newest() {
        return newest;
    }

    Map<StreamName, StreamFact> definitionsAt(long revision) {
        Map<StreamName, StreamFact> highest = new HashMap<>();
        for (Revised fact : facts) {
            if (fact.revision() > revision) {
                break;
            }
            if (fact.record().fact() instanceof StreamFact definition) {
                highest.merge(definition.stream(), definition, (a, b) -> a.version() > b.version() ? a : b);
            }
        }
        return highest;
    }

    Map<StreamName, HaltFact> haltsAt(long revision) {
        Map<StreamName, HaltFact> highest = new HashMap<>();
        for (Revised fact : facts) {
            if (fact.revision() > revision) {
                break;
            }
            if (fact.record().fact() instanceof HaltFact halt) {
                highest.merge(halt.stream(), halt, (a, b) -> a.number() > b.number() ? a : b);
            }
        }
        return highest;
    }

    List<HaltFact> halts() {
        List<HaltFact> halts = new ArrayList<>();
        for (Revised fact : facts) {
            if (fact.record().fact() instanceof HaltFact halt) {
                halts.add(halt);
            }
        }
        return halts;
    }

    long lastChangeUpTo(long revision) {
        long last = NEVER;
        for (Revised fact : facts) {
            if (fact.revision() > revision) {
                break;
            }
            last = fact.revision();
        }
        return last;
    }

    long lastChangeOf(StreamName stream) {
        return lastChanges.getOrDefault(stream, NEVER);
    }

    private static StreamName streamOf(ControlFact fact) {
        return switch (fact) {
            case StreamFact definition -> definition.stream();
            case HaltFact halt -> halt.stream();
            case ControlFact.KeyFact key -> throw new IllegalArgumentException("of no stream: " + key.name());
            case ControlFact.OrganizationFact organization ->
                throw new IllegalArgumentException("of no stream: " + organization.name());
        };
    }
}
