package dev.penstock.local.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;

/// TLS as the JDK speaks it.
final class TlsWire implements Wire {

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final SocketChannel channel;
    private final SSLEngine engine;
    // Read into from its position; what has not been unwrapped yet is before it.
    private final ByteBuffer received;
    // Written from its position to its limit.
    private final ByteBuffer sending;
    private boolean ended;

    TlsWire(SocketChannel channel, SSLEngine engine) throws IOException {
        this.channel = channel;
        this.engine = engine;
        int packet = engine.getSession().getPacketBufferSize();
        this.received = ByteBuffer.allocateDirect(2 * packet);
        this.sending = ByteBuffer.allocateDirect(packet).flip();
        engine.setUseClientMode(true);
        engine.beginHandshake();
    }

    @Override
    public boolean agree() throws IOException {
        ByteBuffer none = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
        while (true) {
            HandshakeStatus status = engine.getHandshakeStatus();
            switch (status) {
                case NEED_WRAP -> {
                    if (!flush()) {
                        return false;
                    }
                    wrap(NOTHING);
                }
                case NEED_TASK -> runTasks();
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                    if (!flush() || !unwrapMore(none)) {
                        return false;
                    }
                }
                case FINISHED, NOT_HANDSHAKING -> {
                    return flush();
                }
            }
        }
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        int before = into.position();
        fill();
        while (unwrap(into) && engine.getHandshakeStatus() != HandshakeStatus.NEED_WRAP) {
            runTasks();
        }
        int count = into.position() - before;
        return count == 0 && ended ? -1 : count;
    }

    @Override
    public boolean write(ByteBuffer bytes) throws IOException {
        while (flush()) {
            if (!bytes.hasRemaining()) {
                return true;
            }
            wrap(bytes);
        }
        return false;
    }

    @Override
    public boolean isFull() {
        return sending.hasRemaining();
    }

    /// @return whether nothing is left to send
    private boolean flush() throws IOException {
        if (sending.hasRemaining()) {
            channel.write(sending);
        }
        return !sending.hasRemaining();
    }

    private void wrap(ByteBuffer bytes) throws IOException {
        sending.clear();
        engine.wrap(bytes, sending);
        sending.flip();
        runTasks();
    }

    private boolean unwrapMore(ByteBuffer into) throws IOException {
        if (unwrap(into)) {
            runTasks();
            return true;
        }
        fill();
        if (unwrap(into)) {
            runTasks();
            return true;
        }
        if (ended) {
            throw new IOException("the server ended the handshake");
        }
        return false;
    }

    /// @return whether a record was taken out of what has been received
    private boolean unwrap(ByteBuffer into) throws IOException {
        received.flip();
        SSLEngineResult result = engine.unwrap(received, into);
        received.compact();
        if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
            ended = true;
        }
        return result.getStatus() == SSLEngineResult.Status.OK
                && (result.bytesConsumed() > 0 || result.bytesProduced() > 0);
    }

    private void fill() throws IOException {
        if (!ended && received.hasRemaining() && channel.read(received) < 0) {
            ended = true;
        }
    }

    private void runTasks() {
        Runnable task = engine.getDelegatedTask();
        while (task != null) {
            task.run();
            task = engine.getDelegatedTask();
        }
    }
}
