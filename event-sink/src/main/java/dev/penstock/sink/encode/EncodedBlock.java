package dev.penstock.sink.encode;

import dev.penstock.sink.block.InsertToken;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/// A block as bytes, and the token that stands for exactly these bytes.
///
/// Views the array of the encoder that made it: valid until that encoder encodes the next block.
public final class EncodedBlock {

    private final byte[] array;
    private final int length;
    private final InsertToken token;

    EncodedBlock(byte[] array, int length, InsertToken token) {
        this.array = array;
        this.length = length;
        this.token = token;
    }

    public int length() {
        return length;
    }

    public InsertToken token() {
        return token;
    }

    /// The bytes, from the first one each time it is called.
    public InputStream open() {
        return new ByteArrayInputStream(array, 0, length);
    }

    /// Writes the same bytes each time it is called.
    public void writeTo(OutputStream out) throws IOException {
        out.write(array, 0, length);
    }
}
