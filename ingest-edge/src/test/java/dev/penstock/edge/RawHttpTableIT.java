package dev.penstock.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.local.testing.TestingKafka;
import dev.penstock.model.refusal.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What the edge says to bytes of all kinds: the status, the code, and whether the connection goes on. A proxy
/// before the edge has to read them the same way, so a change here is a change of the interface.
class RawHttpTableIT {

    private static final int TIMEOUT_MILLIS = 20_000;

    private static TestingKafka kafka;
    private static RunningEdge edge;

    @BeforeAll
    static void start() {
        kafka = TestingKafka.start();
        // Where nothing would come for a whole head or body, the test shall not wait long.
        edge = RunningEdge.start(
                kafka,
                Map.of(
                        "penstock.edge.http.read-timeout", "2s",
                        "penstock.edge.http.idle-timeout", "30s",
                        "penstock.edge.http.head-timeout", "2s"));
    }

    @AfterAll
    static void stop() {
        edge.close();
        kafka.close();
    }

    /// One request and what comes of it.
    ///
    /// @param bytes `KEY` stands for a header with a good key
    /// @param code null when events are taken
    /// @param open whether the next request on the same connection is answered
    record Case(
            String name, String bytes, int status, @Nullable Refusal code, boolean open) {

        static Case taken(String name, String bytes) {
            return new Case(name, bytes, 202, null, true);
        }

        static Case refused(String name, String bytes, Refusal refusal) {
            return new Case(name, bytes, refusal.status(), refusal, false);
        }

        static Case refusedAlone(String name, String bytes, Refusal refusal) {
            return new Case(name, bytes, refusal.status(), refusal, true);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> table() {
        String post = "POST /v1/events HTTP/1.1\r\nHost: x\r\nKEY";
        String sized = "Content-Length: 2\r\n\r\n{}";
        String chunked = post + "Transfer-Encoding: chunked\r\n\r\n";
        return Stream.of(
                // What is sound, if seldom.
                Case.taken("a body with its length", post + sized),
                Case.taken("a body in chunks", chunked + "2\r\n{}\r\n0\r\n\r\n"),
                Case.taken("a chunk with an extension", chunked + "2;a=b\r\n{}\r\n0\r\n\r\n"),
                Case.taken("trailers", chunked + "2\r\n{}\r\n0\r\nX-Sum: 1\r\n\r\n"),
                Case.taken("an empty line before the first", "\r\n" + post + sized),
                Case.taken("a folded header", post + "X-Folded: a\r\n b\r\n" + sized),
                Case.taken("an expectation nobody knows", post + "Expect: wonders\r\n" + sized),
                Case.taken(
                        "an offer to speak HTTP/2",
                        post
                                + "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n"
                                + sized),
                Case.taken(
                        "the whole address as the target",
                        "POST http://x/v1/events HTTP/1.1\r\nHost: x\r\nKEY" + sized),
                Case.taken(
                        "an address of IPv6 as the host",
                        "POST /v1/events HTTP/1.1\r\nHost: [::1]:8080\r\nKEY" + sized),
                new Case("HTTP/1.0, which needs no host", "POST /v1/events HTTP/1.0\r\nKEY" + sized, 202, null, false),

                // Which body is it? A proxy may think otherwise.
                Case.refused(
                        "a length and chunks", post + "Transfer-Encoding: chunked\r\n" + sized, Refusal.BAD_REQUEST),
                Case.refused("two lengths", post + "Content-Length: 3\r\n" + sized, Refusal.BAD_REQUEST),
                Case.refused("a list of lengths", post + "Content-Length: 2, 3\r\n\r\n{}", Refusal.BAD_REQUEST),
                Case.refused("a length with a sign", post + "Content-Length: +2\r\n\r\n{}", Refusal.BAD_REQUEST),
                Case.refused("a negative length", post + "Content-Length: -1\r\n\r\n{}", Refusal.BAD_REQUEST),
                Case.refused(
                        "a length beyond all numbers",
                        post + "Content-Length: 99999999999999999999\r\n\r\n{}",
                        Refusal.BAD_REQUEST),
                Case.refused("a length that is no number", post + "Content-Length: two\r\n\r\n{}", Refusal.BAD_REQUEST),
                Case.refused(
                        "chunks of a kind nobody knows",
                        post + "Transfer-Encoding: xchunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
                        Refusal.BAD_REQUEST),
                Case.refused(
                        "chunks twice",
                        post + "Transfer-Encoding: chunked, xchunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
                        Refusal.BAD_REQUEST),
                Case.refused(
                        "packed chunks",
                        post + "Transfer-Encoding: gzip, chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
                        Refusal.BAD_REQUEST),
                Case.refused(
                        "chunks in HTTP/1.0",
                        "POST /v1/events HTTP/1.0\r\nKEYTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
                        Refusal.BAD_REQUEST),
                Case.refused("a chunk of a size that is none", chunked + "zz\r\n{}\r\n0\r\n\r\n", Refusal.BAD_REQUEST),
                Case.refused(
                        "a chunk of a size beyond all numbers",
                        chunked + "fffffffffffffffff\r\n{}\r\n0\r\n\r\n",
                        Refusal.BAD_REQUEST),
                Case.refused("a chunk longer than its size", chunked + "1\r\n{}\r\n0\r\n\r\n", Refusal.BAD_REQUEST),

                // Heads that are none.
                Case.refused("no host", "POST /v1/events HTTP/1.1\r\nKEY" + sized, Refusal.BAD_REQUEST),
                Case.refused(
                        "two hosts",
                        "POST /v1/events HTTP/1.1\r\nHost: a\r\nHost: b\r\nKEY" + sized,
                        Refusal.BAD_REQUEST),
                Case.refused(
                        "a host that is none",
                        "POST /v1/events HTTP/1.1\r\nHost: a b/c\r\nKEY" + sized,
                        Refusal.BAD_REQUEST),
                Case.refused(
                        "a port that is none",
                        "POST /v1/events HTTP/1.1\r\nHost: x:99999999999\r\nKEY" + sized,
                        Refusal.BAD_REQUEST),
                Case.refused("a space before a colon", post + "X-Bad : 1\r\n" + sized, Refusal.BAD_REQUEST),
                Case.refused("a NUL in a header", post + "X-Bad: a\0b\r\n" + sized, Refusal.BAD_REQUEST),
                Case.refused("a header without a name", post + ": 1\r\n" + sized, Refusal.BAD_REQUEST),
                Case.refused(
                        "a bare carriage return in a header", post + "X-Bad: a\rb\r\n" + sized, Refusal.BAD_REQUEST),
                Case.refused(
                        "lines that end without a carriage return",
                        "POST /v1/events HTTP/1.1\nHost: x\nContent-Length: 2\n\n{}",
                        Refusal.BAD_REQUEST),
                Case.refused("no version", "POST /v1/events\r\nHost: x\r\nKEY" + sized, Refusal.BAD_REQUEST),
                Case.refused(
                        "a version of letters",
                        "POST /v1/events HTTP/x.y\r\nHost: x\r\nKEY" + sized,
                        Refusal.BAD_REQUEST),
                Case.refused(
                        "a version of tomorrow",
                        "POST /v1/events HTTP/3.0\r\nHost: x\r\nKEY" + sized,
                        Refusal.HTTP_VERSION_NOT_SUPPORTED),
                Case.refused(
                        "HTTP/2 without asking",
                        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                        Refusal.HTTP_VERSION_NOT_SUPPORTED),
                Case.refused(
                        "another protocol", "\u0016\u0003\u0001\u0002\0\u0001\0\u0001\r\n\r\n", Refusal.BAD_REQUEST),
                Case.refused("garbage", "hello\r\n\r\n", Refusal.BAD_REQUEST),

                // Targets that are none.
                Case.refused(
                        "a broken escape",
                        "POST /v1/events?a=%zz HTTP/1.1\r\nHost: x\r\nKEY" + sized,
                        Refusal.BAD_REQUEST),
                Case.refused(
                        "a target that is no path",
                        "POST v1/events HTTP/1.1\r\nHost: x\r\nKEY" + sized,
                        Refusal.BAD_REQUEST),
                Case.refused("a backslash", "POST /\\ HTTP/1.1\r\nHost: x\r\nKEY" + sized, Refusal.BAD_REQUEST),
                Case.refused(
                        "a control character", "POST /\u0001 HTTP/1.1\r\nHost: x\r\nKEY" + sized, Refusal.BAD_REQUEST),
                Case.refused("an asterisk", "POST * HTTP/1.1\r\nHost: x\r\nKEY" + sized, Refusal.BAD_REQUEST),

                // Too much.
                Case.refused(
                        "a first line of 5 KB",
                        "POST /v1/events?" + "x".repeat(5_000) + " HTTP/1.1\r\nHost: x\r\nKEY" + sized,
                        Refusal.URI_TOO_LONG),
                Case.refused(
                        "a header of 9 KB",
                        post + "X-Long: " + "x".repeat(9_000) + "\r\n" + sized,
                        Refusal.HEADERS_TOO_LARGE),
                Case.refused(
                        "two hundred headers", post + "X-Many: 1\r\n".repeat(200) + sized, Refusal.HEADERS_TOO_LARGE),
                Case.refused(
                        "a body that is announced too large",
                        post + "Content-Length: 9000000\r\n\r\n{",
                        Refusal.BODY_TOO_LARGE),

                // Methods for somebody else.
                Case.refused("TRACE", "TRACE /v1/events HTTP/1.1\r\nHost: x\r\n\r\n", Refusal.METHOD_NOT_ALLOWED),
                Case.refused("CONNECT", "CONNECT x:443 HTTP/1.1\r\nHost: x\r\n\r\n", Refusal.METHOD_NOT_ALLOWED),
                Case.refusedAlone(
                        "a method nobody knows",
                        "BREW /v1/events HTTP/1.1\r\nHost: x\r\n\r\n",
                        Refusal.METHOD_NOT_ALLOWED),
                Case.refusedAlone("a path nobody has", "GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n", Refusal.NOT_FOUND));
    }

    @ParameterizedTest
    @MethodSource("table")
    void bytesAreAnsweredAsTheTableSays(Case line) throws IOException {
        double received = value("penstock_edge_received_requests_total");
        try (Socket socket = open()) {
            send(socket, line.bytes());
            Answer answer = read(socket.getInputStream());

            assertThat(answer.status()).isEqualTo(line.status());
            if (line.code() != null) {
                assertThat(answer.head()).containsIgnoringCase("content-type: application/problem+json");
                assertThat(answer.body()).contains("\"code\":\"" + line.code().code() + "\"");
            }
            assertThat(isOpen(socket)).isEqualTo(line.open());
        }
        assertThat(value("penstock_edge_received_requests_total") - received).isEqualTo(line.open() ? 2 : 1);
    }

    @Test
    void nothingAfterARefusedHeadIsTakenForARequest() throws IOException {
        int before = edge.records().size();
        try (Socket socket = open()) {
            String smuggled = "POST /v1/events HTTP/1.1\r\nHost: x\r\nKEYContent-Length: 2\r\n\r\n{}";
            send(
                    socket,
                    "POST /v1/events HTTP/1.1\r\nHost: x\r\nKEYContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
                            + smuggled);

            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 400 ")
                    .containsOnlyOnce("HTTP/1.1 ");
        }
        assertThat(edge.records()).hasSize(before);
    }

    @Test
    void aClientCannotWriteTheMarkOfADoor() throws IOException {
        try (Socket socket = open()) {
            send(
                    socket,
                    "POST /v1/events HTTP/1.1\r\nHost: x\r\nKEYX-Penstock-Refused: -BAD_REQUEST\r\nContent-Length: 2\r\n\r\n{}");

            assertThat(read(socket.getInputStream()).status()).isEqualTo(202);
        }
    }

    private record Answer(int status, String head, String body) {}

    private static boolean isOpen(Socket socket) throws IOException {
        try {
            send(socket, "GET /livez HTTP/1.1\r\nHost: x\r\n\r\n");
            return read(socket.getInputStream()).status() == 200;
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            return false;
        }
    }

    /// One answer, with its body.
    private static Answer read(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                return new Answer(0, head.toString(), "");
            }
            head.append((char) next);
        }
        String lower = head.toString().toLowerCase(java.util.Locale.ROOT);
        int at = lower.indexOf("content-length: ") + "content-length: ".length();
        int length =
                Integer.parseInt(lower.substring(at, lower.indexOf("\r\n", at)).strip());
        String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        return new Answer(Integer.parseInt(head.substring(9, 12)), head.toString(), body);
    }

    private static double value(String metric) {
        return edge.metrics()
                .lines()
                .filter(line -> line.startsWith(metric + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(metric.length() + 1)))
                .sum();
    }

    private static Socket open() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), edge.port());
        socket.setSoTimeout(TIMEOUT_MILLIS);
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        String bytes = text.replace("KEY", "Authorization: Bearer " + edge.key() + "\r\n");
        socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }
}
