package dev.penstock.normalize.definition;

import dev.penstock.model.stream.StreamName;
import dev.penstock.normalize.Shape;
import java.time.Period;
import java.util.Optional;

/// One version of a stream's definition.
///
/// @param version from 1
/// @param retentionDays how long the rows of its own table are kept, counted from their timestamp; 0 for ever
public record StreamDefinition(StreamName stream, int version, Shape shape, int retentionDays) {

    /// One whose rows are kept for ever.
    public StreamDefinition(StreamName stream, int version, Shape shape) {
        this(stream, version, shape, 0);
    }

    /// How long the rows of its own table are kept, counted from their timestamp; empty for ever.
    public Optional<Period> retention() {
        return retentionDays == 0 ? Optional.empty() : Optional.of(Period.ofDays(retentionDays));
    }
}
