package dev.penstock.edge.decode;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.util.Arrays;

/// Remembers the names of every object of one event, to find the one that occurs twice.
///
/// One open-addressed table for all objects, emptied by counting up a stamp, so an event costs neither an
/// allocation nor a sweep. The hash is seeded: a sender who knows this code still cannot choose names that collide.
///
/// Not thread-safe. Grows with the largest event seen, which the limit on tokens bounds.
final class NameTable {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int SMALLEST = 128;
    private static final long MIX = 0x9E37_79B9_7F4A_7C15L;

    private final long seed;
    private int capacity = SMALLEST;
    private int[] stamps = new int[SMALLEST];
    private int[] objects = new int[SMALLEST];
    private int[] offsets = new int[SMALLEST];
    private int[] lengths = new int[SMALLEST];
    private long[] hashes = new long[SMALLEST];
    private int stamp;
    private int size;

    // Names that were written with escapes, unescaped; their offsets are kept as -1 - offset.
    private byte[] unescaped = new byte[0];
    private int unescapedSize;

    NameTable() {
        this(new SecureRandom().nextLong());
    }

    NameTable(long seed) {
        this.seed = seed;
    }

    /// Forgets everything.
    void clear() {
        stamp++;
        size = 0;
        unescapedSize = 0;
        if (stamp == 0) {
            Arrays.fill(stamps, 0);
            stamp = 1;
        }
    }

    /// Adds the name at `from` of `json`, which has no escapes.
    ///
    /// @return false when the object has it already
    boolean add(int object, byte[] json, int from, int to) {
        return add(object, json, json, from, to, false);
    }

    /// Adds a name that was written with escapes.
    ///
    /// @param name its characters as UTF-8, copied
    boolean addUnescaped(int object, byte[] json, byte[] name, int length) {
        if (unescaped.length - unescapedSize < length) {
            unescaped = Arrays.copyOf(unescaped, Math.max(2 * unescaped.length, unescapedSize + length));
        }
        System.arraycopy(name, 0, unescaped, unescapedSize, length);
        int from = unescapedSize;
        unescapedSize += length;
        return add(object, json, unescaped, from, from + length, true);
    }

    private boolean add(int object, byte[] json, byte[] bytes, int from, int to, boolean escaped) {
        if (2 * size >= capacity) {
            grow();
        }
        long hash = hash(object, bytes, from, to);
        int length = to - from;
        int slot = (int) hash & (capacity - 1);
        while (stamps[slot] == stamp) {
            if (hashes[slot] == hash
                    && objects[slot] == object
                    && lengths[slot] == length
                    && isSame(json, slot, bytes, from, to)) {
                return false;
            }
            slot = (slot + 1) & (capacity - 1);
        }
        put(slot, object, escaped ? -1 - from : from, length, hash);
        size++;
        return true;
    }

    private boolean isSame(byte[] json, int slot, byte[] bytes, int from, int to) {
        int offset = offsets[slot];
        byte[] other = offset < 0 ? unescaped : json;
        int start = offset < 0 ? -1 - offset : offset;
        return Arrays.equals(other, start, start + lengths[slot], bytes, from, to);
    }

    private void put(int slot, int object, int offset, int length, long hash) {
        stamps[slot] = stamp;
        objects[slot] = object;
        offsets[slot] = offset;
        lengths[slot] = length;
        hashes[slot] = hash;
    }

    private void grow() {
        int[] oldStamps = stamps;
        int[] oldObjects = objects;
        int[] oldOffsets = offsets;
        int[] oldLengths = lengths;
        long[] oldHashes = hashes;
        capacity *= 2;
        stamps = new int[capacity];
        objects = new int[capacity];
        offsets = new int[capacity];
        lengths = new int[capacity];
        hashes = new long[capacity];
        for (int i = 0; i < oldStamps.length; i++) {
            if (oldStamps[i] == stamp) {
                int slot = (int) oldHashes[i] & (capacity - 1);
                while (stamps[slot] == stamp) {
                    slot = (slot + 1) & (capacity - 1);
                }
                put(slot, oldObjects[i], oldOffsets[i], oldLengths[i], oldHashes[i]);
            }
        }
    }

    private long hash(int object, byte[] bytes, int from, int to) {
        int length = to - from;
        long hash = fold(seed ^ object, MIX ^ length);
        int at = from;
        for (; to - at >= 8; at += 8) {
            hash = fold(hash ^ (long) LONG.get(bytes, at), MIX ^ seed);
        }
        long rest = 0;
        for (; at < to; at++) {
            rest = (rest << 8) | (bytes[at] & 0xFF);
        }
        return fold(hash ^ rest, MIX ^ seed);
    }

    private static long fold(long a, long b) {
        return (a * b) ^ Math.unsignedMultiplyHigh(a, b);
    }
}
