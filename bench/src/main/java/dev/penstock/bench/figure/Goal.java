package dev.penstock.bench.figure;

import java.util.List;

/// What a figure should be.
///
/// @param sentence the goal in words
/// @param baselineName which of the figure's baselines; empty when the goal is about our number alone
/// @param bound the least or the most that meets it: of the ratio where there is a baseline, else of our number
public record Goal(
        String sentence, String scenario, String figure, String baselineName, boolean atLeast, double bound) {

    /// How it went.
    public enum Verdict {
        MET,
        MISSED,
        NOT_MEASURED
    }

    /// What a run came to.
    ///
    /// @param value the ratio or number that the goal is about; 0 when it was not measured
    public record Outcome(Goal goal, Verdict verdict, double value) {}

    /// Looks for the figure among `figures` and holds it against the bound.
    public Outcome of(List<Figure> figures) {
        for (Figure one : figures) {
            if (one.scenario().equals(scenario)
                    && one.figure().equals(figure)
                    && (baselineName.isEmpty() || baselineName.equals(one.baselineName()))) {
                Double ratio = one.ratio();
                double value = baselineName.isEmpty() || ratio == null ? one.ours() : ratio;
                boolean met = atLeast ? value >= bound : value <= bound;
                return new Outcome(this, met ? Verdict.MET : Verdict.MISSED, value);
            }
        }
        return new Outcome(this, Verdict.NOT_MEASURED, 0);
    }
}
