package dev.penstock.bench.figure;

import org.jspecify.annotations.Nullable;

/// One measured number.
///
/// @param scenario what was done, for example `batch-100`
/// @param figure what was measured, for example `events per second`
/// @param ours the median of the rounds
/// @param baseline the same of what it is held against, in the same rounds; null when there is nothing like it
/// @param baselineName what that is; null exactly when `baseline` is
public record Figure(
        String scenario,
        String figure,
        String unit,
        double ours,
        @Nullable Double baseline,
        @Nullable String baselineName) {

    public Figure {
        if (scenario.isBlank() || figure.isBlank()) {
            throw new IllegalArgumentException("a figure needs a scenario and a name: " + scenario + ", " + figure);
        }
        if ((baseline == null) != (baselineName == null)) {
            throw new IllegalArgumentException("a baseline and its name belong together: " + baselineName);
        }
        if (!Double.isFinite(ours) || (baseline != null && !Double.isFinite(baseline))) {
            throw new IllegalArgumentException(scenario + ", " + figure + " is no number: " + ours + ", " + baseline);
        }
    }

    /// A number that stands alone.
    public static Figure alone(String scenario, String figure, String unit, double ours) {
        return new Figure(scenario, figure, unit, ours, null, null);
    }

    /// Ours ÷ baseline; null without a baseline, or with one of zero.
    public @Nullable Double ratio() {
        return baseline == null || baseline == 0 ? null : ours / baseline;
    }
}
