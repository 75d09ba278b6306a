package dev.penstock.sink;

import dev.penstock.model.event.EventId;
import dev.penstock.model.event.Payload;
import dev.penstock.model.event.SourceAddress;
import dev.penstock.model.topic.TopicId;
import dev.penstock.normalize.Row;
import dev.penstock.normalize.Shape;
import dev.penstock.sink.block.Block;
import dev.penstock.sink.block.BlockOrigin;
import dev.penstock.sink.block.PlacedRow;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// Rows for the tests of this module.
public final class Samples {

    public static final Instant MAY = Instant.parse("2026-05-01T12:00:00.250Z");

    public static final BlockOrigin ORIGIN = new BlockOrigin(new TopicId(1, 2), 3, Instant.ofEpochMilli(9));

    private Samples() {}

    public static PlacedRow row(long offset) {
        return row(offset, MAY);
    }

    public static PlacedRow row(long offset, Instant timestamp) {
        return row(offset, timestamp, "{\"n\":" + offset + "}");
    }

    public static PlacedRow row(long offset, Instant timestamp, String payload) {
        return new PlacedRow(
                offset,
                new Row(
                        "acme",
                        "default",
                        "push",
                        timestamp.toEpochMilli(),
                        "",
                        new EventId(7, offset),
                        Payload.of(payload),
                        MAY.toEpochMilli(),
                        null,
                        SourceAddress.UNKNOWN,
                        "",
                        "",
                        0,
                        Shape.COMMON,
                        List.of()));
    }

    /// A row of a stream with columns of its own.
    public static PlacedRow row(long offset, Instant timestamp, Shape shape, List<@Nullable Object> values) {
        Row common = row(offset, timestamp).row();
        return new PlacedRow(
                offset,
                new Row(
                        common.org(),
                        shape.table().replace("_raw", ""),
                        common.eventName(),
                        common.timestampMillis(),
                        common.traceId(),
                        common.eventId(),
                        common.payload(),
                        common.receivedAtMillis(),
                        common.clockSkewMillis(),
                        common.source(),
                        common.userAgent(),
                        common.requestId(),
                        1,
                        shape,
                        values));
    }

    public static Block block(int rows) {
        return new Block(LongStream.range(0, rows).mapToObj(Samples::row).toList());
    }

    public static Block block(PlacedRow... rows) {
        return new Block(List.of(rows));
    }
}
