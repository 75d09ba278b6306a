package dev.penstock.writer.letters;

import dev.penstock.model.stream.StreamName;
import java.util.Map;

/// Where in its payload a stream's definition finds the columns of its own.
@FunctionalInterface
public interface ColumnPointers {

    /// No stream has any.
    ColumnPointers NONE = stream -> Map.of();

    /// JSON pointers (RFC 6901) by column; empty for a stream without a definition.
    Map<String, String> of(StreamName stream);
}
