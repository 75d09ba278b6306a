package dev.penstock.local.load;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/// What became of the requests of each lane in a stretch of time.
public final class Results {

    private final Map<String, Counted> lanes;

    Results(Map<String, Counted> lanes) {
        this.lanes = new TreeMap<>(lanes);
    }

    public Counted of(String lane) {
        Counted counted = lanes.get(lane);
        if (counted == null) {
            throw new IllegalArgumentException("no lane " + lane + " among " + lanes.keySet());
        }
        return counted;
    }

    /// All lanes of such names as one.
    public Counted of(Predicate<String> names) {
        return lanes.entrySet().stream()
                .filter(lane -> names.test(lane.getKey()))
                .map(Map.Entry::getValue)
                .reduce(Counted::plus)
                .orElseThrow(() -> new IllegalArgumentException("no such lane among " + lanes.keySet()));
    }

    /// All lanes as one.
    public Counted all() {
        return of(name -> true);
    }

    Results each(UnaryOperator<Counted> change) {
        Map<String, Counted> changed = new TreeMap<>();
        lanes.forEach((name, counted) -> changed.put(name, change.apply(counted)));
        return new Results(changed);
    }

    @Override
    public String toString() {
        return lanes.toString();
    }
}
