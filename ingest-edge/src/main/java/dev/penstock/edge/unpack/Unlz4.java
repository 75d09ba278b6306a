package dev.penstock.edge.unpack;

import net.jpountz.xxhash.XXHash32;
import net.jpountz.xxhash.XXHashFactory;

/// Unpacks LZ4 frames. Frames one after another are one body, frames to be skipped are skipped, and checksums are
/// verified where there are any.
///
/// The decoder is our own, because that of lz4-java does not know blocks that go back into the block before, which
/// is what the reference library writes unless told otherwise. It unpacks into the output itself, which is the
/// only window it needs.
final class Unlz4 implements Unpacker {

    private static final int MAGIC = 0x184D_2204;
    private static final int SKIPPABLE = 0x184D_2A50;
    private static final int SKIPPABLE_MASK = 0xFFFF_FFF0;

    private static final int HAS_DICTIONARY = 0x01;
    private static final int RESERVED = 0x02;
    private static final int CONTENT_CHECKSUM = 0x04;
    private static final int CONTENT_SIZE = 0x08;
    private static final int BLOCK_CHECKSUM = 0x10;
    private static final int INDEPENDENT = 0x20;
    private static final int VERSION_MASK = 0xC0;
    private static final int VERSION = 0x40;

    // A block's size with this bit is that of bytes that are not packed.
    private static final int NOT_PACKED = 0x8000_0000;

    private static final int SHORTEST_MATCH = 4;
    private static final int LONGER = 15;

    private static final XXHash32 CHECKSUM = XXHashFactory.safeInstance().hash32();

    private final byte[] packed;
    private final int length;
    private final Output output;
    private int at;
    // Within a block.
    private int in;

    Unlz4(byte[] packed, int length, int most, Room room) {
        this.packed = packed;
        this.length = length;
        this.output = new Output(length, most, room);
    }

    /// Tells by its first bytes whether a body is an LZ4 frame.
    static boolean begins(byte[] body, int length) {
        return length >= 4 && LittleEndian.intAt(body, 0) == MAGIC;
    }

    @Override
    public Unpacking unpack() {
        int frames = 0;
        do {
            if (frames++ == Output.MOST_PARTS) {
                return Unpacking.TOO_MANY_PARTS;
            }
            Unpacking part = part();
            if (part != Unpacking.UNPACKED) {
                return part;
            }
        } while (at < length);
        return Unpacking.UNPACKED;
    }

    private Unpacking part() {
        if (length - at < 8) {
            // A frame has 7 bytes of header and 4 of end mark.
            return Unpacking.MALFORMED;
        }
        int magic = LittleEndian.intAt(packed, at);
        if ((magic & SKIPPABLE_MASK) == SKIPPABLE) {
            long size = LittleEndian.intAt(packed, at + 4) & 0xFFFF_FFFFL;
            if (size > length - at - 8) {
                return Unpacking.MALFORMED;
            }
            at += 8 + (int) size;
            return Unpacking.UNPACKED;
        }
        return magic == MAGIC ? frame() : Unpacking.MALFORMED;
    }

    private Unpacking frame() {
        int descriptor = at + 4;
        int flags = packed[descriptor];
        int blocks = packed[descriptor + 1];
        int largest = 1 << (8 + 2 * (blocks >> 4 & 7));
        boolean sized = (flags & CONTENT_SIZE) != 0;
        at = descriptor + (sized ? 10 : 2);
        if ((flags & VERSION_MASK) != VERSION
                || (flags & (RESERVED | HAS_DICTIONARY)) != 0
                || (blocks & 0x8F) != 0
                || largest < 64 * 1024
                || at >= length
                || (CHECKSUM.hash(packed, descriptor, at - descriptor, 0) >>> 8 & 0xFF) != (packed[at] & 0xFF)) {
            return Unpacking.MALFORMED;
        }
        long content = sized ? LittleEndian.longAt(packed, descriptor + 2) : 0;
        if (content < 0 || content > output.left()) {
            return Unpacking.TOO_LARGE;
        }
        at++;
        int start = output.size();
        Unpacking unpacking = blocks(flags, largest, start);
        if (unpacking != Unpacking.UNPACKED) {
            return unpacking;
        }
        int size = output.size() - start;
        boolean sound = (!sized || size == content)
                && ((flags & CONTENT_CHECKSUM) == 0 || isVerified(output.bytes(), start, size));
        return sound ? Unpacking.UNPACKED : Unpacking.MALFORMED;
    }

    private Unpacking blocks(int flags, int largest, int start) {
        while (length - at >= 4) {
            int header = LittleEndian.intAt(packed, at);
            at += 4;
            if (header == 0) {
                return Unpacking.UNPACKED;
            }
            int size = header & ~NOT_PACKED;
            if (size > largest || size > length - at) {
                return Unpacking.MALFORMED;
            }
            int data = at;
            at += size;
            if ((flags & BLOCK_CHECKSUM) != 0 && !isVerified(packed, data, size)) {
                return Unpacking.MALFORMED;
            }
            boolean independent = (flags & INDEPENDENT) != 0;
            Unpacking block = (header & NOT_PACKED) != 0
                    ? copy(data, size)
                    : block(data, size, independent ? output.size() : start, largest);
            if (block != Unpacking.UNPACKED) {
                return block;
            }
        }
        return Unpacking.MALFORMED;
    }

    /// Whether the checksum at [#at] is that of some bytes; goes on behind it.
    private boolean isVerified(byte[] bytes, int from, int size) {
        if (length - at < 4) {
            return false;
        }
        int checksum = LittleEndian.intAt(packed, at);
        at += 4;
        return CHECKSUM.hash(bytes, from, size, 0) == checksum;
    }

    private Unpacking copy(int data, int size) {
        if (size > output.left()) {
            return Unpacking.TOO_LARGE;
        }
        if (!output.growTo(output.size() + size)) {
            return Unpacking.NO_ROOM;
        }
        System.arraycopy(packed, data, output.bytes(), output.size(), size);
        output.wrote(size);
        return Unpacking.UNPACKED;
    }

    /// Unpacks a block: pairs of bytes to be copied and a match that goes back in the output, the last without
    /// one.
    ///
    /// @param earliest how far a match may go back
    /// @param largest bytes a block may unpack to
    private Unpacking block(int data, int size, int earliest, int largest) {
        int end = data + size;
        int cap = output.size() + largest;
        in = data;
        while (in < end) {
            int token = packed[in++] & 0xFF;
            int literals = count(token >>> 4, end, cap);
            if (literals > end - in || literals > cap - output.size()) {
                return Unpacking.MALFORMED;
            }
            Unpacking copied = copy(in, literals);
            if (copied != Unpacking.UNPACKED) {
                return copied;
            }
            in += literals;
            if (in == end) {
                return Unpacking.UNPACKED;
            }
            if (end - in < 2) {
                return Unpacking.MALFORMED;
            }
            int distance = LittleEndian.shortAt(packed, in);
            in += 2;
            int match = count(token & LONGER, end, cap) + SHORTEST_MATCH;
            if (distance == 0 || distance > output.size() - earliest || match > cap - output.size()) {
                return Unpacking.MALFORMED;
            }
            if (match > output.left()) {
                return Unpacking.TOO_LARGE;
            }
            if (!output.growTo(output.size() + match)) {
                return Unpacking.NO_ROOM;
            }
            repeat(distance, match);
        }
        // A block ends with bytes to be copied, if only none of them.
        return Unpacking.MALFORMED;
    }

    /// Reads how many bytes are meant: four bits of the token, and as many bytes more as it takes.
    ///
    /// @return more than `cap` when the block ends before the number does, or it has become so large
    private int count(int bits, int end, int cap) {
        int count = bits;
        int more = bits == LONGER ? 0xFF : 0;
        while (more == 0xFF) {
            if (in == end || count > cap) {
                return cap + 1;
            }
            more = packed[in++] & 0xFF;
            count += more;
        }
        return count;
    }

    /// Copies `count` bytes from `distance` before the end to the end. What is copied may itself be copied again.
    private void repeat(int distance, int count) {
        byte[] bytes = output.bytes();
        int from = output.size() - distance;
        int to = output.size();
        int copied = 0;
        while (copied < count) {
            // The first part doubles with each turn: all that lies between is there to be copied.
            int part = Math.min(count - copied, distance + copied);
            System.arraycopy(bytes, from, bytes, to + copied, part);
            copied += part;
        }
        output.wrote(count);
    }

    @Override
    public Output output() {
        return output;
    }
}
