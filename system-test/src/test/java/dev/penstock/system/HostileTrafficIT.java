package dev.penstock.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.local.load.Counted;
import dev.penstock.local.load.LoadRun;
import dev.penstock.local.load.NumberedEvents;
import dev.penstock.local.load.Requests;
import dev.penstock.local.load.SlowClients;
import dev.penstock.local.load.SlowClients.Slowness;
import dev.penstock.local.load.Traffic;
import dev.penstock.system.Bombs.Bomb;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// What a public address receives, beside clients that behave and must not notice: bombs, clients that never come to
/// an end, requests that are none, JSON that is none.
///
/// The code of each malformed request and body is held by the edge's own tests; here it is what they do to others.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileTrafficIT {

    private static final Duration BASELINE = Duration.ofSeconds(Acceptance.choose(4, 20));
    private static final int ROUNDS = Acceptance.choose(1, 5);
    private static final int SLOW = Acceptance.choose(300, 1_000);
    private static final long BROTLI = Acceptance.choose(1L << 28, 10L << 30);
    private static final double RATE = Acceptance.choose(100.0, 1_000.0);

    // Seconds that were not ours on a shared machine are in the percentile; codes and memory are strict everywhere.
    private static final double SLOWER = Acceptance.choose(5.0, 2.0);
    private static final double SLOWER_BY_MILLIS = Acceptance.choose(500.0, 0.0);

    // The heap is all there from the start: what grows is outside it, where the compiler's code and the network's
    // buffers are.
    private static final long GROWTH = 64L << 20;
    private static final long HEAP_GROWTH = 16L << 20;

    private static final String GOOD = "good";

    // Of a short run; the full one has the edge's own, the longest of which is 65 s.
    private static final List<String> PATIENCE = List.of(
            "--penstock.edge.http.idle-timeout=5s",
            "--penstock.edge.http.head-timeout=3s",
            "--penstock.edge.http.read-timeout=2s",
            "--penstock.edge.http.request-timeout=4s");

    private static final Duration THROWN_OUT = Duration.ofSeconds(Acceptance.choose(30, 90));

    private LoadedEdge edge;
    // Of another organization than the good clients': its share is what bombs may use up.
    private String key;
    private Traffic good;

    @BeforeAll
    void start() throws InterruptedException {
        edge = LoadedEdge.start(
                List.of("-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch"),
                Acceptance.choose(PATIENCE, List.<String>of()).toArray(String[]::new));
        key = edge.unlimited("hostile");
        good = Traffic.open(
                GOOD,
                new NumberedEvents(NumberedEvents.newRun(), 0, "/v1/events/good", edge.unlimited("acme"), 5, 300),
                RATE,
                64);
        LoadRun.of(edge.url(), BASELINE, List.of(good));
    }

    @AfterAll
    void stop() {
        if (edge != null) {
            edge.close();
        }
    }

    @Test
    void bombsAreRefusedWithoutBeingUnpacked() throws InterruptedException {
        List<Bomb> bombs = Bombs.all(key, BROTLI);

        Map<String, Object> counts = beside("bombs", List.of(), () -> {
            Map<String, Object> answers = new TreeMap<>();
            for (Bomb bomb : bombs) {
                int status = statusOf(bomb);
                answers.put(bomb.name(), status);
                assertThat(bomb.expected()).as(bomb.name()).contains(status);
                TimeUnit.MILLISECONDS.sleep(200);
            }
            return answers;
        });

        assertThat(counts).hasSizeGreaterThan(bombs.size());
    }

    @Test
    void slowClientsAreThrownOut() throws InterruptedException {
        String head = "POST /v1/events/slow HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + key + "\r\n";
        List<Slowness> kinds = List.of(
                new Slowness("nothing", "", (byte) 0),
                new Slowness("half a head", head, (byte) 0),
                new Slowness("a head in drops", head + "X-Slow: ", (byte) 'a'),
                new Slowness("a body that stops", head + "Content-Length: 1000\r\n\r\n{", (byte) 0),
                new Slowness("a body in drops", head + "Content-Length: 1000\r\n\r\n{", (byte) ' '));

        beside("slow-clients", List.of(), () -> {
            try (SlowClients slow = SlowClients.connect(edge.url(), kinds, SLOW)) {
                assertThat(slow.awaitEnd(THROWN_OUT)).as("still open").isZero();
                Map<String, Integer> ends = slow.ends();
                assertThat(ends)
                        .containsEntry("a body that stops 408", SLOW / 5)
                        .containsEntry("a body in drops 408", SLOW / 5);
                return new TreeMap<>(ends);
            }
        });
    }

    @Test
    void nonsenseIsAnsweredAndForgotten() throws InterruptedException {
        Requests bodies = Requests.inTurn(brokenBodies(), 0);
        Requests heads = Requests.inTurn(brokenHeads(), 0);
        List<Traffic> nonsense =
                List.of(Traffic.open("bodies", bodies, RATE / 2, 16), Traffic.open("heads", heads, RATE / 2, 16));

        Map<String, Object> counts = beside("nonsense", nonsense, () -> {
            TimeUnit.NANOSECONDS.sleep(BASELINE.toNanos());
            return Map.of();
        });

        assertThat(counts).isNotEmpty();
    }

    /// Does something bad while clients that behave go on, and holds what they saw against what they saw before.
    private Map<String, Object> beside(String scenario, List<Traffic> traffic, Deed deed) throws InterruptedException {
        double[] alone = new double[ROUNDS];
        double[] beside = new double[ROUNDS];
        Map<String, Object> counts = new TreeMap<>();
        long heap = edge.vitals().heapAfterCollection();
        edge.vitals().forgetPeak();
        long resident = edge.vitals().resident();
        List<Traffic> all = new ArrayList<>(traffic);
        all.add(good);
        for (int i = 0; i < ROUNDS; i++) {
            alone[i] = LoadRun.of(edge.url(), BASELINE, List.of(good)).of(GOOD).p99();
            try (LoadRun run = LoadRun.start(edge.url(), all)) {
                counts.putAll(deed.done());
                Counted seen = run.take(GOOD);
                beside[i] = seen.p99();
                Counted others = traffic.isEmpty()
                        ? seen.during(seen.time())
                        : run.take().of(name -> !name.equals(GOOD));
                counts.put("good", seen.toString());
                assertThat(seen.answersBut(202)).as("good clients: %s", seen).isZero();
                assertThat(seen.broken() + seen.unanswered() + seen.unsent())
                        .as("good clients: %s", seen)
                        .isZero();
                if (!traffic.isEmpty()) {
                    counts.put("others", others.toString());
                    assertThat(others.answers().keySet())
                            .as("nonsense: %s", others)
                            .isNotEmpty()
                            .allMatch(status ->
                                    (status >= 400 && status != 429 && status < 500) || status == 501 || status == 505);
                    assertThat(others.unanswered()).as("nonsense: %s", others).isZero();
                }
            }
        }
        long heapGrowth = edge.vitals().heapAfterCollection() - heap;
        long growth = edge.vitals().residentPeak() - resident;
        counts.put("good_p99_alone_ms", Capacity.median(alone));
        counts.put("good_p99_beside_ms", Capacity.median(beside));
        counts.put("heap_growth_mb", heapGrowth / (1024.0 * 1024));
        counts.put("resident_peak_growth_mb", growth / (1024.0 * 1024));
        Acceptance.record("hostile-" + scenario, counts);
        assertThat(heapGrowth).as("bytes of live heap more").isLessThan(HEAP_GROWTH);
        assertThat(growth).as("bytes in RAM more at the peak").isLessThan(GROWTH);
        assertThat(Capacity.median(beside))
                .as("p99 of good clients in ms, alone %s", Capacity.median(alone))
                .isLessThanOrEqualTo(Capacity.median(alone) * SLOWER + SLOWER_BY_MILLIS);
        return counts;
    }

    private List<byte[]> brokenBodies() {
        List<byte[]> requests = new ArrayList<>();
        for (String body : List.of(
                "{\"a\":",
                "[".repeat(100_000),
                "{\"a\":".repeat(50_000),
                "{\"a\":1,}",
                "{\"a\":01}",
                "{\"a\":1e999999999}",
                "{\"a\":\"\u0001\"}",
                "{\"a\":\"\\ud800\"}",
                "nonsense",
                "{\"a\":" + "9".repeat(5_000) + "}",
                "{\"" + "n".repeat(50_000) + "\":1}")) {
            byte[] bytes = body.getBytes(StandardCharsets.ISO_8859_1);
            requests.add(Requests.joined(
                    Requests.head("POST", "/v1/events/bad", bytes.length, "Authorization: Bearer " + key), bytes));
            if (bytes.length < 10_000) {
                requests.add(Requests.joined(
                        Requests.head(
                                "POST",
                                "/v1/events/bad",
                                -1,
                                "Authorization: Bearer " + key,
                                "Transfer-Encoding: chunked"),
                        inChunksOfOne(bytes)));
            }
        }
        return requests;
    }

    private static byte[] inChunksOfOne(byte[] bytes) {
        StringBuilder chunks = new StringBuilder();
        for (byte b : bytes) {
            chunks.append("1\r\n").append((char) (b & 0xff)).append("\r\n");
        }
        return chunks.append("0\r\n\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private List<byte[]> brokenHeads() {
        String post = "POST /v1/events/bad HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + key + "\r\n";
        List<byte[]> requests = new ArrayList<>();
        for (String request : List.of(
                post + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
                post + "Content-Length: +2\r\n\r\n{}",
                post + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}",
                post + "Transfer-Encoding: chunked, xchunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
                post + "X-Long: " + "a".repeat(9_000) + "\r\n\r\n",
                post + "Bad Name: a\r\n\r\n",
                "POST /" + "a".repeat(5_000) + " HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n",
                "TRACE /v1/events HTTP/1.1\r\nHost: x\r\n\r\n",
                "\u0016\u0003\u0001\u0002\u0000\r\n\r\n")) {
            requests.add(request.getBytes(StandardCharsets.ISO_8859_1));
        }
        return requests;
    }

    /// The status of the answer; 0 when there was none.
    private int statusOf(Bomb bomb) {
        URI url = edge.url();
        try (Socket socket = new Socket(url.getHost(), url.getPort())) {
            socket.setSoTimeout(30_000);
            try {
                socket.getOutputStream().write(bomb.request().array());
            } catch (IOException e) {
                // Refused before it was all sent; the answer is there.
            }
            byte[] line = socket.getInputStream().readNBytes(12);
            return line.length < 12 ? 0 : Integer.parseInt(new String(line, 9, 3, StandardCharsets.US_ASCII));
        } catch (IOException e) {
            return 0;
        }
    }

    @FunctionalInterface
    private interface Deed {
        Map<String, Object> done() throws InterruptedException;
    }
}
