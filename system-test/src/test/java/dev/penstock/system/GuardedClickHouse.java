package dev.penstock.system;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.penstock.local.testing.TestingClickHouse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/// ClickHouse as others have it: over TLS, nobody let in whom no administrator has made, and that user with the
/// grants of his roles alone.
///
/// The engine at hand keeps neither users nor roles, and speaks no TLS: a front of it asks for the password,
/// and what the statements grant is brought to its one user as a `users.xml`.
final class GuardedClickHouse implements AutoCloseable {

    private static final Pattern GRANT = Pattern.compile("GRANT (.* ON .*) TO (\\w+);");
    private static final Pattern USER =
            Pattern.compile("CREATE USER (\\w+) IDENTIFIED BY '([^']*)' DEFAULT ROLE (\\w+(?:, \\w+)*)");
    // What a client may say of the connection is said anew.
    private static final Set<String> OF_THE_CONNECTION = Set.of(
            "authorization",
            "connection",
            "content-length",
            "expect",
            "host",
            "http2-settings",
            "transfer-encoding",
            "upgrade",
            "x-clickhouse-key",
            "x-clickhouse-user");

    private final Path folder;
    private final TestingClickHouse engine;
    private final HttpsServer front;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<String> statements = new ArrayList<>();

    private volatile String user = "";
    private volatile String password = "";

    GuardedClickHouse(Path folder, OwnCertificate certificate) throws IOException, GeneralSecurityException {
        this.folder = Files.createDirectories(folder);
        Files.writeString(folder.resolve("config.xml"), "<clickhouse></clickhouse>");
        this.engine = TestingClickHouse.startWith(folder.resolve("config.xml"));
        this.front = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        front.setHttpsConfigurator(new HttpsConfigurator(context(certificate)));
        front.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        front.createContext("/", this::answer);
        front.start();
    }

    private static SSLContext context(OwnCertificate certificate) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream bytes = Files.newInputStream(certificate.store())) {
            store.load(bytes, OwnCertificate.PASSWORD.toCharArray());
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, OwnCertificate.PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    String url() {
        return "https://localhost:" + front.getAddress().getPort();
    }

    /// What an administrator gives to `clickhouse-client`. Grants come into force with the user who has the
    /// role: the engine reads them when it starts.
    void administer(String script) throws IOException {
        statements.add(script);
        Matcher found = USER.matcher(script);
        if (!found.find()) {
            return;
        }
        user = found.group(1);
        password = found.group(2);
        grant(Set.of(found.group(3).split(", ", -1)));
    }

    /// All that an administrator was asked to run.
    List<String> statements() {
        return List.copyOf(statements);
    }

    private void grant(Set<String> roles) throws IOException {
        // The front of the engine says USE where a server's HTTP interface does not.
        StringBuilder grants = new StringBuilder("<query>GRANT SHOW DATABASES ON *.*</query>");
        Matcher found = GRANT.matcher(String.join("\n", statements));
        while (found.find()) {
            if (roles.contains(found.group(2))) {
                grants.append("<query>GRANT ").append(found.group(1)).append("</query>");
            }
        }
        EngineUser.write(folder.resolve("config.xml"), grants.toString());
        engine.restart();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            if (!isKnown(exchange)) {
                byte[] refusal = "Code: 516. DB::Exception: Authentication failed. (AUTHENTICATION_FAILED)\n"
                        .getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("X-ClickHouse-Exception-Code", "516");
                exchange.sendResponseHeaders(403, refusal.length);
                exchange.getResponseBody().write(refusal);
                return;
            }
            HttpRequest.Builder request = HttpRequest.newBuilder(
                            URI.create(engine.url() + exchange.getRequestURI().toString()))
                    .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body));
            exchange.getRequestHeaders().forEach((name, values) -> {
                if (!OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
                    values.forEach(value -> request.header(name, value));
                }
            });
            HttpResponse<InputStream> response = http.send(request.build(), BodyHandlers.ofInputStream());
            response.headers().map().forEach((name, values) -> {
                if (!OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
                    exchange.getResponseHeaders().put(name, values);
                }
            });
            // 0: as long as it will be.
            exchange.sendResponseHeaders(response.statusCode(), 0);
            try (InputStream from = response.body();
                    OutputStream to = exchange.getResponseBody()) {
                from.transferTo(to);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isKnown(HttpExchange exchange) {
        if (user.isEmpty()) {
            return false;
        }
        String basic =
                "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        return basic.equals(exchange.getRequestHeaders().getFirst("Authorization"))
                || (user.equals(exchange.getRequestHeaders().getFirst("X-ClickHouse-User"))
                        && password.equals(exchange.getRequestHeaders().getFirst("X-ClickHouse-Key")));
    }

    @Override
    public void close() {
        front.stop(0);
        http.close();
        engine.close();
    }
}
