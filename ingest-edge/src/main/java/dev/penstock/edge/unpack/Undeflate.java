package dev.penstock.edge.unpack;

/// Unpacks `deflate`: the zlib format that RFC 9110 means by it, with its checksum, or the bare stream that
/// browsers and servers have long sent by the same name.
final class Undeflate implements Unpacker {

    private final int length;
    private final Output output;
    private final Inflation inflation;

    Undeflate(byte[] packed, int length, int most, Room room) {
        this.length = length;
        this.output = new Output(length, most, room);
        this.inflation = new Inflation(!isZlib(packed, length), packed, length, output);
    }

    /// Whether a body has the header of zlib. A bare stream could only begin so with a stored block whose padding
    /// is not zero, which no packer writes.
    private static boolean isZlib(byte[] body, int length) {
        return length >= 2
                && (body[0] & 0x0F) == 8
                && (body[0] & 0xFF) >>> 4 <= 7
                && ((body[0] & 0xFF) << 8 | (body[1] & 0xFF)) % 31 == 0;
    }

    @Override
    public Unpacking unpack() {
        Unpacking unpacking = inflation.inflate(0);
        boolean goesOn = unpacking == Unpacking.UNPACKED && inflation.end() < length;
        return goesOn ? Unpacking.MALFORMED : unpacking;
    }

    @Override
    public Output output() {
        return output;
    }

    @Override
    public void close() {
        inflation.close();
    }
}
