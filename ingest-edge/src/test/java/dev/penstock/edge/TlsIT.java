package dev.penstock.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.local.testing.TestingKafka;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/// TLS and HTTP/2 spoken by the edge itself, for those who have nothing before it.
@ExtendWith(OutputCaptureExtension.class)
class TlsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String PASSWORD = "changeit";

    private static final int HEADERS = 1;
    private static final int RESET = 3;
    private static final int SETTINGS = 4;
    private static final int GO_AWAY = 7;

    @TempDir
    private static Path directory;

    private static TestingKafka kafka;
    private static RunningEdge edge;

    @BeforeAll
    static void start() throws Exception {
        kafka = TestingKafka.start();
        certify("first");
        edge = RunningEdge.startUnready(
                kafka,
                Map.of(
                        "spring.ssl.bundle.jks.edge.reload-on-update", "true",
                        "spring.ssl.bundle.jks.edge.keystore.location",
                                keystore().toUri().toString(),
                        "spring.ssl.bundle.jks.edge.keystore.password", PASSWORD,
                        "spring.ssl.bundle.jks.edge.keystore.type", "PKCS12",
                        "spring.ssl.bundle.watch.file.quiet-period", "300ms",
                        "server.ssl.bundle", "edge",
                        "server.http2.enabled", "true",
                        "penstock.edge.http.head-timeout", "2s"));
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> edge.management("/actuator/health/readiness").statusCode() == 200);
    }

    @AfterAll
    static void stop() {
        edge.close();
        kafka.close();
    }

    @Test
    void eventsAreTakenOverBothVersions() throws Exception {
        for (Version version : List.of(Version.HTTP_1_1, Version.HTTP_2)) {
            try (HttpClient client = client(version)) {
                HttpResponse<String> answer = answer(client, "{\"over\":\"" + version + "\"}");

                assertThat(answer.statusCode()).isEqualTo(202);
                assertThat(answer.version()).isEqualTo(version);
            }
        }
        assertThat(payloads()).contains("{\"over\":\"HTTP_1_1\"}", "{\"over\":\"HTTP_2\"}");
    }

    @Test
    void aNewCertificateIsServedWithoutARestartAndNothingIsLost() throws Exception {
        List<String> sent = new ArrayList<>();
        try (HttpClient client = client(Version.HTTP_2)) {
            send(client, sent, 50);
            String before = served();

            String metricBefore = expiry();
            certify("second");
            Awaitility.await().atMost(PATIENCE).until(() -> !served().equals(before));

            assertThat(served()).contains("CN=second");
            // What an alert watches over is the certificate that is served.
            assertThat(seconds(metricBefore)).isBetween(1.0, 2 * 86_400.0);
            Awaitility.await().atMost(PATIENCE).until(() -> !labels(expiry()).equals(labels(metricBefore)));
            assertThat(seconds(expiry())).isBetween(86_400.0, 2 * 86_400.0);
            // The connection of before goes on, and a new one is as good.
            send(client, sent, 50);
        }
        try (HttpClient client = client(Version.HTTP_1_1)) {
            send(client, sent, 10);
        }
        assertThat(payloads()).containsAll(sent);
    }

    @Test
    void oldVersionsOfTlsAreNotSpoken() throws Exception {
        assertThatThrownBy(() -> handshake("TLSv1.1")).isInstanceOf(IOException.class);
        assertThat(handshake("TLSv1.2")).isEqualTo("TLSv1.2");
        assertThat(handshake("TLSv1.3")).isEqualTo("TLSv1.3");
    }

    @Test
    void clearTextGetsNoAnswerAndLeavesNoKeyInTheLog(CapturedOutput output) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), edge.port())) {
            socket.setSoTimeout(15_000);
            String request = "GET /livez HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + edge.key() + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));

            // A TLS alert, and the end.
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
                    .doesNotContain("HTTP/");
        }
        String hex = HexFormat.of().formatHex(edge.key().getBytes(StandardCharsets.US_ASCII));
        assertThat(output.getAll()).doesNotContain(edge.key(), hex);
    }

    @Test
    void headsAreJudgedInsideTlsToo() throws Exception {
        try (SSLSocket socket = tls("http/1.1")) {
            write(socket, "POST /v1/events HTTP/1.1\r\nHost: a\r\nHost: b\r\nContent-Length: 0\r\n\r\n");
            assertThat(all(socket)).startsWith("HTTP/1.1 400 ").contains("\"code\":\"bad_request\"");
        }
        try (SSLSocket socket = tls("http/1.1")) {
            write(socket, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
            assertThat(all(socket)).startsWith("HTTP/1.1 505 ");
        }
        try (HttpClient client = client(Version.HTTP_2)) {
            HttpRequest.Builder many =
                    HttpRequest.newBuilder(address("/v1/events")).POST(BodyPublishers.ofString("{}"));
            for (int i = 0; i < 80; i++) {
                many.header("X-Many-" + i, "1");
            }
            HttpResponse<String> answer = client.send(many.build(), BodyHandlers.ofString());

            assertThat(answer.statusCode()).isEqualTo(431);
            assertThat(answer.body()).contains("\"code\":\"headers_too_large\"");
            // The connection goes on for its other streams.
            assertThat(answer(client, "{}").statusCode()).isEqualTo(202);
        }
    }

    @Test
    void aHeadThatDripsInsideTlsIsClosed() throws Exception {
        double before = closed("head_timeout");
        try (SSLSocket socket = tls("http/1.1")) {
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 100; i++) {
                            write(socket, i == 0 ? "P" : "O");
                            TimeUnit.MILLISECONDS.sleep(200);
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
        assertThat(closed("head_timeout")).isGreaterThan(before);
    }

    @Test
    void aFloodOfResetsEndsItsConnectionAndNoOther() throws Exception {
        try (HttpClient other = client(Version.HTTP_2);
                SSLSocket socket = tls("h2")) {
            assertThat(answer(other, "{}").statusCode()).isEqualTo(202);
            OutputStream out = socket.getOutputStream();
            out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            out.write(frame(SETTINGS, 0, 0, new byte[0]));
            CompletableFuture<Boolean> told = CompletableFuture.supplyAsync(() -> saysGoAway(socket));
            byte[] head = getLivez();
            try {
                for (int stream = 1; stream < 200_000; stream += 2) {
                    out.write(frame(HEADERS, 0x5, stream, head));
                    out.write(frame(RESET, 0, stream, new byte[] {0, 0, 0, 8}));
                }
            } catch (IOException closed) {
                // As it should be.
            }

            assertThat(told.get(20, TimeUnit.SECONDS)).isTrue();
            assertThat(answer(other, "{}").statusCode()).isEqualTo(202);
        }
    }

    @Test
    void aConnectionSaysHowManyStreamsAndHeadersItTakes() throws Exception {
        try (SSLSocket socket = tls("h2")) {
            socket.getOutputStream().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(frame(SETTINGS, 0, 0, new byte[0]));
            ByteBuffer settings = ByteBuffer.wrap(frameOf(socket.getInputStream(), SETTINGS));
            List<String> said = new ArrayList<>();
            while (settings.hasRemaining()) {
                said.add(settings.getShort() + "=" + settings.getInt());
            }

            assertThat(said).contains("3=100", "6=8192");
        }
    }

    private static boolean saysGoAway(SSLSocket socket) {
        try {
            frameOf(socket.getInputStream(), GO_AWAY);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /// The payload of the next frame of a type.
    private static byte[] frameOf(InputStream in, int type) throws IOException {
        while (true) {
            byte[] head = in.readNBytes(9);
            if (head.length < 9) {
                throw new IOException("the connection ended without a frame of type " + type);
            }
            int length = (head[0] & 0xff) << 16 | (head[1] & 0xff) << 8 | (head[2] & 0xff);
            byte[] payload = in.readNBytes(length);
            if (head[3] == type) {
                return payload;
            }
        }
    }

    private static byte[] frame(int type, int flags, int stream, byte[] payload) {
        return ByteBuffer.allocate(9 + payload.length)
                .put((byte) (payload.length >> 16))
                .putShort((short) payload.length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    /// `GET https /livez`, each field a literal of HPACK, authority `x`.
    private static byte[] getLivez() {
        ByteBuffer head = ByteBuffer.allocate(64);
        head.put((byte) 0x82).put((byte) 0x87);
        head.put((byte) 0x04).put((byte) 6).put("/livez".getBytes(StandardCharsets.US_ASCII));
        head.put((byte) 0x01).put((byte) 1).put((byte) 'x');
        byte[] bytes = new byte[head.position()];
        head.flip().get(bytes);
        return bytes;
    }

    /// The answer, once Kafka has found the time to give one: a busy machine may be slow, and 503 says to send again.
    private static HttpResponse<String> answer(HttpClient client, String body) {
        return Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> client.send(post(body), BodyHandlers.ofString()), given -> given.statusCode() != 503);
    }

    private static void send(HttpClient client, List<String> sent, int count) throws Exception {
        for (int i = 0; i < count; i++) {
            String body = "{\"rotation\":" + sent.size() + "}";
            assertThat(answer(client, body).statusCode()).isEqualTo(202);
            sent.add(body);
        }
    }

    private static List<String> payloads() {
        return edge.events().stream()
                .map(event -> new String(event.payload().toByteArray(), StandardCharsets.UTF_8))
                .toList();
    }

    private static double closed(String cause) {
        String line = "penstock_edge_closed_connections_total{cause=\"" + cause + "\"} ";
        return edge.metrics()
                .lines()
                .filter(text -> text.startsWith(line))
                .mapToDouble(text -> Double.parseDouble(text.substring(line.length())))
                .sum();
    }

    private static HttpRequest post(String body) {
        return HttpRequest.newBuilder(address("/v1/events"))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + edge.key())
                .POST(BodyPublishers.ofString(body))
                .build();
    }

    private static URI address(String path) {
        return URI.create("https://127.0.0.1:" + edge.port() + path);
    }

    private static Path keystore() {
        return directory.resolve("edge.p12");
    }

    /// Puts a new self-signed certificate in the place of the one of before, as a tool that renews them does.
    private static void certify(String name) throws Exception {
        Path made = directory.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "edge",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=ip:127.0.0.1,dns:localhost",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        made.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve(name + ".log").toFile())
                .start();
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(keytool.exitValue()).isZero();
        Files.move(made, keystore(), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        assertThat(KeyStore.getInstance(keystore().toFile(), PASSWORD.toCharArray())
                        .size())
                .isEqualTo(1);
    }

    private static String served() throws Exception {
        try (SSLSocket socket = tls("http/1.1")) {
            return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                    .getSubjectX500Principal()
                    .getName();
        }
    }

    /// The one line of the metric about the certificate of the edge.
    private static String expiry() throws Exception {
        List<String> lines = edge.management("/actuator/prometheus")
                .body()
                .lines()
                .filter(line -> line.startsWith("ssl_chain_expiry_seconds{") && line.contains("bundle=\"edge\""))
                .toList();
        assertThat(lines).hasSize(1);
        return lines.getFirst();
    }

    private static String labels(String sample) {
        return sample.substring(0, sample.indexOf('}'));
    }

    private static double seconds(String sample) {
        return Double.parseDouble(sample.substring(sample.lastIndexOf(' ') + 1));
    }

    private static String handshake(String version) throws Exception {
        try (SSLSocket socket = socket()) {
            socket.setEnabledProtocols(new String[] {version});
            socket.startHandshake();
            return socket.getSession().getProtocol();
        }
    }

    private static SSLSocket tls(String protocol) throws Exception {
        SSLSocket socket = socket();
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {protocol});
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        assertThat(socket.getApplicationProtocol()).isEqualTo(protocol);
        return socket;
    }

    private static SSLSocket socket() throws Exception {
        SSLSocket socket =
                (SSLSocket) trusting().getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), edge.port());
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static void write(SSLSocket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    private static String all(SSLSocket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static HttpClient client(Version version) throws GeneralSecurityException {
        return HttpClient.newBuilder().version(version).sslContext(trusting()).build();
    }

    /// Believes every certificate: which one is served is what the test asks.
    private static SSLContext trusting() throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Credulous()}, new SecureRandom());
        return context;
    }

    private static final class Credulous implements X509TrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
