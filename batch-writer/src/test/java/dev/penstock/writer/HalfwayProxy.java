package dev.penstock.writer;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Stands before ClickHouse and passes everything on, until it is told to stop in the middle of an insert's body.
final class HalfwayProxy implements AutoCloseable {

    // Behind the head of a request and the first rows, before the end of a batch of hundreds.
    private static final int HALFWAY = 20_000;

    private final ServerSocket server;
    private final URI target;
    private final ConcurrentHashMap<Socket, Boolean> open = new ConcurrentHashMap<>();
    private final AtomicReference<@Nullable Runnable> armed = new AtomicReference<>();

    HalfwayProxy(URI target) {
        this.target = target;
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    String url() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    /// Calls `halfway` once some of the next insert's rows were passed on, and cuts the connection then.
    void arm(Runnable halfway) {
        armed.set(halfway);
    }

    @Override
    public void close() {
        quietly(server::close);
        open.keySet().forEach(socket -> quietly(socket::close));
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Thread.ofVirtual().start(() -> connect(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void connect(Socket client) {
        try {
            Socket behind = new Socket(target.getHost(), target.getPort());
            open.put(client, true);
            open.put(behind, true);
            Thread.ofVirtual().start(() -> pass(client, behind, true));
            Thread.ofVirtual().start(() -> pass(behind, client, false));
        } catch (IOException e) {
            // ClickHouse is away; whoever asks is told by the end of the connection.
            quietly(client::close);
        }
    }

    private void pass(Socket from, Socket to, boolean requests) {
        byte[] bytes = new byte[4_096];
        long sinceInsert = -1;
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                out.write(bytes, 0, read);
                out.flush();
                if (requests) {
                    String text = new String(bytes, 0, read, StandardCharsets.ISO_8859_1);
                    // Each request has its own head; rows have none.
                    sinceInsert = text.contains("POST /") ? (text.contains("INSERT") ? 0 : -1) : sinceInsert;
                    sinceInsert += sinceInsert < 0 ? 0 : read;
                    Runnable halfway = sinceInsert > HALFWAY ? armed.getAndSet(null) : null;
                    if (halfway != null) {
                        halfway.run();
                        return;
                    }
                }
            }
        } catch (IOException e) {
            // The other side is gone; so is this one.
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    private static void quietly(Closing closing) {
        try {
            closing.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Closing {

        void close() throws IOException;
    }
}
