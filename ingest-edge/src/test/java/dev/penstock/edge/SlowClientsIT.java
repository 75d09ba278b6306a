package dev.penstock.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.local.testing.TestingKafka;
import dev.penstock.model.organization.OrgId;
import dev.penstock.model.organization.Organization;
import dev.penstock.model.organization.OrganizationState;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Clients that take their time, and clients that do not wait for theirs.
class SlowClientsIT {

    private static final OrgId QUIET = new OrgId("quiet");
    private static final boolean FULL = Boolean.getBoolean("penstock.full");
    private static final int CROWD = FULL ? 1_000 : 200;
    private static final Duration SIEGE = FULL ? Duration.ofSeconds(60) : Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private TestingKafka kafka;

    @BeforeEach
    void start() {
        kafka = TestingKafka.start();
    }

    @AfterEach
    void stop() {
        kafka.close();
    }

    @Test
    void aCrowdOfSlowClientsHurtsNobodyAndIsGoneInTime() throws Exception {
        try (RunningEdge edge = RunningEdge.start(kafka, impatient());
                Crowd crowd = new Crowd(edge)) {
            // Of another organization: its own bodies may not have room beside a crowd's.
            edge.write(new Organization(QUIET, "Quiet", OrganizationState.ACTIVE, Instant.EPOCH));
            String key = edge.newKeyOf(QUIET).reveal();
            Awaitility.await().atMost(PATIENCE).until(() -> post(edge, key).statusCode() != 401);
            Duration quiet = slowest(edge, key, 100);
            crowd.besiege();
            CompletableFuture<Void> dripping = CompletableFuture.runAsync(crowd::drip);
            Duration besieged = Duration.ZERO;
            long end = System.nanoTime() + SIEGE.toNanos();
            while (System.nanoTime() < end) {
                besieged = max(besieged, slowest(edge, key, 20));
            }
            crowd.relent();
            dripping.get(60, TimeUnit.SECONDS);

            System.out.printf("slowest of 100 alone %s, slowest within the siege %s%n", quiet, besieged);
            assertThat(besieged).isLessThan(Duration.ofSeconds(5));
            // Idle, head, body, body that drips, answer: each has its bound, and none is longer than 4 s here.
            Awaitility.await().atMost(PATIENCE).until(() -> connections(edge) <= 2);
            assertThat(new Scrape(edge.metrics()).sum("penstock_edge_closed_connections_total", "head_timeout"))
                    .isGreaterThanOrEqualTo(CROWD / Crowd.KINDS - 1);
            assertThat(new Scrape(edge.metrics()).sum("penstock_edge_closed_connections_total", "answer_not_read"))
                    .isGreaterThanOrEqualTo(1);
        }
    }

    @Test
    void aHeadThatDripsIsClosedThoughItNeverPauses() throws Exception {
        try (RunningEdge edge = RunningEdge.start(kafka, impatient());
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), edge.port())) {
            long start = System.nanoTime();
            String head = "POST /v1/events HTTP/1.1\r\nHost: " + "x".repeat(1_000);
            int sent = 0;
            try {
                while (sent < head.length()) {
                    socket.getOutputStream().write(head.charAt(sent++));
                    TimeUnit.MILLISECONDS.sleep(200);
                }
            } catch (IOException closed) {
                // As it should be.
            }

            assertThat(sent).isLessThan(head.length());
            // More than the deadline of 2 s, and far less than the 200 s of all of it.
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(1_900), Duration.ofSeconds(20));
        }
    }

    @Test
    void anAddressHasItsShareOfConnections() throws Exception {
        Map<String, String> few = Map.of("penstock.edge.http.connections-per-address", "10");
        List<Socket> sockets = new ArrayList<>();
        try (RunningEdge edge = RunningEdge.start(kafka, few)) {
            for (int i = 0; i < 30; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), edge.port());
                socket.setSoTimeout(20_000);
                sockets.add(socket);
            }

            assertThat(sockets.getLast().getInputStream().read()).isEqualTo(-1);
            assertThat(new Scrape(edge.metrics()).sum("penstock_edge_closed_connections_total", "too_many_of_address"))
                    .isGreaterThanOrEqualTo(19);
            // Another address is not meant.
            try (Socket other = new Socket()) {
                other.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.2"), 0));
                other.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), edge.port()));
                other.setSoTimeout(20_000);
                other.getOutputStream().write("GET /livez HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                assertThat(new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                        .startsWith("HTTP/1.0 200 ");
            }
            for (Socket socket : sockets) {
                socket.close();
            }
            Awaitility.await().atMost(PATIENCE).until(() -> edge.get("/livez").statusCode() == 200);
        }
    }

    @Test
    void manyPipelinedRequestsAreAnsweredInTheirOrder() throws Exception {
        // Each waits for Kafka before the next begins.
        int requests = FULL ? 10_000 : 2_000;
        Map<String, String> endless = Map.of("server.netty.max-keep-alive-requests", "100000");
        try (RunningEdge edge = RunningEdge.start(kafka, endless)) {
            long before = usedHeap();

            List<Integer> answered = pipelined(edge, requests, true);

            assertThat(answered).hasSize(requests).isSorted();
            assertThat(edge.records()).hasSize(requests);
            assertThat(usedHeap() - before).isLessThan(100_000_000);
        }
    }

    @Test
    void aConnectionEndsAfterAThousandRequests() throws Exception {
        try (RunningEdge edge = RunningEdge.start(kafka, Map.of())) {
            assertThat(pipelined(edge, 1_000, false)).hasSize(1_000).isSorted();
            assertThat(pipelined(edge, 1_500, false))
                    .hasSizeLessThanOrEqualTo(1_000)
                    .isSorted();
        }
    }

    /// Sends requests without waiting, and reads the ids of the answers, in their order.
    private static List<Integer> pipelined(RunningEdge edge, int requests, boolean saysClose) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), edge.port())) {
            socket.setSoTimeout(30_000);
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
                try {
                    for (int i = 0; i < requests; i++) {
                        String close = saysClose && i == requests - 1 ? "Connection: close\r\n" : "";
                        String request = "POST /v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + edge.key()
                                + "\r\nX-Request-Id: " + i + "\r\n" + close + "Content-Length: 2\r\n\r\n{}";
                        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
                    }
                } catch (IOException closed) {
                    // The edge may close before all is sent: what was answered tells.
                }
            });
            List<Integer> ids = new ArrayList<>();
            try (BufferedReader answers =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
                for (String line = answers.readLine(); line != null; line = answers.readLine()) {
                    if (line.startsWith("X-Request-Id: ")) {
                        ids.add(Integer.parseInt(line.substring("X-Request-Id: ".length())));
                    }
                }
            } catch (SocketException reset) {
                // Closed with requests of ours unread.
            }
            sending.get(60, TimeUnit.SECONDS);
            return ids;
        }
    }

    private static Map<String, String> impatient() {
        return Map.of(
                "penstock.edge.http.idle-timeout", "3s",
                "penstock.edge.http.head-timeout", "2s",
                "penstock.edge.http.read-timeout", "2s",
                "penstock.edge.http.request-timeout", "4s");
    }

    private static double connections(RunningEdge edge) {
        return new Scrape(edge.metrics()).sum("penstock_edge_connections");
    }

    /// The slowest of some good requests, one after another.
    private static Duration slowest(RunningEdge edge, String key, int requests) {
        Duration slowest = Duration.ZERO;
        for (int i = 0; i < requests; i++) {
            long start = System.nanoTime();
            HttpResponse<String> answer = post(edge, key);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
            slowest = max(slowest, Duration.ofNanos(System.nanoTime() - start));
        }
        return slowest;
    }

    private static HttpResponse<String> post(RunningEdge edge, String key) {
        return edge.send(edge.request("/v1/events")
                .POST(BodyPublishers.ofString("{\"good\":true}"))
                .header("Authorization", "Bearer " + key));
    }

    private static Duration max(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? b : a;
    }

    private static long usedHeap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /// Connections that are slow in every way there is, a fifth of them each, and come again when they are closed.
    private static final class Crowd implements AutoCloseable {

        static final int KINDS = 5;

        private static final int SILENT = 0;
        private static final int HEAD = 1;
        private static final int BODY = 2;
        private static final int STALLED_BODY = 3;

        private final RunningEdge edge;
        private final Socket[] sockets = new Socket[CROWD];
        private volatile boolean relented;

        Crowd(RunningEdge edge) {
            this.edge = edge;
        }

        void besiege() throws IOException {
            for (int i = 0; i < sockets.length; i++) {
                sockets[i] = open(i % KINDS);
            }
        }

        private Socket open(int kind) throws IOException {
            Socket socket = new Socket();
            socket.setReceiveBufferSize(4_096);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), edge.port()));
            String post = "POST /v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + edge.key() + "\r\n";
            String lines = "1\n".repeat(10_000);
            String bytes = switch (kind) {
                case SILENT -> "";
                case HEAD -> "POST /v1/events HTTP/1.1\r\nX: ";
                case BODY, STALLED_BODY -> post + "Content-Length: 100000\r\n\r\n{";
                // Answers of half a megabyte that nobody reads: more than the buffers between us take.
                default -> (post + "Content-Length: " + lines.length() + "\r\n\r\n" + lines).repeat(6);
            };
            try {
                socket.getOutputStream().write(bytes.getBytes(StandardCharsets.US_ASCII));
            } catch (IOException closed) {
                // It comes again.
            }
            return socket;
        }

        /// A byte on each connection that drips, again and again, and a new connection for each that was closed.
        void drip() {
            while (!relented) {
                for (int i = 0; i < sockets.length && !relented; i++) {
                    int kind = i % KINDS;
                    if (kind == HEAD || kind == BODY) {
                        drip(i, kind);
                    }
                }
                try {
                    TimeUnit.MILLISECONDS.sleep(300);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
        }

        private void drip(int index, int kind) {
            try {
                sockets[index].getOutputStream().write('x');
            } catch (IOException closed) {
                try {
                    sockets[index].close();
                    sockets[index] = open(kind);
                } catch (IOException refused) {
                    relented = true;
                }
            }
        }

        /// They stop dripping and coming; the connections stay as they are.
        void relent() {
            relented = true;
        }

        @Override
        public void close() throws IOException {
            for (Socket socket : sockets) {
                if (socket != null) {
                    socket.close();
                }
            }
        }
    }
}
