package dev.penstock.edge.admit;

import dev.penstock.model.stream.StreamName;

/// Which streams wait when there is not room for all. Asked on event loops, under high pressure only.
@FunctionalInterface
public interface BulkStreams {

    boolean contains(StreamName stream);
}
