package dev.penstock.local.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/// One connection of a lane, with at most one request under way.
///
/// Owned by the thread of its [LoadRun].
final class Connection {

    private final Lane lane;
    private final AnswerReader reader = new AnswerReader();
    private final SocketChannel channel;
    private final SelectionKey key;

    private final Wire wire;

    private @Nullable ByteBuffer request;
    private boolean agreed;
    private long number;
    private long scheduled;
    private long sentAt;
    private boolean busy;
    private boolean answered;

    Connection(Lane lane, Selector selector) throws IOException {
        this.lane = lane;
        this.channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        this.key = channel.register(selector, 0, this);
        this.wire = lane.wire(channel);
    }

    void open(SocketAddress server, long now) {
        try {
            if (channel.connect(server)) {
                opened();
            } else {
                key.interestOps(SelectionKey.OP_CONNECT);
            }
        } catch (IOException e) {
            close();
            lane.connectFailed(this, now);
        }
    }

    boolean isBusy() {
        return busy && !answered;
    }

    long sentAt() {
        return sentAt;
    }

    void send(long number, long scheduled, long now) {
        this.number = number;
        this.scheduled = scheduled;
        this.sentAt = now;
        busy = true;
        answered = false;
        request = lane.traffic().requests().bytes(number, request == null ? lane.spareBuffer() : request);
        write();
    }

    /// Goes on after the selector has told of it.
    ///
    /// @param input a buffer that all connections share; nothing is left in it
    void proceed(ByteBuffer input, long now) {
        if (key.isValid() && key.isConnectable()) {
            connect(now);
        }
        if (!agreed) {
            agree(now);
            return;
        }
        if (key.isValid() && key.isReadable()) {
            read(input, now);
        }
        if (key.isValid() && key.isWritable()) {
            write();
        }
    }

    /// Closes it whatever it does.
    void abandon() {
        close();
        lane.gone(this, request);
        request = null;
    }

    private void connect(long now) {
        try {
            channel.finishConnect();
            opened();
        } catch (IOException e) {
            close();
            lane.connectFailed(this, now);
        }
    }

    private void opened() throws IOException {
        agreed = wire.agree();
        key.interestOps(wire.isFull() ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
        if (agreed) {
            lane.connected(this);
        }
    }

    private void agree(long now) {
        if (!key.isValid() || !channel.isConnected()) {
            return;
        }
        try {
            opened();
        } catch (IOException e) {
            close();
            lane.connectFailed(this, now);
        }
    }

    private void write() {
        ByteBuffer sending = request;
        if (sending == null) {
            return;
        }
        boolean out;
        try {
            out = wire.write(sending);
        } catch (IOException e) {
            // The server may have answered before it closed: what has arrived is read first, and its end after it.
            sending.position(sending.limit());
            out = true;
        }
        if (!out) {
            key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
        } else {
            key.interestOps(SelectionKey.OP_READ);
            finish();
        }
    }

    private void read(ByteBuffer input, long now) {
        input.clear();
        int count;
        try {
            count = wire.read(input);
        } catch (IOException e) {
            count = -1;
        }
        if (count < 0) {
            ended();
            return;
        }
        input.flip();
        while (input.hasRemaining() && channel.isOpen()) {
            if (!isBusy()) {
                // Nobody asked: the server says why it closes.
                abandon();
            } else if (reader.read(input)) {
                complete(now);
            }
        }
    }

    private void complete(long now) {
        answered = true;
        lane.answered(this, number, reader, now - scheduled);
        boolean closes = reader.closes();
        reader.reset();
        if (closes) {
            abandon();
        } else {
            finish();
        }
    }

    /// Is free again when the answer is here and the request is out, whichever comes last.
    private void finish() {
        ByteBuffer sent = request;
        if (busy && answered && sent != null && !sent.hasRemaining()) {
            busy = false;
            lane.free(this);
        }
    }

    private void ended() {
        if (isBusy()) {
            lane.tally().broken();
        }
        abandon();
    }

    private void close() {
        busy = false;
        key.cancel();
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("a socket cannot be closed", e);
        }
    }
}
