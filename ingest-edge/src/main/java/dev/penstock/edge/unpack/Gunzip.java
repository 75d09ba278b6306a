package dev.penstock.edge.unpack;

import java.util.zip.CRC32;

/// Unpacks gzip. Members one after another are one body, as RFC 1952 says; checksum and length of each are
/// verified.
final class Gunzip implements Unpacker {

    private static final int MAGIC = 0x8B1F;
    private static final int HEADER = 10;
    private static final int TRAILER = 8;

    private static final int HAS_CHECKSUM = 2;
    private static final int HAS_EXTRA = 4;
    private static final int HAS_NAME = 8;
    private static final int HAS_COMMENT = 16;
    private static final int RESERVED = 0xE0;

    private final byte[] packed;
    private final int length;
    private final Output output;
    private final Inflation inflation;

    Gunzip(byte[] packed, int length, int most, Room room) {
        this.packed = packed;
        this.length = length;
        this.output = new Output(length, most, room);
        this.inflation = new Inflation(true, packed, length, output);
    }

    /// Tells by its first bytes whether a body is gzip.
    static boolean begins(byte[] body, int length) {
        return length >= 2 && ((body[0] & 0xFF) | (body[1] & 0xFF) << 8) == MAGIC;
    }

    @Override
    public Unpacking unpack() {
        int at = 0;
        int members = 0;
        do {
            if (members++ == Output.MOST_PARTS) {
                return Unpacking.TOO_MANY_PARTS;
            }
            int data = skipHeader(at);
            if (data < 0) {
                return Unpacking.MALFORMED;
            }
            int start = output.size();
            Unpacking member = inflation.inflate(data);
            if (member != Unpacking.UNPACKED) {
                return member;
            }
            if (!isVerified(inflation.end(), start)) {
                return Unpacking.MALFORMED;
            }
            at = inflation.end() + TRAILER;
        } while (at < length);
        return Unpacking.UNPACKED;
    }

    @Override
    public Output output() {
        return output;
    }

    @Override
    public void close() {
        inflation.close();
    }

    private boolean isVerified(int trailer, int start) {
        int size = output.size() - start;
        CRC32 crc = new CRC32();
        crc.update(output.bytes(), start, size);
        return length - trailer >= TRAILER
                && LittleEndian.intAt(packed, trailer) == (int) crc.getValue()
                && LittleEndian.intAt(packed, trailer + 4) == size;
    }

    private int skipHeader(int from) {
        if (length - from < HEADER || LittleEndian.shortAt(packed, from) != MAGIC || packed[from + 2] != 8) {
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
            at += 2 + LittleEndian.shortAt(packed, at);
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
}
