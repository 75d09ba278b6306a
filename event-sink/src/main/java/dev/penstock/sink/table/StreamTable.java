package dev.penstock.sink.table;

import dev.penstock.model.stream.StreamName;
import dev.penstock.normalize.Shape;

/// What the table of one stream should be, by the stream's definition.
///
/// @param shape its table must be `<stream>_raw`, or it is [Shape#COMMON] and the stream has no table of its own
/// @param retentionDays how long events are kept after their `timestamp`; 0 for ever, at most [#MOST_DAYS]
public record StreamTable(StreamName stream, Shape shape, int retentionDays) {

    /// A hundred years.
    public static final int MOST_DAYS = 36_500;

    public StreamTable {
        if (retentionDays < 0 || retentionDays > MOST_DAYS) {
            throw new IllegalArgumentException("stream " + stream + " can keep its events 1 to " + MOST_DAYS
                    + " days, or 0 for ever: " + retentionDays);
        }
    }

    /// The table the writer inserts into.
    String raw() {
        return stream + "_raw";
    }

    /// The view that dashboards read.
    String view() {
        return stream.value();
    }

    /// The table of the events that do not fit.
    String quarantine() {
        return stream + "_quarantine";
    }

    /// The materialized view that notes, for `ingest_freshness`, that the stream was seen.
    String seen() {
        return "streams_seen_of_" + stream;
    }
}
