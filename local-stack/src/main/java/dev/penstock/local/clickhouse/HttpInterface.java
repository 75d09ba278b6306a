package dev.penstock.local.clickhouse;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// ClickHouse's HTTP interface over the engine, on 127.0.0.1 only.
///
/// The JDK's own server: its blocking streams are the back-pressure, reading from an aborted upload throws, and a
/// handler that throws breaks the connection, which is how ClickHouse ends an answer that failed half-way. Platform
/// threads, because the engine runs on its caller's stack and a virtual thread inside native code holds a core.
final class HttpInterface {

    // ClickHouse's own threads have 8 MB; a JVM's 1 MB is too little for deep queries.
    private static final long STACK = 8 * 1024 * 1024;
    private static final int WAITING_CONNECTIONS = 512;
    // After a failed upload the rest is read, so that the client sees the answer and not a reset; up to this much.
    private static final long DRAIN = 256L * 1024 * 1024;

    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "DELETE");

    private final HttpServer server;
    private final ThreadPoolExecutor threads;
    private final Engine engine;
    private final Sessions sessions;
    private final StatementRunner runner;
    private final @Nullable Faults faults;

    HttpInterface(int port, Engine engine, int concurrency, boolean withFaults) throws IOException, QueryFailed {
        this.engine = engine;
        this.sessions = new Sessions(engine);
        this.faults = withFaults ? new Faults() : null;
        this.runner = new StatementRunner(engine, sessions, concurrency);
        this.threads = new ThreadPoolExecutor(
                0,
                4 * concurrency + 16,
                30,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                task -> new Thread(null, task, "request", STACK));
        this.server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), WAITING_CONNECTIONS);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
    }

    void start() {
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    /// Refuses new requests, lets those under way finish within `patience`, and stops the engine when they did.
    void stop(Duration patience) {
        server.stop((int) patience.toSeconds());
        threads.shutdown();
        sessions.end();
        engine.stop();
    }

    /// The JDK's server tells nobody what a handler throws: it only breaks the connection.
    private void answer(HttpExchange exchange) throws IOException {
        try {
            route(exchange);
        } catch (InjectedFault | Upload.Aborted e) {
            throw e;
        } catch (IOException e) {
            if (sent(exchange)) {
                throw e; // most likely the client that went away
            }
            failed(exchange, e);
        } catch (RuntimeException | Error e) {
            if (sent(exchange)) {
                report(e);
                throw e;
            }
            failed(exchange, e);
        }
    }

    /// A mistake of this server, or an upload that cannot be unpacked: said where a developer looks, and in the
    /// answer.
    private void failed(HttpExchange exchange, Throwable cause) throws IOException {
        report(cause);
        QueryFailed failure = QueryFailed.of(QueryFailed.LOGICAL_ERROR, "LOGICAL_ERROR", cause.toString());
        exchange.getResponseHeaders().set("X-ClickHouse-Exception-Code", String.valueOf(failure.code()));
        String text = failure.text() + " (version " + runner.version() + ")\n";
        send(exchange, failure.status(), "text/plain; charset=UTF-8", text);
    }

    private static boolean sent(HttpExchange exchange) {
        return exchange.getResponseCode() >= 0;
    }

    // One call, so that the lines of two requests do not mix.
    private static void report(Throwable cause) {
        StringWriter trace = new StringWriter();
        cause.printStackTrace(new PrintWriter(trace));
        System.err.print("A request could not be answered: " + trace);
    }

    private void route(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        if (!fromThisMachine(exchange)) {
            send(exchange, 403, "text/plain; charset=UTF-8", "A page of another site must not use this server.\n");
            return;
        }
        if (!METHODS.contains(exchange.getRequestMethod())) {
            send(exchange, 405, "text/plain; charset=UTF-8", "Use GET, HEAD or POST.\n");
            return;
        }
        switch (path) {
            case "/ping", "/replicas_status" -> send(exchange, 200, "text/html; charset=UTF-8", "Ok.\n");
            case "/play" -> send(exchange, 200, "text/html; charset=UTF-8", PlayPage.HTML);
            case "/_fault" -> fault(exchange);
            case "/" -> statement(exchange);
            default ->
                send(
                        exchange,
                        404,
                        "text/plain; charset=UTF-8",
                        "There is no handle " + path
                                + "\n\nUse / or /ping for health checks.\nOr /play for a page to run queries on.\n");
        }
    }

    private void statement(HttpExchange exchange) throws IOException {
        Request request = new Request(exchange);
        boolean get = request.readOnly();
        if (get && request.parameter("query").isEmpty()) {
            send(exchange, 200, "text/html; charset=UTF-8", "Ok.\n");
            return;
        }
        Response response = new Response(exchange, request, false);
        try {
            Request.Text text = request.text();
            Optional<Faults.Fault> fault = faults == null
                    ? Optional.empty()
                    : faults.take(new String(text.sql(), StandardCharsets.ISO_8859_1));
            Faults.Kind kind = fault.map(Faults.Fault::kind).orElse(null);
            if (kind == Faults.Kind.DROP_BEFORE) {
                throw new InjectedFault("dropped before");
            }
            if (kind == Faults.Kind.TRUNCATE) {
                response = new Response(exchange, request, true);
            }
            if (kind == Faults.Kind.ERROR) {
                finish(
                        exchange,
                        response,
                        QueryFailed.of(
                                fault.get().code(),
                                "INJECTED_FAULT",
                                fault.get().message()));
                return;
            }
            if (kind == Faults.Kind.SLEEP) {
                Thread.sleep(fault.get().millis());
            }
            runner.run(request, text, response, kind == Faults.Kind.DROP_AFTER_APPLY);
            response.finish();
            drain(exchange);
            exchange.close();
        } catch (QueryFailed e) {
            if (response.started()) {
                // The client has half an answer: only a broken connection tells it so.
                System.err.println(
                        "A statement failed in mid-answer with code " + e.code() + ", and its connection was broken");
                throw new IOException("failed in mid-answer: " + e.text(), e);
            }
            finish(exchange, response, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("stopped while it slept", e);
        }
    }

    private void finish(HttpExchange exchange, Response response, QueryFailed failure) throws IOException {
        drain(exchange);
        response.fail(failure, runner.version());
        exchange.close();
    }

    private void fault(HttpExchange exchange) throws IOException {
        if (faults == null) {
            send(exchange, 404, "text/plain; charset=UTF-8", "Faults are off; start with --faults.\n");
            return;
        }
        if (exchange.getRequestMethod().equals("DELETE")) {
            faults.clear();
            send(exchange, 200, "text/plain; charset=UTF-8", "Ok.\n");
            return;
        }
        Map<String, String> fields = Request.fields(exchange.getRequestURI().getRawQuery());
        try {
            faults.add(Faults.Fault.of(fields));
            send(exchange, 200, "text/plain; charset=UTF-8", "Ok.\n");
        } catch (IllegalArgumentException e) {
            send(exchange, 400, "text/plain; charset=UTF-8", e.getMessage() + "\n");
        }
    }

    /// A browser sends Origin with what another site's page asks of it; a page that made its own name point here
    /// has that name in Host.
    private static boolean fromThisMachine(HttpExchange exchange) {
        String host = exchange.getRequestHeaders().getFirst("Host");
        String origin = exchange.getRequestHeaders().getFirst("Origin");
        return (host == null || local(host)) && (origin == null || local(origin.replaceFirst("^https?://", "")));
    }

    private static boolean local(String hostAndPort) {
        String host = hostAndPort.replaceFirst(":\\d*$", "");
        return host.equals("127.0.0.1") || host.equals("localhost") || host.equals("[::1]");
    }

    private static void drain(HttpExchange exchange) throws IOException {
        InputStream body = exchange.getRequestBody();
        byte[] waste = new byte[64 * 1024];
        long left = DRAIN;
        int read;
        while (left > 0 && (read = body.read(waste)) >= 0) {
            left -= read;
        }
    }

    private static void send(HttpExchange exchange, int status, String type, String text) throws IOException {
        drain(exchange);
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(status, -1);
        } else {
            exchange.sendResponseHeaders(status, body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        }
        exchange.close();
    }
}
