package dev.penstock.edge.unpack;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.brotli.dec.BrotliInputStream;

/// Unpacks brotli (RFC 7932). It has no checksum, and nothing that tells it from other bytes.
///
/// The decoder keeps the last bytes in a window of its own, of a size that the sender chose: 16 MB at most. Room
/// for it is asked for before, and given back at the end.
final class Unbrotli implements Unpacker {

    // The tables of a block: for each of three alphabets up to 256 codes of 1,080 numbers, and two context maps.
    private static final int TABLES = 4 * 1024 * 1024;

    private static final int LARGEST_WINDOW_BITS = 24;

    private final byte[] packed;
    private final int length;
    private final Output output;
    private final Room room;

    Unbrotli(byte[] packed, int length, int most, Room room) {
        this.packed = packed;
        this.length = length;
        this.output = new Output(length, most, room);
        this.room = room;
    }

    @Override
    public Unpacking unpack() {
        int bits = length == 0 ? 0 : windowBits(packed[0]);
        if (bits == 0) {
            return Unpacking.MALFORMED;
        }
        // When the window grows, its decoder has the old one, of half the size, beside the new one.
        long needed = TABLES + (3L << bits) / 2;
        if (!room.grow(needed)) {
            return Unpacking.NO_ROOM;
        }
        try (BrotliInputStream stream = new BrotliInputStream(new ByteArrayInputStream(packed, 0, length))) {
            Unpacking obstacle = output.take(stream);
            return obstacle == null ? Unpacking.UNPACKED : obstacle;
        } catch (IOException | IndexOutOfBoundsException e) {
            // The second is how the decoder meets some bytes that are no brotli. Neither is an error of ours.
            return Unpacking.MALFORMED;
        } finally {
            room.giveBack(needed);
        }
    }

    /// Reads the window's size from the first byte, RFC 7932 section 9.1.
    ///
    /// @return 10 to 24; 0 for the mark of "large window brotli", which is another format
    private static int windowBits(byte first) {
        if ((first & 1) == 0) {
            return 16;
        }
        int upper = first >> 1 & 7;
        if (upper != 0) {
            return 17 + upper;
        }
        int lower = first >> 4 & 7;
        return switch (lower) {
            case 0 -> 17;
            case 1 -> 0;
            default -> Math.min(LARGEST_WINDOW_BITS, 8 + lower);
        };
    }

    @Override
    public Output output() {
        return output;
    }
}
