package dev.penstock.edge.unpack;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import com.github.luben.zstd.util.Native;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/// Unpacks zstd (RFC 8878). Frames one after another are one body, frames to be skipped are skipped, and checksums
/// are verified where there are any.
///
/// Each frame is walked over before it is unpacked: where it ends and how large a window it wants is then known,
/// and room for the window, which lies in native memory, is asked for before, and given back at the end.
final class Unzstd implements Unpacker {

    private static final int MAGIC = 0xFD2F_B528;
    private static final int SKIPPABLE = 0x184D_2A50;
    private static final int SKIPPABLE_MASK = 0xFFFF_FFF0;

    // 8 MB: RFC 9659 allows no larger one in HTTP.
    private static final int LARGEST_WINDOW_BITS = 23;
    private static final long LARGEST_WINDOW = 1L << LARGEST_WINDOW_BITS;

    private static final int LARGEST_BLOCK = 128 * 1024;
    private static final int NOT_SOUND = -1;
    private static final int LAST_BLOCK = 1;
    private static final int RLE = 1;
    private static final int RESERVED = 3;

    private final byte[] packed;
    private final int length;
    private final Output output;
    private final Room room;
    private long window;
    private long content;

    Unzstd(byte[] packed, int length, int most, Room room) {
        this.packed = packed;
        this.length = length;
        this.output = new Output(length, most, room);
        this.room = room;
    }

    /// Whether the library can be loaded here. Being native, it needs a directory for temporary files from which
    /// code may be executed.
    static boolean isAvailable() {
        try {
            Native.load();
            return Native.isLoaded();
        } catch (UnsatisfiedLinkError | ExceptionInInitializerError e) {
            // Which of the two depends on what is missing; both say that this machine has no zstd.
            return false;
        }
    }

    /// Tells by its first bytes whether a body is zstd.
    static boolean begins(byte[] body, int length) {
        return length >= 4 && LittleEndian.intAt(body, 0) == MAGIC;
    }

    @Override
    public Unpacking unpack() {
        int at = 0;
        int frames = 0;
        do {
            if (frames++ == Output.MOST_PARTS) {
                return Unpacking.TOO_MANY_PARTS;
            }
            if (length - at < 8) {
                return Unpacking.MALFORMED;
            }
            int magic = LittleEndian.intAt(packed, at);
            if ((magic & SKIPPABLE_MASK) == SKIPPABLE) {
                long size = LittleEndian.intAt(packed, at + 4) & 0xFFFF_FFFFL;
                if (size > length - at - 8) {
                    return Unpacking.MALFORMED;
                }
                at += 8 + (int) size;
                continue;
            }
            int end = magic == MAGIC ? endOfFrame(at + 4) : NOT_SOUND;
            if (end == NOT_SOUND) {
                return Unpacking.MALFORMED;
            }
            if (window > LARGEST_WINDOW) {
                return Unpacking.WINDOW_TOO_LARGE;
            }
            if (content > output.left()) {
                return Unpacking.TOO_LARGE;
            }
            Unpacking frame = frame(at, end);
            if (frame != Unpacking.UNPACKED) {
                return frame;
            }
            at = end;
        } while (at < length);
        return Unpacking.UNPACKED;
    }

    private Unpacking frame(int from, int end) {
        // What the library takes: the window, two blocks, and the buffer that its Java side fills.
        long needed = window + 3L * LARGEST_BLOCK;
        if (!room.grow(needed)) {
            return Unpacking.NO_ROOM;
        }
        try (ZstdInputStreamNoFinalizer stream =
                new ZstdInputStreamNoFinalizer(new ByteArrayInputStream(packed, from, end - from))) {
            stream.setLongMax(LARGEST_WINDOW_BITS);
            Unpacking obstacle = output.take(stream);
            return obstacle == null ? Unpacking.UNPACKED : obstacle;
        } catch (IOException e) {
            // The bytes are the sender's: what is wrong with them is an answer, not an error of ours.
            return Unpacking.MALFORMED;
        } finally {
            room.giveBack(needed);
        }
    }

    /// Reads a frame's header, RFC 8878 section 3.1.1.1, into [#window] and [#content], and skips its blocks.
    ///
    /// @return the offset behind the frame, or [#NOT_SOUND]
    private int endOfFrame(int header) {
        int descriptor = packed[header] & 0xFF;
        boolean single = (descriptor & 0x20) != 0;
        boolean reserved = (descriptor & 0x08) != 0;
        boolean checksum = (descriptor & 0x04) != 0;
        boolean dictionary = (descriptor & 0x03) != 0;
        int contentBytes = contentBytes(descriptor >>> 6, single);
        int at = header + 1;
        // The edge has no dictionaries.
        if (reserved || dictionary || length - at < (single ? 0 : 1) + contentBytes) {
            return NOT_SOUND;
        }
        if (!single) {
            int exponent = packed[at] >> 3 & 0x1F;
            int mantissa = packed[at] & 7;
            window = (1L << (10 + exponent)) / 8 * (8 + mantissa);
            at++;
        }
        content = switch (contentBytes) {
            case 1 -> packed[at] & 0xFF;
            case 2 -> LittleEndian.shortAt(packed, at) + 256;
            case 4 -> LittleEndian.intAt(packed, at) & 0xFFFF_FFFFL;
            case 8 -> {
                long size = LittleEndian.longAt(packed, at);
                yield size < 0 ? Long.MAX_VALUE : size;
            }
            default -> 0;
        };
        if (single) {
            window = content;
        }
        return endOfBlocks(at + contentBytes, checksum ? 4 : 0);
    }

    private static int contentBytes(int flag, boolean single) {
        return switch (flag) {
            case 1 -> 2;
            case 2 -> 4;
            case 3 -> 8;
            default -> single ? 1 : 0;
        };
    }

    private int endOfBlocks(int first, int checksum) {
        int at = first;
        while (length - at >= 3) {
            int header = LittleEndian.shortAt(packed, at) | (packed[at + 2] & 0xFF) << 16;
            int type = header >>> 1 & 3;
            int size = header >>> 3;
            if (type == RESERVED || size > LARGEST_BLOCK) {
                return NOT_SOUND;
            }
            long end = at + 3L + (type == RLE ? 1 : size);
            if (end > length) {
                return NOT_SOUND;
            }
            at = (int) end;
            if ((header & LAST_BLOCK) != 0) {
                return length - at < checksum ? NOT_SOUND : at + checksum;
            }
        }
        return NOT_SOUND;
    }

    @Override
    public Output output() {
        return output;
    }
}
