package dev.penstock.local.clickhouse;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The engine of this process: one library, one data directory, any number of connections.
///
/// A connection costs 0.2 ms, so every request gets a fresh one and no setting, temporary table or half-read result
/// can reach the next request. One connection stays open all the time: closing the last one stops the engine.
final class Engine {

    private final Libchdb library;
    private final List<String> arguments;
    private final MemorySegment keeper;
    private final AtomicInteger open = new AtomicInteger();

    private Engine(Libchdb library, List<String> arguments, MemorySegment keeper) {
        this.library = library;
        this.arguments = arguments;
        this.keeper = keeper;
    }

    /// Loads the library and opens the data directory, which no other process may have open.
    ///
    /// @param config the server's config.xml; the library takes from it what it can;
    ///     null for none
    static Engine start(Path libraryFile, Path data, long memoryBytes, @Nullable Path config) {
        Libchdb library = new Libchdb(libraryFile);
        List<String> arguments = new ArrayList<>(List.of(
                "clickhouse",
                "--path=" + data.toAbsolutePath(),
                "--max_server_memory_usage=" + memoryBytes,
                // Three quarters of it, so that one query's error comes before the whole engine's.
                "--max_memory_usage=" + memoryBytes / 4 * 3,
                // What a server has and the library as a tool has not.
                "--implicit_select=0",
                "--allow_introspection_functions=0"));
        if (config != null) {
            arguments.add("--config-file=" + config.toAbsolutePath());
        }
        MemorySegment keeper = library.connect(arguments.toArray(String[]::new));
        if (keeper == null) {
            throw new IllegalStateException("the engine cannot open " + data
                    + ": another process has it open, it is not writable, or an older engine's files are in it");
        }
        return new Engine(library, arguments, keeper);
    }

    /// A fresh connection. Close it on the thread that uses it.
    EngineConnection connect() throws QueryFailed {
        MemorySegment holder = library.connect(arguments.toArray(String[]::new));
        if (holder == null) {
            throw QueryFailed.of(QueryFailed.LOGICAL_ERROR, "LOGICAL_ERROR", "The engine refused a new connection");
        }
        open.incrementAndGet();
        return new EngineConnection(library, holder, open::decrementAndGet);
    }

    /// The first column of the first row, for start-up questions.
    String ask(String sql) throws QueryFailed {
        try (EngineConnection connection = connect();
                EngineResult result =
                        connection.query(sql.getBytes(StandardCharsets.UTF_8), "TabSeparatedRaw", Map.of())) {
            return new String(result.bytes(), StandardCharsets.UTF_8).strip();
        }
    }

    /// Stops the engine's threads. All other connections must have been closed; false when one still is open.
    boolean stop() {
        if (open.get() > 0) {
            return false;
        }
        library.close(keeper);
        return library.shutdown();
    }
}
