package dev.penstock.local.clickhouse;

import java.lang.foreign.MemorySegment;

/// A SELECT whose blocks are made as they are asked for.
final class EngineStream implements AutoCloseable {

    private final EngineConnection connection;
    private final Libchdb library;
    private final MemorySegment holder;
    private final MemorySegment stream;
    private boolean ended;

    EngineStream(EngineConnection connection, Libchdb library, MemorySegment holder, MemorySegment stream) {
        this.connection = connection;
        this.library = library;
        this.holder = holder;
        this.stream = stream;
    }

    /// The next block; an empty one is the end.
    EngineResult next() throws QueryFailed {
        try {
            EngineResult block = connection.taken(library.fetch(holder, stream));
            ended = block.size() == 0;
            return block;
        } catch (QueryFailed e) {
            ended = true;
            throw e;
        }
    }

    @Override
    public void close() {
        if (!ended) {
            library.cancel(holder, stream);
        }
        library.destroy(stream);
    }
}
