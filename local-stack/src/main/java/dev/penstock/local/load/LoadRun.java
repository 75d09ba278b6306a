package dev.penstock.local.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// Load on a server until it is stopped.
///
/// Latencies count from the time a request was scheduled, not from when it could be sent: a server that stalls is
/// not spared the requests that it kept from being sent (no coordinated omission). One thread serves all
/// connections, and wakes at most a millisecond late for a request; it costs some microseconds a request.
///
/// Thread-safe.
public final class LoadRun implements AutoCloseable {

    private static final long CHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long LONGEST_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final int INPUT = 256 * 1024;

    private final Map<String, Lane> lanes = new TreeMap<>();
    private final List<Lane> all;
    private final Selector selector;
    private final ByteBuffer input = ByteBuffer.allocateDirect(INPUT);
    private final AtomicBoolean running = new AtomicBoolean(true);
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final Thread thread;

    private LoadRun(URI server, List<Traffic> traffic, @Nullable SSLContext tls) throws IOException {
        SocketAddress address = new InetSocketAddress(server.getHost(), server.getPort());
        selector = Selector.open();
        long start = System.nanoTime();
        for (Traffic one : traffic) {
            lanes.put(one.name(), new Lane(one, address, selector, tls, start));
        }
        all = List.copyOf(lanes.values());
        thread = Thread.ofPlatform().name("load").daemon(true).start(this::run);
    }

    /// Begins to send.
    ///
    /// @param server scheme, host and port; plain HTTP/1.1
    public static LoadRun start(URI server, List<Traffic> traffic) {
        return start(server, traffic, null);
    }

    /// The same over TLS.
    ///
    /// @param tls which trusts the server; null for plain HTTP
    public static LoadRun start(URI server, List<Traffic> traffic, @Nullable SSLContext tls) {
        try {
            return new LoadRun(server, traffic, tls);
        } catch (IOException e) {
            throw new UncheckedIOException("the load cannot begin", e);
        }
    }

    /// Sends for `time` and returns what came of it, by lane.
    public static Results of(URI server, Duration time, List<Traffic> traffic) throws InterruptedException {
        try (LoadRun run = start(server, traffic)) {
            TimeUnit.NANOSECONDS.sleep(time.toNanos());
            return run.stop();
        }
    }

    /// What a lane's requests came to since the last call.
    public Counted take(String lane) {
        return lane(lane).tally().take();
    }

    /// The same for all lanes.
    public Results take() {
        Map<String, Counted> counted = new TreeMap<>();
        lanes.forEach((name, lane) -> counted.put(name, lane.tally().take()));
        return new Results(counted);
    }

    /// Answers 2xx of a lane since the beginning.
    public long accepted(String lane) {
        return lane(lane).tally().accepted();
    }

    /// Sends nothing more, waits for what is under way as long as its senders would, and returns what came of the
    /// requests since the last [#take()]. The time of the rates is that of the sending.
    public Results stop() throws InterruptedException {
        long stopping = System.nanoTime();
        running.set(false);
        thread.join();
        Throwable failed = failure.get();
        if (failed != null) {
            throw new IllegalStateException("the load generator broke", failed);
        }
        Duration waited = Duration.ofNanos(System.nanoTime() - stopping);
        return take().each(counted -> counted.during(counted.time().minus(waited)));
    }

    /// Numbers of the requests that were answered 202, after [#stop].
    public BitSet acceptedRequests(String lane) {
        if (thread.isAlive()) {
            throw new IllegalStateException("the load has not ended");
        }
        return lane(lane).accepted();
    }

    @Override
    public void close() {
        running.set(false);
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Lane lane(String name) {
        Lane lane = lanes.get(name);
        if (lane == null) {
            throw new IllegalArgumentException("no lane " + name + " among " + lanes.keySet());
        }
        return lane;
    }

    private void run() {
        try (selector) {
            long nextCheck = System.nanoTime();
            while (running.get()) {
                proceed(send());
                nextCheck = giveUp(nextCheck);
            }
            long deadline = System.nanoTime()
                    + all.stream()
                            .map(lane -> lane.traffic().patience())
                            .max(Comparator.naturalOrder())
                            .orElse(Duration.ZERO)
                            .toNanos();
            while (all.stream().anyMatch(Lane::isBusy) && System.nanoTime() < deadline && !Thread.interrupted()) {
                proceed(LONGEST_WAIT_NANOS);
                nextCheck = giveUp(nextCheck);
            }
            all.forEach(Lane::close);
        } catch (IOException | RuntimeException e) {
            failure.set(e);
            all.forEach(Lane::close);
        }
    }

    private long send() throws IOException {
        long wait = LONGEST_WAIT_NANOS;
        for (Lane lane : all) {
            wait = Math.min(wait, lane.send(System.nanoTime()));
        }
        return wait;
    }

    private void proceed(long waitNanos) throws IOException {
        if (waitNanos == 0) {
            selector.selectNow(this::proceed);
        } else {
            selector.select(this::proceed, Math.max(1, TimeUnit.NANOSECONDS.toMillis(waitNanos)));
        }
    }

    private void proceed(SelectionKey key) {
        if (key.attachment() instanceof Connection connection) {
            connection.proceed(input, System.nanoTime());
        }
    }

    private long giveUp(long nextCheck) {
        long now = System.nanoTime();
        if (now - nextCheck < 0) {
            return nextCheck;
        }
        all.forEach(lane -> lane.giveUp(now));
        return now + CHECK_NANOS;
    }
}
