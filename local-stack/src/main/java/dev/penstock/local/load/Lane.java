package dev.penstock.local.load;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// One group of senders: when their requests are due, and the connections that carry them.
///
/// Owned by the thread of its [LoadRun], the tally apart.
final class Lane {

    // A server that is away shall not be asked ten thousand times a second.
    private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    // Neither shall sending keep the answers waiting, nor the opening of a thousand connections the requests.
    private static final int SENT_AT_ONCE = 64;
    private static final int CONNECTING_AT_ONCE = 32;

    private final Traffic traffic;
    private final SocketAddress server;
    private final Selector selector;
    private final @Nullable SSLContext tls;
    private final Tally tally = new Tally();
    private final BitSet accepted = new BitSet();
    private final Set<Connection> connections = new LinkedHashSet<>();
    // The last one first: as few connections are busy as the load needs.
    private final Deque<Connection> idle = new ArrayDeque<>();
    // Under overload each refusal may end a connection: to have a megabyte from the system for each next one costs more
    // than to send it. Never more than there were connections at once.
    private final Deque<ByteBuffer> spareBuffers = new ArrayDeque<>();
    private final double nanosPerRequest;

    private final long start;
    private long next;
    private int connecting;
    private long restsUntil;

    /// @param tls what to speak TLS with; null for plain HTTP
    Lane(Traffic traffic, SocketAddress server, Selector selector, @Nullable SSLContext tls, long start) {
        this.traffic = traffic;
        this.server = server;
        this.selector = selector;
        this.tls = tls;
        this.start = start;
        this.restsUntil = start;
        this.nanosPerRequest = traffic.isOpen() ? TimeUnit.SECONDS.toNanos(1) / traffic.rate() : 0;
    }

    Traffic traffic() {
        return traffic;
    }

    Wire wire(SocketChannel channel) throws IOException {
        return tls == null ? new PlainWire(channel) : new TlsWire(channel, tls.createSSLEngine());
    }

    Tally tally() {
        return tally;
    }

    /// Numbers of the requests that were answered 202. To be read when the run has ended.
    BitSet accepted() {
        return accepted;
    }

    /// Sends what is due.
    ///
    /// @return nanoseconds until there may be something to send again; large when only an answer can change that
    long send(long now) throws IOException {
        giveUpUnsent(now);
        int sent = 0;
        while (isDue(now) && sent < SENT_AT_ONCE) {
            Connection free = idle.pollLast();
            if (free == null) {
                open(now);
                return traffic.isOpen() ? TimeUnit.MILLISECONDS.toNanos(1) : Long.MAX_VALUE;
            }
            long scheduled = traffic.isOpen() ? scheduled(next) : now;
            free.send(next, scheduled, now);
            next++;
            sent++;
        }
        return traffic.isOpen() ? Math.max(0, scheduled(next) - now) : 0;
    }

    /// Closes the connections whose request takes too long.
    void giveUp(long now) {
        for (Connection connection : List.copyOf(connections)) {
            if (connection.isBusy()
                    && now - connection.sentAt() > traffic.patience().toNanos()) {
                tally.unanswered();
                connection.abandon();
            }
        }
    }

    boolean isBusy() {
        return connections.stream().anyMatch(Connection::isBusy);
    }

    /// Ends everything; what is still under way is not answered any more.
    void close() {
        for (Connection connection : new ArrayList<>(connections)) {
            if (connection.isBusy()) {
                tally.unanswered();
            }
            connection.abandon();
        }
    }

    void connected(Connection connection) {
        connecting--;
        idle.addLast(connection);
    }

    void connectFailed(Connection connection, long now) {
        connecting--;
        restsUntil = now + REST_NANOS;
        connections.remove(connection);
    }

    void answered(Connection connection, long number, AnswerReader answer, long nanos) {
        tally.answered(answer.status(), nanos, answer.hasRetryAfter());
        if (answer.status() == 202) {
            accepted.set(Math.toIntExact(number));
        }
    }

    void free(Connection connection) {
        idle.addLast(connection);
    }

    /// @param buffer which it had its requests in, if it sent any
    void gone(Connection connection, @Nullable ByteBuffer buffer) {
        connections.remove(connection);
        idle.remove(connection);
        if (buffer != null) {
            spareBuffers.addLast(buffer);
        }
    }

    /// One of a connection that is gone, null when there is none.
    @Nullable
    ByteBuffer spareBuffer() {
        return spareBuffers.pollLast();
    }

    private void open(long now) throws IOException {
        long wanted = traffic.isOpen() ? (long) ((now - start) / nanosPerRequest) - next + 1 : traffic.connections();
        while (connections.size() < traffic.connections()
                && connecting < Math.min(wanted, CONNECTING_AT_ONCE)
                && now - restsUntil >= 0) {
            connecting++;
            Connection connection = new Connection(this, selector);
            connections.add(connection);
            connection.open(server, now);
        }
    }

    private void giveUpUnsent(long now) {
        if (traffic.isOpen()) {
            long late = now - traffic.patience().toNanos() - start;
            long first = (long) Math.ceil(late / nanosPerRequest);
            if (first > next) {
                tally.unsent(first - next);
                next = first;
            }
        }
    }

    private boolean isDue(long now) {
        return !traffic.isOpen() || scheduled(next) - now <= 0;
    }

    private long scheduled(long number) {
        return start + (long) (number * nanosPerRequest);
    }
}
