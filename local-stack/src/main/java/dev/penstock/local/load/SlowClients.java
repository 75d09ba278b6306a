package dev.penstock.local.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// Many connections that send a beginning and then a byte now and then, or nothing, and wait to be thrown out.
public final class SlowClients implements AutoCloseable {

    private static final long BYTE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Selector selector;
    private final List<Client> clients = new ArrayList<>();
    private final ConcurrentMap<String, Integer> ends = new ConcurrentHashMap<>();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicBoolean running = new AtomicBoolean(true);
    private final Thread thread;

    private SlowClients(URI server, List<Slowness> kinds, int count) throws IOException {
        selector = Selector.open();
        for (int i = 0; i < count; i++) {
            // One at a time: the queue of connections that nobody has accepted yet is short.
            SocketChannel channel = SocketChannel.open(new InetSocketAddress(server.getHost(), server.getPort()));
            channel.configureBlocking(false);
            Client client = new Client(channel, kinds.get(i % kinds.size()));
            channel.register(selector, SelectionKey.OP_READ, client);
            clients.add(client);
            open.incrementAndGet();
        }
        thread = Thread.ofPlatform().name("slow-clients").daemon(true).start(this::run);
    }

    /// One way to be slow.
    ///
    /// @param name of this kind of slowness
    /// @param beginning sent at once
    /// @param drip sent again and again; 0 for nothing more
    public record Slowness(String name, String beginning, byte drip) {}

    /// Connects them all.
    public static SlowClients connect(URI server, List<Slowness> kinds, int count) {
        try {
            return new SlowClients(server, kinds, count);
        } catch (IOException e) {
            throw new UncheckedIOException("slow clients cannot connect", e);
        }
    }

    /// Waits until the server has closed all of them.
    ///
    /// @return how many are still open after `most`
    public int awaitEnd(Duration most) throws InterruptedException {
        long deadline = System.nanoTime() + most.toNanos();
        while (open.get() > 0 && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
        return open.get();
    }

    /// How many ended how: the kind's name and the status of the answer, `none` without one.
    public Map<String, Integer> ends() {
        return new TreeMap<>(ends);
    }

    @Override
    public void close() {
        running.set(false);
        selector.wakeup();
        try {
            thread.join();
            for (Client client : clients) {
                client.channel.close();
            }
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException("a socket cannot be closed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        ByteBuffer input = ByteBuffer.allocate(8 * 1024);
        try {
            for (Client client : clients) {
                client.write(client.slowness.beginning().getBytes(StandardCharsets.ISO_8859_1));
            }
            long nextByte = System.nanoTime() + BYTE_NANOS;
            while (running.get()) {
                selector.select(key -> read(key, input), 50);
                if (System.nanoTime() - nextByte > 0) {
                    nextByte += BYTE_NANOS;
                    drip();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void drip() {
        for (Client client : clients) {
            if (client.channel.isOpen() && client.slowness.drip() != 0) {
                client.write(client.slowness.drip());
            }
        }
    }

    private void read(SelectionKey key, ByteBuffer input) {
        if (!(key.attachment() instanceof Client client)) {
            return;
        }
        int count;
        try {
            input.clear();
            count = client.channel.read(input);
        } catch (IOException e) {
            count = -1;
        }
        if (count >= 12 && client.status.equals("none")) {
            byte[] status = new byte[3];
            input.get(9, status);
            client.status = new String(status, StandardCharsets.US_ASCII);
        }
        if (count < 0) {
            key.cancel();
            try {
                client.channel.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            ends.merge(client.slowness.name() + " " + client.status, 1, Integer::sum);
            open.decrementAndGet();
        }
    }

    private static final class Client {

        private final SocketChannel channel;
        private final Slowness slowness;
        private String status = "none";

        Client(SocketChannel channel, Slowness slowness) {
            this.channel = channel;
            this.slowness = slowness;
        }

        void write(byte... bytes) {
            try {
                channel.write(ByteBuffer.wrap(bytes));
            } catch (IOException e) {
                // Closed by the server: the next read tells, after what it answered.
            }
        }
    }
}
