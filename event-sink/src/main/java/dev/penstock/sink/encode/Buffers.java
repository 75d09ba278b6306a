package dev.penstock.sink.encode;

import java.util.ArrayList;
import java.util.List;

/// The arrays of an encoder, kept from one block to the next: the first that is asked for is the first of the last
/// block, so that a column mostly gets the array that has its size already.
///
/// Not thread-safe.
final class Buffers {

    private static final int FIRST_SIZE = 4 * 1024;

    private final long mostKept;
    private final List<ColumnBytes> all = new ArrayList<>();
    private int taken;

    /// Keeps no more than `mostKept` bytes, or what the last block needed.
    Buffers(long mostKept) {
        this.mostKept = mostKept;
    }

    /// Takes back what was taken. Blocks of different streams have different large columns: what all of them together
    /// made large is not kept for ever.
    void rewind() {
        long kept = 0;
        for (ColumnBytes bytes : all) {
            kept += bytes.array().length;
        }
        if (kept > mostKept) {
            all.clear();
        }
        taken = 0;
    }

    /// An empty one.
    ColumnBytes take() {
        if (taken == all.size()) {
            all.add(new ColumnBytes(FIRST_SIZE));
        }
        ColumnBytes bytes = all.get(taken++);
        bytes.clear();
        return bytes;
    }
}
