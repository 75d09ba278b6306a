package dev.penstock.writer.fuse;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// When a stream is halted instead of filling the dead letters: when more of a batch's events than both of these would
/// become dead letters. The same for all writers of a group.
///
/// @param share of the stream's events in the batch, above 0 and up to 1
/// @param events at least 1. Events that only ClickHouse refuses are found one at a time, an insert each: more of them
///     than this halt the stream whatever their share
@ConfigurationProperties("penstock.writer.fuse")
public record FuseLimits(
        @DefaultValue("0.05") double share,
        @DefaultValue("100") int events) {

    public FuseLimits {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("penstock.writer.fuse.share must be above 0 and up to 1: " + share);
        }
        if (events < 1) {
            throw new IllegalArgumentException("penstock.writer.fuse.events must be at least 1: " + events);
        }
    }
}
