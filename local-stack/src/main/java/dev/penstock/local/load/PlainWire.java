package dev.penstock.local.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/// Nothing in between.
record PlainWire(SocketChannel channel) implements Wire {

    @Override
    public boolean agree() {
        return true;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        return channel.read(into);
    }

    @Override
    public boolean write(ByteBuffer bytes) throws IOException {
        channel.write(bytes);
        return !bytes.hasRemaining();
    }

    @Override
    public boolean isFull() {
        return false;
    }
}
