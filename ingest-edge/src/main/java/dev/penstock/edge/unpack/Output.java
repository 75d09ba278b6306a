package dev.penstock.edge.unpack;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What has been unpacked so far. Doubles when it is full, within what is allowed, and asks for the room first.
///
/// For one body, on one thread.
public final class Output {

    /// Members, or frames, that one body may consist of. Tools that pack in parallel make one for each 64 KB or
    /// more.
    static final int MOST_PARTS = 1_000;

    private static final int SMALLEST = 4 * 1024;

    private final int packed;
    private final int most;
    private final Room room;
    private byte[] bytes = new byte[0];
    private int size;

    /// An empty one.
    ///
    /// @param packed bytes of the packed body
    /// @param most bytes that are allowed
    Output(int packed, int most, Room room) {
        this.packed = packed;
        this.most = most;
        this.room = room;
    }

    /// The bytes, of which the first [#size] count; not a copy. All of them were asked of [Room].
    public byte[] bytes() {
        return bytes;
    }

    public int size() {
        return size;
    }

    /// How many bytes may still come.
    int left() {
        return most - size;
    }

    /// How many bytes there is an array for.
    int free() {
        return bytes.length - size;
    }

    boolean isFull() {
        return size == bytes.length;
    }

    /// Whether not one byte more is allowed.
    boolean isComplete() {
        return size == most;
    }

    /// Counts bytes that were written into [#bytes] from [#size] on.
    void wrote(int count) {
        size += count;
    }

    /// Makes room for one byte more at least. Not to be called when the output is complete.
    ///
    /// @return false when there is none to be had
    boolean grow() {
        return growTo(size + 1);
    }

    /// Makes room for `least` bytes in all, which must be allowed.
    boolean growTo(int least) {
        if (least <= bytes.length) {
            return true;
        }
        long wanted = Math.max(SMALLEST, Math.max(2L * bytes.length, 2L * packed));
        int capacity = (int) Math.min(most, Math.max(least, wanted));
        if (!room.grow(capacity - bytes.length)) {
            return false;
        }
        bytes = Arrays.copyOf(bytes, capacity);
        return true;
    }

    /// Takes all that a stream has.
    ///
    /// @return why not all of it was taken; null when it was
    @Nullable
    Unpacking take(InputStream stream) throws IOException {
        while (true) {
            if (isComplete()) {
                // One byte more would be too much, but perhaps there is none.
                return stream.read() < 0 ? null : Unpacking.TOO_LARGE;
            }
            if (isFull() && !grow()) {
                return Unpacking.NO_ROOM;
            }
            int count = stream.read(bytes, size, free());
            if (count < 0) {
                return null;
            }
            wrote(count);
        }
    }
}
