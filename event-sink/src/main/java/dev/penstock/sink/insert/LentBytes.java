package dev.penstock.sink.insert;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.Supplier;

/// A block's bytes, lent to a sender that may still be reading them when nobody waits for it any more. Taken back,
/// they cannot be read: the array they are in has other rows soon, and those must not go out under this block's token.
///
/// Thread-safe.
final class LentBytes {

    private final Supplier<InputStream> source;
    private boolean takenBack;

    LentBytes(Supplier<InputStream> source) {
        this.source = source;
    }

    /// The bytes from the first one, each time it is called.
    InputStream open() {
        InputStream bytes = source.get();
        return new InputStream() {
            @Override
            public int read() throws IOException {
                synchronized (LentBytes.this) {
                    return readable(bytes).read();
                }
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                synchronized (LentBytes.this) {
                    return readable(bytes).read(buffer, offset, length);
                }
            }
        };
    }

    /// When it returns, nobody reads the bytes, now or later.
    synchronized void takeBack() {
        takenBack = true;
    }

    private InputStream readable(InputStream bytes) throws IOException {
        if (takenBack) {
            throw new IOException("the insert was given up");
        }
        return bytes;
    }
}
