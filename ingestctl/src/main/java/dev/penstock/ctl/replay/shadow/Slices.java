package dev.penstock.ctl.replay.shadow;

import java.util.ArrayList;
import java.util.List;

/// Cuts time so that each slice has few rows.
final class Slices {

    /// Most rows of a slice, roughly: what is kept of one in memory is some 200 bytes.
    static final long MOST_ROWS = 200_000;

    private Slices() {}

    /// Slices that have all these rows, each of them once.
    ///
    /// @param hours in order
    static List<Slice> of(List<HourCount> hours, long mostRows) {
        List<Slice> slices = new ArrayList<>();
        long from = 0;
        long to = 0;
        long rows = 0;
        for (HourCount hour : hours) {
            if (rows > 0 && rows + hour.rows() > mostRows) {
                slices.add(new Slice(from, to, 0, 1));
                rows = 0;
            }
            if (hour.rows() > mostRows) {
                int parts = Math.toIntExact(Math.ceilDiv(hour.rows(), mostRows));
                for (int part = 0; part < parts; part++) {
                    slices.add(new Slice(hour.hour(), hour.hour() + 1, part, parts));
                }
                continue;
            }
            from = rows == 0 ? hour.hour() : from;
            to = hour.hour() + 1;
            rows += hour.rows();
        }
        if (rows > 0) {
            slices.add(new Slice(from, to, 0, 1));
        }
        return slices;
    }

    /// @param hour counted from 1970
    record HourCount(long hour, long rows) {}
}
