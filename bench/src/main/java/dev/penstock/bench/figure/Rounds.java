package dev.penstock.bench.figure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The same measurement again and again: its median is what counts, its extremes tell how far to trust it.
///
/// Not thread-safe.
public final class Rounds {

    private final List<Double> values = new ArrayList<>();

    public void add(double value) {
        values.add(value);
    }

    public boolean isEmpty() {
        return values.isEmpty();
    }

    /// The middle value, or the mean of the two in the middle.
    ///
    /// @throws IllegalStateException when there is none
    public double median() {
        if (values.isEmpty()) {
            throw new IllegalStateException("nothing was measured");
        }
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /// Largest ÷ smallest; 1 for a measurement that repeats itself.
    public double spread() {
        double least = values.stream().mapToDouble(Double::doubleValue).min().orElse(0);
        double most = values.stream().mapToDouble(Double::doubleValue).max().orElse(0);
        return least == 0 ? 1 : most / least;
    }
}
