package dev.penstock.bench.drawing;

/// A stretch of time in which something was done, shown in every panel that has a time axis.
///
/// @param from seconds since the epoch
public record Mark(String name, double from, double to) {

    public Mark {
        if (to < from) {
            throw new IllegalArgumentException(name + " ends before it begins");
        }
    }
}
