package dev.penstock.edge.unpack;

/// Reads the numbers of these formats, all of which begin with their lowest byte.
final class LittleEndian {

    private LittleEndian() {}

    static int shortAt(byte[] bytes, int at) {
        return (bytes[at] & 0xFF) | (bytes[at + 1] & 0xFF) << 8;
    }

    static int intAt(byte[] bytes, int at) {
        return shortAt(bytes, at) | shortAt(bytes, at + 2) << 16;
    }

    static long longAt(byte[] bytes, int at) {
        return (intAt(bytes, at) & 0xFFFF_FFFFL) | (long) intAt(bytes, at + 4) << 32;
    }
}
