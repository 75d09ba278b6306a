package dev.penstock.edge.unpack;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// Inflates deflate streams, which gzip and `deflate` have in common, into an [Output].
final class Inflation implements AutoCloseable {

    private final Inflater inflater;
    private final byte[] packed;
    private final int length;
    private final Output output;
    private int end;

    /// Takes a body.
    ///
    /// @param raw whether the stream has neither header nor checksum of zlib
    Inflation(boolean raw, byte[] packed, int length, Output output) {
        this.inflater = new Inflater(raw);
        this.packed = packed;
        this.length = length;
        this.output = output;
    }

    /// Inflates the stream at `from`, to its end, which is [#end] then.
    Unpacking inflate(int from) {
        inflater.reset();
        inflater.setInput(packed, from, length - from);
        try {
            while (!inflater.finished()) {
                if (output.isComplete()) {
                    return atTheCap();
                }
                if (output.isFull() && !output.grow()) {
                    return Unpacking.NO_ROOM;
                }
                int written = inflater.inflate(output.bytes(), output.size(), output.free());
                output.wrote(written);
                if (written == 0 && isStuck()) {
                    return Unpacking.MALFORMED;
                }
            }
        } catch (DataFormatException e) {
            // The bytes are the sender's: what is wrong with them is an answer, not an error of ours.
            return Unpacking.MALFORMED;
        }
        return ended();
    }

    /// Offset behind the stream that was inflated.
    int end() {
        return end;
    }

    @Override
    public void close() {
        inflater.end();
    }

    /// One byte more would be too much, but perhaps there is none.
    private Unpacking atTheCap() throws DataFormatException {
        byte[] one = new byte[1];
        while (!inflater.finished()) {
            if (inflater.inflate(one, 0, 1) > 0) {
                return Unpacking.TOO_LARGE;
            }
            if (isStuck()) {
                return Unpacking.MALFORMED;
            }
        }
        return ended();
    }

    private boolean isStuck() {
        return !inflater.finished() && (inflater.needsInput() || inflater.needsDictionary());
    }

    private Unpacking ended() {
        end = length - inflater.getRemaining();
        return Unpacking.UNPACKED;
    }
}
