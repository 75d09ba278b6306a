package dev.penstock.edge.decode;

import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/// Unpacks gzip, and stops a bomb while it goes off: the caps are checked as the output grows, not afterwards.
///
/// Members one after another are one body, as RFC 1952 says. Checksum and length of each are verified.
///
/// For one body, on one thread; [#close] frees native memory.
public final class Gunzip implements AutoCloseable {

    private static final int MAGIC = 0x8B1F;
    private static final int HEADER = 10;
    private static final int TRAILER = 8;
    private static final int SMALLEST = 4 * 1024;

    private static final int HAS_CHECKSUM = 2;
    private static final int HAS_EXTRA = 4;
    private static final int HAS_NAME = 8;
    private static final int HAS_COMMENT = 16;
    private static final int RESERVED = 0xE0;

    private final Inflater inflater = new Inflater(true);
    private final byte[] packed;
    private final int length;
    private final int most;
    private final Room room;
    private byte[] output;
    private int size;
    private @Nullable Outcome outcome;

    /// Asked before more memory is taken.
    @FunctionalInterface
    public interface Room {
        /// Whether the output may have `bytes` more.
        boolean grow(int bytes);
    }

    /// What unpacking came to.
    public enum Outcome {
        /// All members unpacked and verified.
        UNPACKED,
        /// Not gzip, cut short, a wrong checksum, or something behind the last member.
        MALFORMED,
        /// More output than the caps allow.
        TOO_LARGE,
        /// [Room] said no.
        NO_ROOM
    }

    /// Takes a body that is still packed.
    ///
    /// @param length bytes of `packed` that count
    /// @param most bytes of output that are allowed
    public Gunzip(byte[] packed, int length, int most, Room room) {
        this.packed = packed;
        this.length = length;
        this.most = most;
        this.room = room;
        this.output = new byte[0];
    }

    /// Tells by its first bytes whether a body is gzip. No JSON begins so.
    public static boolean isGzip(byte[] body, int length) {
        return length >= 2 && ((body[0] & 0xFF) | (body[1] & 0xFF) << 8) == MAGIC;
    }

    /// Unpacks everything. Afterwards [#output] and [#size] are the body.
    public Outcome unpack() {
        int at = 0;
        do {
            at = member(at);
        } while (outcome == null && at < length);
        return outcome == null ? Outcome.UNPACKED : outcome;
    }

    /// The bytes, of which the first [#size] count; not a copy.
    public byte[] output() {
        return output;
    }

    public int size() {
        return size;
    }

    @Override
    public void close() {
        inflater.end();
    }

    /// Unpacks the member at `from` and returns where it ends.
    private int member(int from) {
        int data = skipHeader(from);
        if (data < 0) {
            outcome = Outcome.MALFORMED;
            return length;
        }
        int start = size;
        inflater.reset();
        inflater.setInput(packed, data, length - data);
        try {
            while (!inflater.finished()) {
                if (size == output.length && !grow()) {
                    return length;
                }
                int written = inflater.inflate(output, size, output.length - size);
                size += written;
                if (written == 0 && !inflater.finished() && (inflater.needsInput() || inflater.needsDictionary())) {
                    outcome = Outcome.MALFORMED;
                    return length;
                }
            }
        } catch (DataFormatException e) {
            // The bytes are the sender's: what is wrong with them is an answer, not an error of ours.
            outcome = Outcome.MALFORMED;
            return length;
        }
        int trailer = length - inflater.getRemaining();
        CRC32 crc = new CRC32();
        crc.update(output, start, size - start);
        if (length - trailer < TRAILER
                || littleEndian(trailer) != (int) crc.getValue()
                || littleEndian(trailer + 4) != size - start) {
            outcome = Outcome.MALFORMED;
            return length;
        }
        return trailer + TRAILER;
    }

    private boolean grow() {
        if (size >= most) {
            // One byte more would be too much, but perhaps there is none.
            if (probeFindsMore()) {
                outcome = Outcome.TOO_LARGE;
                return false;
            }
            return outcome == null;
        }
        int capacity = (int) Math.min(most, Math.max(SMALLEST, Math.max(2L * output.length, 2L * length)));
        if (!room.grow(capacity - output.length)) {
            outcome = Outcome.NO_ROOM;
            return false;
        }
        output = Arrays.copyOf(output, capacity);
        return true;
    }

    private boolean probeFindsMore() {
        byte[] one = new byte[1];
        try {
            if (inflater.inflate(one, 0, 1) > 0) {
                return true;
            }
            if (!inflater.finished()) {
                outcome = Outcome.MALFORMED;
            }
            return false;
        } catch (DataFormatException e) {
            outcome = Outcome.MALFORMED;
            return false;
        }
    }

    private int skipHeader(int from) {
        if (length - from < HEADER
                || ((packed[from] & 0xFF) | (packed[from + 1] & 0xFF) << 8) != MAGIC
                || packed[from + 2] != 8) {
            return -1;
        }
        int flags = packed[from + 3];
        if ((flags & RESERVED) != 0) {
            return -1;
        }
        int at = from + HEADER;
        if ((flags & HAS_EXTRA) != 0) {
            if (length - at < 2) {
                return -1;
            }
            at += 2 + ((packed[at] & 0xFF) | (packed[at + 1] & 0xFF) << 8);
        }
        if ((flags & HAS_NAME) != 0) {
            at = skipText(at);
        }
        if ((flags & HAS_COMMENT) != 0) {
            at = skipText(at);
        }
        if ((flags & HAS_CHECKSUM) != 0) {
            at += 2;
        }
        return at > length ? -1 : at;
    }

    private int skipText(int from) {
        int at = from;
        while (at < length && packed[at] != 0) {
            at++;
        }
        return at + 1;
    }

    private int littleEndian(int at) {
        return (packed[at] & 0xFF)
                | (packed[at + 1] & 0xFF) << 8
                | (packed[at + 2] & 0xFF) << 16
                | (packed[at + 3] & 0xFF) << 24;
    }
}
