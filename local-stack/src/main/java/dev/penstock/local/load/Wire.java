package dev.penstock.local.load;

import java.io.IOException;
import java.nio.ByteBuffer;

/// What is between a connection and its socket. Never waits.
///
/// Owned by the thread of its [LoadRun].
interface Wire {

    /// Goes on with whatever has to be agreed on before bytes can be sent.
    ///
    /// @return whether that is done
    boolean agree() throws IOException;

    /// Adds what has come, as far as there is room for it.
    ///
    /// @return how many bytes; 0 when there is no more for now, negative at the end
    int read(ByteBuffer into) throws IOException;

    /// Sends from `bytes` as much as the socket takes.
    ///
    /// @return whether all of it is out
    boolean write(ByteBuffer bytes) throws IOException;

    /// Whether bytes wait for the socket.
    boolean isFull();
}
