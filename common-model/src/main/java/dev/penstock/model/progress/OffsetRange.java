package dev.penstock.model.progress;

/// Some offsets in a row.
///
/// @param last inclusive
public record OffsetRange(long first, long last) {

    public OffsetRange {
        if (first < 0 || last < first) {
            throw new IllegalArgumentException("an offset range cannot go from " + first + " to " + last);
        }
    }
}
