package dev.penstock.bench.dashboard;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a panel's values are shown.
///
/// @param unit Grafana's id of it
/// @param min where the axis begins; null to see from the values
/// @param stacked whether series stand on one another
/// @param fill percent of opacity below a line
/// @param thresholds from the lowest on
/// @param thresholdLines whether an axis shows them
public record Field(
        String unit,
        @Nullable Double min,
        @Nullable Double max,
        boolean stacked,
        int fill,
        List<Threshold> thresholds,
        boolean thresholdLines) {

    public Field {
        thresholds = List.copyOf(thresholds);
    }

    /// The colour of the highest threshold that the value reaches; null where there are none.
    public @Nullable String colour(double value) {
        String colour = null;
        for (Threshold threshold : thresholds) {
            if (threshold.reached(value)) {
                colour = threshold.colour();
            }
        }
        return colour;
    }
}
