package dev.penstock.sink.migrate;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;

/// Plays a cluster of one server before an engine that has no queue of statements and cannot write replicated tables:
/// it leaves `ON CLUSTER` out and makes plain tables. Everything else of a run is as it would be.
public final class ClusterFront implements AutoCloseable {

    private static final Set<String> NOT_PASSED_ON =
            Set.of("connection", "content-length", "transfer-encoding", "host");

    final Queue<String> statements = new ConcurrentLinkedQueue<>();

    private final HttpClient http = HttpClient.newHttpClient();
    private final HttpServer server;
    private final String engine;

    public ClusterFront(String engine) throws IOException {
        this.engine = engine;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", this::pass);
        server.start();
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @Override
    public void close() {
        server.stop(0);
        http.close();
    }

    static String onOneServer(String statement) {
        return statement
                .replaceAll(" ON CLUSTER '[^']*'", "")
                .replaceAll("Replicated(\\w*MergeTree)\\('[^']*', '[^']*'(, )?", "$1(")
                // What it says of itself has to fit.
                .replace("SELECT engine FROM", "SELECT concat('Replicated', engine) FROM");
    }

    private void pass(HttpExchange exchange) throws IOException {
        try (exchange) {
            String statement = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            statements.add(statement);
            HttpRequest.Builder request = HttpRequest.newBuilder(
                            URI.create(engine + exchange.getRequestURI().toASCIIString()))
                    .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofString(onOneServer(statement)));
            exchange.getRequestHeaders().forEach((name, values) -> {
                if (!NOT_PASSED_ON.contains(name.toLowerCase(Locale.ROOT))
                        && !name.equalsIgnoreCase("expect")
                        && !name.equalsIgnoreCase("upgrade")) {
                    values.forEach(value -> request.header(name, value));
                }
            });
            HttpResponse<byte[]> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            answer.headers().map().forEach((String name, List<String> values) -> {
                if (!NOT_PASSED_ON.contains(name)) {
                    exchange.getResponseHeaders().put(name, values);
                }
            });
            exchange.sendResponseHeaders(answer.statusCode(), answer.body().length == 0 ? -1 : answer.body().length);
            if (answer.body().length > 0) {
                exchange.getResponseBody().write(answer.body());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
