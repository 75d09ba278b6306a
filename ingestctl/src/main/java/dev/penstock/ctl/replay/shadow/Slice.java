package dev.penstock.ctl.replay.shadow;

/// Events of some hours, or a part of those of one hour: few enough to be compared at once.
///
/// @param from first hour, counted from 1970
/// @param to hour behind the last
/// @param part which one of the `parts`
/// @param parts 1 for all events of the hours
record Slice(long from, long to, int part, int parts) {

    private static final long HOUR = 3_600_000;

    /// Says of a row of any table of events whether it is in here.
    String condition() {
        return "(timestamp >= " + time(from) + " AND timestamp < " + time(to)
                + (parts == 1 ? "" : " AND sipHash64(event_id) % " + parts + " = " + part) + ")";
    }

    /// As a token has it.
    @Override
    public String toString() {
        return from + "-" + to + (parts == 1 ? "" : "." + part + "/" + parts);
    }

    private static String time(long hour) {
        return "fromUnixTimestamp64Milli(toInt64(" + hour * HOUR + "), 'UTC')";
    }
}
