package dev.penstock.bench.dashboard;

import org.jspecify.annotations.Nullable;

/// From which value on a colour holds.
///
/// @param from null for the colour below all others
public record Threshold(String colour, @Nullable Double from) {

    boolean reached(double value) {
        return from == null || value >= from;
    }
}
