package dev.penstock.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.penstock.local.testing.TestingKafka;
import dev.penstock.model.event.Event;
import dev.penstock.model.event.SourceAddress;
import dev.penstock.model.key.IngestionKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.management.JMException;
import javax.management.ObjectName;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/// Clients that no HTTP library would be: slow, silent, lying, too many.
@ExtendWith(OutputCaptureExtension.class)
class RawHttpIT {

    private static TestingKafka kafka;
    private static RunningEdge edge;

    @BeforeAll
    static void start() {
        kafka = TestingKafka.start();
        edge = RunningEdge.start(
                kafka,
                Map.of(
                        "penstock.edge.http.idle-timeout", "2s",
                        "penstock.edge.http.read-timeout", "1s",
                        "penstock.edge.http.request-timeout", "3s",
                        "penstock.edge.http.connections", "40",
                        "penstock.edge.trusted-proxies", "2"));
    }

    @AfterAll
    static void stop() {
        edge.close();
        kafka.close();
    }

    @Test
    void aBodyThatStopsComingIs408() throws IOException {
        try (Socket socket = open()) {
            send(socket, head("Content-Length: 100") + "{\"a\":");

            assertThat(answer(socket)).startsWith("HTTP/1.1 408 ").contains("\"code\":\"body_timeout\"");
        }
    }

    @Test
    void aBodyThatDripsForEverIs408() throws Exception {
        try (Socket socket = open()) {
            send(socket, head("Content-Length: 1000"));
            long start = System.nanoTime();
            // Until it is told to stop: no pause is as long as the read timeout, so only the other one can end it.
            while (socket.getInputStream().available() == 0
                    && System.nanoTime() - start < TimeUnit.SECONDS.toNanos(30)) {
                sendIfOpen(socket, " ");
                TimeUnit.MILLISECONDS.sleep(100);
            }

            assertThat(answer(socket)).startsWith("HTTP/1.1 408 ");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
        }
    }

    @Test
    void aSilentConnectionAndAHalfHeadAreClosed() throws IOException {
        try (Socket silent = open();
                Socket half = open()) {
            send(half, "POST /v1/events HTTP/1.1\r\nHost: x\r\nAutho");

            assertThat(answer(silent)).isEmpty();
            assertThat(answer(half)).isEmpty();
        }
    }

    @Test
    void anAnnouncedBodyThatIsTooLargeIsRefusedBeforeItComes() throws IOException {
        try (Socket socket = open()) {
            send(socket, head("Content-Length: 999999999"));

            assertThat(answer(socket)).startsWith("HTTP/1.1 413 ").containsIgnoringCase("connection: close");
        }
    }

    /// Closed at once, the connection would be reset, and the answer lost with what the client had not read yet.
    @Test
    void whoIsStillSendingReadsWhyHeIsRefused() throws IOException {
        byte[] piece = new byte[64 * 1024];
        for (int round = 0; round < 10; round++) {
            try (Socket socket = open()) {
                send(socket, head("Content-Length: " + 128 * piece.length));
                for (int i = 0; i < 128; i++) {
                    socket.getOutputStream().write(piece);
                }

                assertThat(socket.getInputStream().readNBytes(12))
                        .asString(StandardCharsets.US_ASCII)
                        .isEqualTo("HTTP/1.1 413");
            }
        }
    }

    /// Each left a timer of half a minute behind, and everything the timer knew.
    @Test
    void refusedRequestsLeaveNothingBehind() throws IOException {
        String refused = "POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}";
        long before = operations();
        for (int i = 0; i < 20; i++) {
            try (Socket socket = open()) {
                String last = refused.replace("Host: x", "Host: x\r\nConnection: close");
                send(socket, refused.repeat(49) + last);
                assertThat(answer(socket).split("HTTP/1.1 4", -1)).hasSize(51);
            }
        }

        assertThat(operations() - before).isLessThan(200);
    }

    /// Requests the server has not let go of, as the garbage collector sees it.
    private static long operations() throws IOException {
        try {
            String histogram = (String) ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "gcClassHistogram",
                            new Object[] {new String[0]},
                            new String[] {String[].class.getName()});
            return histogram
                    .lines()
                    .map(String::strip)
                    .filter(line -> line.contains("reactor.netty.http.server.HttpServerOperations"))
                    .mapToLong(line -> Long.parseLong(
                            line.substring(line.indexOf(':') + 1).strip().replaceFirst(" .*", "")))
                    .sum();
        } catch (JMException e) {
            throw new IOException("no class histogram", e);
        }
    }

    /// For ever nobody is listened to.
    @Test
    void whoNeverStopsSendingIsDisconnected() throws IOException {
        byte[] piece = new byte[64 * 1024];
        try (Socket socket = open()) {
            send(socket, head("Content-Length: 9999999999"));
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 64 * 1024; i++) {
                            socket.getOutputStream().write(piece);
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void aWrongKeyIsRefusedBeforeTheBodyComes() throws IOException {
        try (Socket socket = open()) {
            send(
                    socket,
                    "POST /v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer x\r\nContent-Length: 1000000\r\n\r\n");

            assertThat(answer(socket)).startsWith("HTTP/1.1 401 ").containsIgnoringCase("www-authenticate: bearer");
        }
    }

    @Test
    void aRefusalOfASmallRequestKeepsTheConnection() throws IOException {
        String refused =
                "POST /v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer x\r\nContent-Length: 9\r\n\r\n{\"a\":\"b\"}";
        try (Socket socket = open()) {
            send(socket, refused + refused + head("Content-Length: 2\r\nConnection: close") + "{}");

            assertThat(answer(socket).split("HTTP/1.1 ", -1)).satisfies(answers -> {
                assertThat(answers).hasSize(4);
                assertThat(answers[1]).startsWith("401 ").doesNotContainIgnoringCase("connection: close");
                assertThat(answers[2]).startsWith("401 ");
                assertThat(answers[3]).startsWith("202 ");
            });
        }
        try (Socket socket = open()) {
            send(socket, refused.substring(0, refused.length() - 4));
            send(socket, refused.substring(refused.length() - 4));
            send(socket, head("Content-Length: 2\r\nConnection: close") + "{}");

            assertThat(answer(socket)).startsWith("HTTP/1.1 401 ").contains("HTTP/1.1 202 ");
        }
    }

    @Test
    void whoExpectsToContinueIsToldNoInsteadOfYes() throws IOException {
        try (Socket socket = open()) {
            send(socket, head("Content-Length: 999999999\r\nExpect: 100-continue"));

            assertThat(answer(socket)).startsWith("HTTP/1.1 413 ");
        }
        try (Socket socket = open()) {
            send(socket, head("Content-Length: 2\r\nExpect: 100-continue\r\nConnection: close"));
            send(socket, "{}");

            assertThat(answer(socket)).startsWith("HTTP/1.1 100 ").contains("HTTP/1.1 202 ");
        }
    }

    @Test
    void whoWaitedToContinueAndIsRefusedStartsAgain() throws IOException {
        try (Socket socket = open()) {
            send(socket, head("Content-Length: 9\r\nExpect: 100-continue").replace(edge.key(), "x"));

            // Whether the nine bytes come now or the next request, nobody can tell.
            assertThat(answer(socket)).startsWith("HTTP/1.1 401 ").containsIgnoringCase("connection: close");
        }
    }

    @Test
    void whoDoesNotReadAnswersIsDisconnected() throws IOException {
        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(4096);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), edge.port()));
            // Short lines, each of which gets a sentence in the answer: more than the buffers between us take.
            String body = "1\n".repeat(10_000);
            for (int i = 0; i < 8; i++) {
                sendIfOpen(socket, head("Content-Length: " + body.length()) + body);
            }

            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> edge.metrics().contains("penstock_edge_connections 0.0"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v0/events?name=x&token=%zz",
                "/v0/events?token=%C3%28&name=%ff",
                "/v0/events?%",
                "/v1/events?ids=%E0%80",
                "/v1/events/%00",
                "/v1/events;a=b",
                "/v1//events",
                "/v1/events/../events",
                "//v1/events",
                "/\\",
                "*",
            })
    void noTargetBreaksTheEdge(String target) throws IOException {
        try (Socket socket = open()) {
            send(socket, "POST " + target + " HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}");

            assertThat(answer(socket)).startsWith("HTTP/1.1 4");
        }
    }

    /// Good, unknown, cut off and mistyped keys, wherever a client may put one.
    @Test
    void evenTheMostVerboseLogHasNoKey(CapturedOutput output) throws IOException {
        Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        Level before = root.getLevel();
        String unknown = IngestionKey.generate("test", new SecureRandom()).reveal();
        List<String> keys = List.of(
                edge.key(),
                unknown,
                unknown.substring(0, unknown.length() - 3),
                unknown.substring(0, unknown.length() - 1) + "-",
                "x" + unknown);
        root.setLevel(Level.TRACE);
        try {
            for (String key : keys) {
                for (String target :
                        List.of("/v0/events?name=x&token=%s%%zz", "/v0/events?token=%s", "/nothing?token=%s")) {
                    refused(target.formatted(key), "X-Nothing: to see");
                }
                refused("/v1/events", "Authorization: Bearer " + key);
                refused("/v1/events", "X-Penstock-Key: " + key);
            }
        } finally {
            root.setLevel(before);
        }

        assertThat(output.getAll()).contains("\"level\":\"TRACE\"");
        for (String key : keys) {
            // The secret without its ends, which some of them share or lack.
            assertThat(output.getAll()).doesNotContain(key.substring(key.length() - 30, key.length() - 5));
        }
    }

    private static void refused(String target, String header) throws IOException {
        try (Socket socket = open()) {
            send(
                    socket,
                    "POST " + target + " HTTP/1.1\r\nHost: x\r\n" + header
                            + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            assertThat(answer(socket)).startsWith("HTTP/1.1 4").doesNotContain("pk_");
        }
    }

    @Test
    void requestsThatCouldBeReadTwoWaysAreRefused() throws IOException {
        try (Socket socket = open()) {
            send(socket, head("Transfer-Encoding: chunked, xchunked") + "2\r\n{}\r\n0\r\n\r\n");
            assertThat(answer(socket)).startsWith("HTTP/1.1 400 ");
        }
        try (Socket socket = open()) {
            send(socket, head("Transfer-Encoding: chunked\r\nContent-Length: 2") + "2\r\n{}\r\n0\r\n\r\n");
            assertThat(answer(socket)).startsWith("HTTP/1.1 400 ");
        }
        try (Socket socket = open()) {
            send(socket, head("X-Long: " + "x".repeat(9_000) + "\r\nContent-Length: 2") + "{}");
            assertThat(answer(socket)).startsWith("HTTP/1.1 431 ");
        }
        try (Socket socket = open()) {
            send(socket, "POST /v1/events?" + "x".repeat(5_000) + " HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(answer(socket)).startsWith("HTTP/1.1 414 ");
        }
    }

    @Test
    void aBodyInOneByteChunksIsTheSameBody() throws IOException {
        try (Socket socket = open()) {
            StringBuilder chunks = new StringBuilder();
            for (char c : "{\"chunked\":true}".toCharArray()) {
                chunks.append("1\r\n").append(c).append("\r\n");
            }
            send(socket, head("Transfer-Encoding: chunked\r\nConnection: close") + chunks + "0\r\n\r\n");

            assertThat(answer(socket)).startsWith("HTTP/1.1 202 ");
            assertThat(edge.events()).anyMatch(event -> payload(event).equals("{\"chunked\":true}"));
        }
    }

    @Test
    void onlyTheAddressOurProxiesWroteIsBelieved() throws IOException {
        try (Socket socket = open()) {
            String body = "{\"forwarded\":true}";
            send(
                    socket,
                    head(
                                    "X-Forwarded-For: 6.6.6.6\r\nX-Forwarded-For: 203.0.113.9, 10.0.0.2\r\nForwarded: for=7.7.7.7\r\n"
                                            + "Connection: close\r\nContent-Length: " + body.length())
                            + body);
            assertThat(answer(socket)).startsWith("HTTP/1.1 202 ");
        }
        assertThat(edge.events())
                .filteredOn(event -> payload(event).equals("{\"forwarded\":true}"))
                .extracting(Event::source)
                .containsExactly(SourceAddress.of(InetAddress.ofLiteral("203.0.113.9")));
    }

    @Test
    void oneConnectionTooManyIsClosedAndRoomComesBack() throws IOException {
        Socket[] sockets = new Socket[60];
        for (int i = 0; i < sockets.length; i++) {
            sockets[i] = open();
        }
        try {
            assertThat(answer(sockets[59])).isEmpty();
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
        Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            try (Socket socket = open()) {
                send(socket, "GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
                assertThat(answer(socket)).startsWith("HTTP/1.1 200 ");
            }
        });
    }

    private static Socket open() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), edge.port());
        socket.setSoTimeout(30_000);
        return socket;
    }

    private static String head(String headers) {
        return "POST /v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + edge.key() + "\r\n" + headers
                + "\r\n\r\n";
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    /// For clients that go on sending while the edge may have closed the connection already.
    private static void sendIfOpen(Socket socket, String text) {
        try {
            send(socket, text);
        } catch (IOException e) {
            // It has.
        }
    }

    /// Everything the edge says until it closes the connection. A reset is a close too: the kernel sends it when
    /// something was still on its way to the edge.
    private static String answer(Socket socket) throws IOException {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        byte[] some = new byte[8192];
        try {
            for (int read = socket.getInputStream().read(some);
                    read >= 0;
                    read = socket.getInputStream().read(some)) {
                said.write(some, 0, read);
            }
        } catch (SocketException e) {
            // Closed with a reset. An edge that closes nothing is a SocketTimeoutException, which is none of these.
        }
        return said.toString(StandardCharsets.UTF_8);
    }

    private static String payload(Event event) {
        return new String(event.payload().toByteArray(), StandardCharsets.UTF_8);
    }
}
