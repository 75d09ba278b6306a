package dev.penstock.normalize;

import dev.penstock.model.event.EventId;
import dev.penstock.model.event.Payload;
import dev.penstock.model.event.SourceAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One event, ready to be encoded: its common columns, and those of its stream. Times are milliseconds since 1970
/// within what a table can hold.
///
/// Where the event stood in Kafka and when it was inserted are not the event's: who inserts the row adds them.
///
/// @param clockSkewMillis how far the sender's clock was behind the edge's; null when the sender did not say when
///     it sent
/// @param definitionVersion the version of the stream's definition that made the row, 0 for none
/// @param shape its table, and the columns of its stream
/// @param values one for each column of the shape, as the column's type says; not to be changed
public record Row(
        String org,
        String stream,
        String eventName,
        long timestampMillis,
        String traceId,
        EventId eventId,
        Payload payload,
        long receivedAtMillis,
        @Nullable Long clockSkewMillis,
        SourceAddress source,
        String userAgent,
        String requestId,
        int definitionVersion,
        Shape shape,
        List<@Nullable Object> values) {

    /// The same row for another table that has the same columns.
    public Row shaped(Shape other) {
        if (!other.columns().equals(shape.columns())) {
            throw new IllegalArgumentException(other.table() + " has other columns than " + shape.table());
        }
        return new Row(
                org,
                stream,
                eventName,
                timestampMillis,
                traceId,
                eventId,
                payload,
                receivedAtMillis,
                clockSkewMillis,
                source,
                userAgent,
                requestId,
                definitionVersion,
                other,
                values);
    }
}
