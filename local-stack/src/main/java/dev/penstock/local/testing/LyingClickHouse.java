package dev.penstock.local.testing;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Stands before a ClickHouse and passes everything on, but for inserts it was told to lie about. Thread-safe.
public final class LyingClickHouse implements AutoCloseable {

    private static final int MOST_LIES = 10_000;

    private static final Duration ANSWER = Duration.ofSeconds(60);

    // Behind the answer, and behind the look that a doubtful answer causes.
    private static final long LATER = Duration.ofMillis(150).toNanos();

    // Told by the client on each hop for itself.
    private static final Set<String> OF_ONE_HOP = Set.of(
            "connection",
            "content-length",
            "expect",
            "host",
            "http2-settings",
            "keep-alive",
            "te",
            "transfer-encoding",
            "upgrade");

    private final ServerSocket server;
    private final URI target;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Set<Socket> open = Collections.newSetFromMap(new ConcurrentHashMap<>());
    private final ConcurrentLinkedDeque<Scene> script = new ConcurrentLinkedDeque<>();

    /// What becomes of the rows of an insert that is lied about.
    public enum Rows {
        NOT_STORED,
        /// Before the answer.
        STORED,
        /// After it, while the client may be sending them again.
        STORED_LATER
    }

    private record Scene(Lie lie, Rows rows) {}

    /// Begins to pass on to the ClickHouse at `target`, as [TestingClickHouse#url] names it.
    public LyingClickHouse(String target) {
        this.target = URI.create(target);
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    /// `http://host:port`.
    public String url() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    /// Lies about the next inserts, after those it was told to lie about before.
    ///
    /// @param times about how many
    public void lie(Lie lie, Rows rows, int times) {
        if (script.size() + times > MOST_LIES) {
            throw new IllegalArgumentException("at most " + MOST_LIES + " lies can wait");
        }
        for (int i = 0; i < times; i++) {
            script.add(new Scene(lie, rows));
        }
    }

    /// How many inserts it will still lie about.
    public int waiting() {
        return script.size();
    }

    /// Forgets the lies that nobody has been told yet.
    public void beHonest() {
        script.clear();
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket client : open) {
                client.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            http.shutdownNow();
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                open.add(client);
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            InputStream in = new BufferedInputStream(client.getInputStream());
            for (Optional<WholeRequest> next = WholeRequest.read(in); next.isPresent(); next = WholeRequest.read(in)) {
                answer(next.get(), client);
            }
        } catch (IOException e) {
            // One side is gone; so is the other.
        } finally {
            open.remove(client);
        }
    }

    private void answer(WholeRequest request, Socket client) throws IOException {
        Scene scene = request.isInsert() ? script.poll() : null;
        if (scene == null) {
            write(pass(request), client.getOutputStream());
            return;
        }
        if (scene.rows() == Rows.STORED) {
            HttpResponse<byte[]> truth = pass(request);
            if (truth.statusCode() != 200) {
                // There is nothing to lie about.
                script.addFirst(scene);
                write(truth, client.getOutputStream());
                return;
            }
        }
        try {
            scene.lie().tell(new FalseAnswer(client, request.rows()));
        } finally {
            if (scene.rows() == Rows.STORED_LATER) {
                LockSupport.parkNanos(LATER);
                pass(request);
            }
        }
    }

    private HttpResponse<byte[]> pass(WholeRequest request) throws IOException {
        HttpRequest.Builder passed = HttpRequest.newBuilder(target.resolve(request.target()))
                .timeout(ANSWER)
                .method(request.method(), HttpRequest.BodyPublishers.ofByteArray(request.body()));
        for (WholeRequest.Header header : request.headers()) {
            if (!ofOneHop(header.name())) {
                passed.header(header.name(), header.value());
            }
        }
        try {
            return http.send(passed.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static void write(HttpResponse<byte[]> answer, OutputStream out) throws IOException {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + answer.statusCode() + " \r\n");
        for (Map.Entry<String, List<String>> header : answer.headers().map().entrySet()) {
            if (!ofOneHop(header.getKey())) {
                header.getValue()
                        .forEach(value -> head.append(header.getKey())
                                .append(": ")
                                .append(value)
                                .append("\r\n"));
            }
        }
        head.append("Content-Length: ").append(answer.body().length).append("\r\n\r\n");
        out.write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
        out.write(answer.body());
        out.flush();
    }

    private static boolean ofOneHop(@Nullable String header) {
        return header == null || OF_ONE_HOP.contains(header.toLowerCase(Locale.ROOT));
    }
}
