package dev.penstock.sink.dashboard;

/// How many rows there are, and how many of them are different events.
public record RowCount(long rows, long events) {

    /// Of all rows the part that is there again; 0 when there are none.
    public double duplicates() {
        return rows == 0 ? 0 : (double) (rows - events) / rows;
    }

    RowCount plus(RowCount other) {
        return new RowCount(rows + other.rows, events + other.events);
    }
}
