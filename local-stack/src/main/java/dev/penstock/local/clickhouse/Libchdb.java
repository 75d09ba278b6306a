package dev.penstock.local.clickhouse;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The C functions of libchdb, one Java method each, and nothing on top: who may call what when is the business of
/// [Engine].
///
/// The library is loaded once and stays until the process ends.
@SuppressWarnings("restricted") // calling native code is what this class is for
final class Libchdb {

    private static final long POINTER = ADDRESS.byteSize();

    private final MethodHandle connect;
    private final MethodHandle closeConnection;
    private final MethodHandle shutdown;
    private final MethodHandle version;
    private final MethodHandle query;
    private final MethodHandle streamQuery;
    private final MethodHandle streamFetch;
    private final MethodHandle streamCancel;
    private final MethodHandle insert;
    private final MethodHandle append;
    private final MethodHandle done;
    private final MethodHandle cancelInsert;
    private final MethodHandle insertError;
    private final MethodHandle destroyInsert;
    private final MethodHandle classify;
    private final MethodHandle buffer;
    private final MethodHandle length;
    private final MethodHandle error;
    private final MethodHandle destroyResult;
    private final MethodHandle elapsed;
    private final MethodHandle resultRows;
    private final MethodHandle resultBytes;
    private final MethodHandle readRows;
    private final MethodHandle readBytes;
    private final MethodHandle writtenRows;
    private final MethodHandle writtenBytes;

    Libchdb(Path library) {
        Linker linker = Linker.nativeLinker();
        SymbolLookup symbols = SymbolLookup.libraryLookup(library, Arena.global());
        // First of all calls: the engine would take SIGSEGV from the JVM, which needs it for null checks and
        // safepoints.
        MethodHandle signals =
                function(linker, symbols, "chdb_set_signal_handlers_enabled", FunctionDescriptor.ofVoid(JAVA_INT));
        callVoid(() -> {
            signals.invokeExact(0);
        });

        FunctionDescriptor pointerToPointer = FunctionDescriptor.of(ADDRESS, ADDRESS);
        FunctionDescriptor pointerToLong = FunctionDescriptor.of(JAVA_LONG, ADDRESS);
        FunctionDescriptor pointerToNothing = FunctionDescriptor.ofVoid(ADDRESS);
        // connection, query, length, format, length, names, name lengths, values, value lengths, count
        FunctionDescriptor withParameters = FunctionDescriptor.of(
                ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS, ADDRESS, ADDRESS,
                JAVA_LONG);
        connect = function(linker, symbols, "chdb_connect", FunctionDescriptor.of(ADDRESS, JAVA_INT, ADDRESS));
        closeConnection = function(linker, symbols, "chdb_close_conn", pointerToNothing);
        shutdown = function(linker, symbols, "chdb_shutdown", FunctionDescriptor.of(JAVA_INT));
        version = function(linker, symbols, "chdb_version", FunctionDescriptor.of(ADDRESS));
        query = function(linker, symbols, "chdb_query_with_params_n", withParameters);
        streamQuery = function(linker, symbols, "chdb_stream_query_with_params_n", withParameters);
        streamFetch =
                function(linker, symbols, "chdb_stream_fetch_result", FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS));
        streamCancel =
                function(linker, symbols, "chdb_stream_cancel_query", FunctionDescriptor.ofVoid(ADDRESS, ADDRESS));
        insert = function(linker, symbols, "chdb_stream_insert_with_params_n", withParameters);
        append = function(
                linker, symbols, "chdb_stream_append", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG));
        done = function(linker, symbols, "chdb_stream_done", pointerToPointer);
        cancelInsert = function(linker, symbols, "chdb_stream_cancel_insert", pointerToNothing);
        insertError = function(linker, symbols, "chdb_stream_insert_error", pointerToPointer);
        destroyInsert = function(linker, symbols, "chdb_destroy_insert_stream", pointerToNothing);
        classify = function(
                linker,
                symbols,
                "chdb_classify_query_n",
                FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS));
        buffer = function(linker, symbols, "chdb_result_buffer", pointerToPointer);
        length = function(linker, symbols, "chdb_result_length", pointerToLong);
        error = function(linker, symbols, "chdb_result_error", pointerToPointer);
        destroyResult = function(linker, symbols, "chdb_destroy_query_result", pointerToNothing);
        elapsed = function(
                linker, symbols, "chdb_result_elapsed", FunctionDescriptor.of(ValueLayout.JAVA_DOUBLE, ADDRESS));
        resultRows = function(linker, symbols, "chdb_result_rows_read", pointerToLong);
        resultBytes = function(linker, symbols, "chdb_result_bytes_read", pointerToLong);
        readRows = function(linker, symbols, "chdb_result_storage_rows_read", pointerToLong);
        readBytes = function(linker, symbols, "chdb_result_storage_bytes_read", pointerToLong);
        writtenRows = function(linker, symbols, "chdb_result_rows_written", pointerToLong);
        writtenBytes = function(linker, symbols, "chdb_result_bytes_written", pointerToLong);
    }

    /// The connection's handle, or null when the engine refused; it says why on its own standard error only.
    @Nullable
    MemorySegment connect(String... arguments) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment vector = arena.allocate(ADDRESS, arguments.length);
            for (int i = 0; i < arguments.length; i++) {
                vector.setAtIndex(ADDRESS, i, arena.allocateFrom(arguments[i]));
            }
            MemorySegment holder = call(() -> (MemorySegment) connect.invokeExact(arguments.length, vector));
            return holder.address() == 0 ? null : holder.reinterpret(POINTER);
        }
    }

    void close(MemorySegment holder) {
        callVoid(() -> {
            closeConnection.invokeExact(holder);
        });
    }

    /// True once no thread of the engine runs any more. Every connection must have been closed before.
    boolean shutdown() {
        return call(() -> (int) shutdown.invokeExact()) == 0;
    }

    String version() {
        return text(call(() -> (MemorySegment) version.invokeExact()));
    }

    MemorySegment query(MemorySegment holder, byte[] sql, String format, Map<String, String> parameters) {
        return withParameters(query, holder, sql, format, parameters);
    }

    MemorySegment streamQuery(MemorySegment holder, byte[] sql, String format, Map<String, String> parameters) {
        return withParameters(streamQuery, holder, sql, format, parameters);
    }

    MemorySegment fetch(MemorySegment holder, MemorySegment stream) {
        MemorySegment connection = holder.get(ADDRESS, 0);
        return call(() -> (MemorySegment) streamFetch.invokeExact(connection, stream));
    }

    void cancel(MemorySegment holder, MemorySegment stream) {
        MemorySegment connection = holder.get(ADDRESS, 0);
        callVoid(() -> {
            streamCancel.invokeExact(connection, stream);
        });
    }

    MemorySegment insert(MemorySegment holder, byte[] sql, String format, Map<String, String> parameters) {
        return withParameters(insert, holder, sql, format, parameters);
    }

    /// False when the stream has failed; [#insertError] says why.
    boolean append(MemorySegment stream, MemorySegment data, long bytes) {
        return call(() -> (int) append.invokeExact(stream, data, bytes)) == 0;
    }

    MemorySegment done(MemorySegment stream) {
        return call(() -> (MemorySegment) done.invokeExact(stream));
    }

    void cancelInsert(MemorySegment stream) {
        callVoid(() -> {
            cancelInsert.invokeExact(stream);
        });
    }

    @Nullable
    String insertError(MemorySegment stream) {
        return textOrNull(call(() -> (MemorySegment) insertError.invokeExact(stream)));
    }

    void destroyInsert(MemorySegment stream) {
        callVoid(() -> {
            destroyInsert.invokeExact(stream);
        });
    }

    /// What the engine's own parser says of the text, without running it.
    StatementClass classify(MemorySegment holder, byte[] sql) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment connection = holder.get(ADDRESS, 0);
            MemorySegment text = arena.allocate(sql.length + 1L);
            MemorySegment.copy(sql, 0, text, JAVA_BYTE, 0, sql.length);
            // struct_size, statement_count, flags, query_class
            MemorySegment analysis = arena.allocate(MemoryLayout.sequenceLayout(4, JAVA_INT));
            analysis.setAtIndex(JAVA_INT, 0, (int) analysis.byteSize());
            int state = call(() ->
                    (int) classify.invokeExact(connection, text, (long) sql.length, MemorySegment.NULL, 0L, analysis));
            return state == 0 ? StatementClass.of(analysis.getAtIndex(JAVA_INT, 3)) : StatementClass.UNKNOWN;
        }
    }

    /// The result's bytes, valid until [#destroy].
    MemorySegment buffer(MemorySegment result) {
        long bytes = call(() -> (long) length.invokeExact(result));
        if (bytes == 0) {
            return MemorySegment.NULL;
        }
        MemorySegment start = call(() -> (MemorySegment) buffer.invokeExact(result));
        return start.reinterpret(bytes);
    }

    @Nullable
    String error(MemorySegment result) {
        return textOrNull(call(() -> (MemorySegment) error.invokeExact(result)));
    }

    Statistics statistics(MemorySegment result) {
        return new Statistics(
                call(() -> (long) readRows.invokeExact(result)),
                call(() -> (long) readBytes.invokeExact(result)),
                call(() -> (long) writtenRows.invokeExact(result)),
                call(() -> (long) writtenBytes.invokeExact(result)),
                call(() -> (long) resultRows.invokeExact(result)),
                call(() -> (long) resultBytes.invokeExact(result)),
                (long) (call(() -> (double) elapsed.invokeExact(result)) * 1e9));
    }

    void destroy(MemorySegment result) {
        callVoid(() -> {
            destroyResult.invokeExact(result);
        });
    }

    private static MemorySegment withParameters(
            MethodHandle function, MemorySegment holder, byte[] sql, String format, Map<String, String> parameters) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment connection = holder.get(ADDRESS, 0);
            MemorySegment text = arena.allocate(sql.length + 1L);
            MemorySegment.copy(sql, 0, text, JAVA_BYTE, 0, sql.length);
            byte[] formatName = format.getBytes(StandardCharsets.UTF_8);
            MemorySegment formatText = arena.allocate(formatName.length + 1L);
            MemorySegment.copy(formatName, 0, formatText, JAVA_BYTE, 0, formatName.length);
            int count = parameters.size();
            MemorySegment names = arena.allocate(ADDRESS, count + 1L);
            MemorySegment nameLengths = arena.allocate(JAVA_LONG, count + 1L);
            MemorySegment values = arena.allocate(ADDRESS, count + 1L);
            MemorySegment valueLengths = arena.allocate(JAVA_LONG, count + 1L);
            int i = 0;
            for (Map.Entry<String, String> parameter : parameters.entrySet()) {
                put(arena, parameter.getKey(), names, nameLengths, i);
                put(arena, parameter.getValue(), values, valueLengths, i);
                i++;
            }
            return call(() -> (MemorySegment) function.invokeExact(
                    connection,
                    text,
                    (long) sql.length,
                    formatText,
                    (long) formatName.length,
                    names,
                    nameLengths,
                    values,
                    valueLengths,
                    (long) count));
        }
    }

    private static void put(Arena arena, String text, MemorySegment pointers, MemorySegment lengths, int index) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        MemorySegment copy = arena.allocate(bytes.length + 1L);
        MemorySegment.copy(bytes, 0, copy, JAVA_BYTE, 0, bytes.length);
        pointers.setAtIndex(ADDRESS, index, copy);
        lengths.setAtIndex(JAVA_LONG, index, bytes.length);
    }

    private static @Nullable String textOrNull(MemorySegment pointer) {
        return pointer.address() == 0 ? null : text(pointer);
    }

    private static String text(MemorySegment pointer) {
        return pointer.reinterpret(Long.MAX_VALUE).getString(0);
    }

    private static MethodHandle function(
            Linker linker, SymbolLookup symbols, String name, FunctionDescriptor descriptor) {
        return linker.downcallHandle(
                symbols.find(name).orElseThrow(() -> new IllegalStateException("libchdb has no function " + name)),
                descriptor);
    }

    private interface Call<T> {
        T run() throws Throwable;
    }

    private interface VoidCall {
        void run() throws Throwable;
    }

    private static <T> T call(Call<T> call) {
        try {
            return call.run();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            // A downcall throws nothing by itself; what comes here is a mistake in a signature above.
            throw new IllegalStateException(e);
        }
    }

    private static void callVoid(VoidCall call) {
        call(() -> {
            call.run();
            return "";
        });
    }
}
