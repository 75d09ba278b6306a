package dev.penstock.local.clickhouse;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serial;

/// The body of a request as it comes from the network.
///
/// Stays open until the exchange ends: whoever unpacks or joins it closes it at its end, and the JDK's server takes
/// a closed body for a broken connection when the rest is drained before the answer.
final class Upload extends FilterInputStream {

    Upload(InputStream body) {
        super(body);
    }

    @Override
    public int read() throws IOException {
        try {
            return in.read();
        } catch (IOException e) {
            throw new Aborted(e);
        }
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        try {
            return in.read(bytes, offset, length);
        } catch (IOException e) {
            throw new Aborted(e);
        }
    }

    @Override
    public void close() {
        // The exchange closes it.
    }

    /// The client went away in the middle: nobody is there to be answered.
    static final class Aborted extends IOException {

        @Serial
        private static final long serialVersionUID = 1L;

        Aborted(IOException cause) {
            super("the upload ended before its end", cause);
        }
    }
}
