package dev.penstock.local.clickhouse;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// One connection to the engine: settings, current database and temporary tables live here.
///
/// Runs one statement at a time, so one thread at a time may use it; the engine works on that thread's stack.
final class EngineConnection implements AutoCloseable {

    // As large as the engine's own read buffers; smaller costs calls, larger costs memory per upload.
    private static final int CHUNK = 256 * 1024;

    private final Libchdb library;
    private final MemorySegment holder;
    private final Runnable closed;

    EngineConnection(Libchdb library, MemorySegment holder, Runnable closed) {
        this.library = library;
        this.holder = holder;
        this.closed = closed;
    }

    StatementClass classify(byte[] sql) {
        return library.classify(holder, sql);
    }

    /// Runs the statement to its end and keeps the whole result in the engine's memory.
    EngineResult query(byte[] sql, String format, Map<String, String> parameters) throws QueryFailed {
        return taken(library.query(holder, sql, format, parameters));
    }

    /// Runs a statement for its effect.
    Statistics execute(String sql) throws QueryFailed {
        try (EngineResult result = query(sql.getBytes(StandardCharsets.UTF_8), "Null", Map.of())) {
            return result.statistics();
        }
    }

    /// Starts a SELECT whose result is fetched block by block. The engine refuses every other statement before it
    /// runs.
    EngineStream stream(byte[] sql, String format, Map<String, String> parameters) throws QueryFailed {
        MemorySegment stream = library.streamQuery(holder, sql, format, parameters);
        String error = library.error(stream);
        if (error != null) {
            library.destroy(stream);
            throw QueryFailed.reported(error);
        }
        return new EngineStream(this, library, holder, stream);
    }

    /// Inserts all of `data`, or nothing of the block that was not complete when reading it failed.
    Statistics insert(byte[] head, String format, Map<String, String> parameters, InputStream data)
            throws QueryFailed, IOException {
        MemorySegment stream = library.insert(holder, head, format, parameters);
        try (Arena arena = Arena.ofConfined()) {
            String refused = library.insertError(stream);
            if (refused != null) {
                throw QueryFailed.reported(refused);
            }
            byte[] chunk = new byte[CHUNK];
            MemorySegment copy = arena.allocate(CHUNK);
            int read;
            while ((read = data.readNBytes(chunk, 0, CHUNK)) > 0) {
                MemorySegment.copy(chunk, 0, copy, ValueLayout.JAVA_BYTE, 0, read);
                if (!library.append(stream, copy, read)) {
                    break; // done() says why
                }
            }
            try (EngineResult result = taken(library.done(stream))) {
                return result.statistics();
            }
        } finally {
            // Cancels what was not done: the reading may have failed half-way.
            library.destroyInsert(stream);
        }
    }

    EngineResult taken(MemorySegment result) throws QueryFailed {
        String error = library.error(result);
        if (error != null) {
            library.destroy(result);
            throw QueryFailed.reported(error);
        }
        return new EngineResult(library, result);
    }

    @Override
    public void close() {
        library.close(holder);
        closed.run();
    }
}
