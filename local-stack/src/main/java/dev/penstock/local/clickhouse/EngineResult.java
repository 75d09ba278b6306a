package dev.penstock.local.clickhouse;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Bytes and counts of a statement, in the engine's memory until closed.
final class EngineResult implements AutoCloseable {

    private static final int CHUNK = 64 * 1024;

    private final Libchdb library;
    private final MemorySegment result;
    private final MemorySegment buffer;

    EngineResult(Libchdb library, MemorySegment result) {
        this.library = library;
        this.result = result;
        this.buffer = library.buffer(result);
    }

    long size() {
        return buffer.byteSize();
    }

    byte[] bytes() {
        return buffer.toArray(ValueLayout.JAVA_BYTE);
    }

    void writeTo(OutputStream out) throws IOException {
        writeTo(out, 0);
    }

    /// The bytes behind the head that a streamed format repeats in every block.
    void writeRowsTo(OutputStream out, StreamedFormat format) throws IOException {
        writeTo(out, format.headLength(buffer));
    }

    /// Copies through a small buffer: a result may be larger than the heap.
    private void writeTo(OutputStream out, long from) throws IOException {
        byte[] chunk = new byte[(int) Math.min(CHUNK, size())];
        for (long at = from; at < size(); at += chunk.length) {
            int bytes = (int) Math.min(chunk.length, size() - at);
            MemorySegment.copy(buffer, ValueLayout.JAVA_BYTE, at, chunk, 0, bytes);
            out.write(chunk, 0, bytes);
        }
    }

    Statistics statistics() {
        return library.statistics(result);
    }

    @Override
    public void close() {
        library.destroy(result);
    }
}
