package dev.penstock.bench.drawing;

import java.util.List;

/// One line of a panel.
///
/// @param points in the order of their times
public record Series(String name, List<Point> points) {

    public Series {
        points = List.copyOf(points);
    }

    /// A value at a time.
    ///
    /// @param seconds since the epoch
    public record Point(double seconds, double value) {

        public Point {
            if (!Double.isFinite(value) || !Double.isFinite(seconds)) {
                throw new IllegalArgumentException("not a point: " + seconds + ", " + value);
            }
        }
    }
}
