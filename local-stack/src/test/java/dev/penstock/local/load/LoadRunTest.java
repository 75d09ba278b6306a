package dev.penstock.local.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A generator that counts wrongly would prove anything.
class LoadRunTest {

    private static final Requests GET = Requests.same(Requests.head("GET", "/", -1), new byte[0], 0);
    private static final Pattern ID = Pattern.compile("\"event_id\":\"([^\"]*)\"");

    private final AtomicInteger served = new AtomicInteger();
    private final Set<String> bodies = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile int status = 202;
    private volatile boolean retryAfter;
    private volatile long pauseMillis;
    private HttpServer server;
    private URI url;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            served.incrementAndGet();
            pause(pauseMillis);
            if (retryAfter) {
                exchange.getResponseHeaders().set("Retry-After", "1");
            }
            byte[] body = "answer".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        url = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void eachRequestIsSentOnceAndCountedOnce() throws InterruptedException {
        Results counted = LoadRun.of(
                url, Duration.ofSeconds(1), List.of(Traffic.open("a", GET, 200, 4), Traffic.closed("b", GET, 2)));

        long answered = counted.of("a").answers(202) + counted.of("b").answers(202);
        assertThat(answered).isEqualTo(served.get());
        assertThat(counted.of("a").answers(202)).isBetween(1L, 210L);
        assertThat(counted.of("b").answers(202)).isPositive();
        assertThat(counted.of("a").accepted().getTotalCount())
                .isEqualTo(counted.of("a").answers(202));
    }

    @Test
    void aServerThatStallsIsNotSparedTheRequestsItKeptWaiting() throws InterruptedException {
        pauseMillis = 300;

        Counted counted = LoadRun.of(url, Duration.ofSeconds(2), List.of(Traffic.open("a", GET, 10, 1)))
                .of("a");

        // One connection takes 3 a second of 10: the last that was answered had been due long before it was sent.
        assertThat(counted.accepted().getMaxValue()).isGreaterThan(1_000_000);
    }

    @Test
    void aRefusalThatDoesNotSayWhenToComeBackIsFound() throws InterruptedException {
        status = 503;
        Counted silent = LoadRun.of(url, Duration.ofMillis(300), List.of(Traffic.closed("a", GET, 1)))
                .of("a");
        retryAfter = true;
        Counted polite = LoadRun.of(url, Duration.ofMillis(300), List.of(Traffic.closed("a", GET, 1)))
                .of("a");

        assertThat(silent.withoutRetryAfter()).isPositive().isEqualTo(silent.answers(503));
        assertThat(polite.answers(503)).isPositive();
        assertThat(polite.withoutRetryAfter()).isZero();
    }

    @Test
    void aRequestThatTakesTooLongIsGivenUp() throws InterruptedException {
        pauseMillis = 60_000;
        Traffic impatient = new Traffic("a", GET, 200, 1, Duration.ofMillis(200));

        Counted counted =
                LoadRun.of(url, Duration.ofSeconds(1), List.of(impatient)).of("a");

        assertThat(counted.unanswered()).isPositive();
        assertThat(counted.unsent()).isPositive();
        assertThat(counted.answers()).isEmpty();
    }

    @Test
    void theEventsOfAnAcceptedRequestAreKnownByTheirIds() throws InterruptedException {
        NumberedEvents requests = new NumberedEvents(NumberedEvents.newRun(), 3, "/", "key", 4, 200);
        NumberedEvents others = new NumberedEvents(NumberedEvents.newRun(), 3, "/", "key", 4, 200);

        try (LoadRun run = LoadRun.start(url, List.of(Traffic.open("a", requests, 50, 2)))) {
            TimeUnit.MILLISECONDS.sleep(500);
            run.stop();

            assertThat(run.acceptedRequests("a").cardinality()).isPositive();
            List<UUID> sent = bodies.stream()
                    .flatMap(body -> ID.matcher(body).results())
                    .map(id -> UUID.fromString(id.group(1)))
                    .toList();
            assertThat(sent)
                    .doesNotHaveDuplicates()
                    .allMatch(id -> sentBy(requests, id))
                    .noneMatch(id -> sentBy(others, id));
            assertThat(sent.stream()
                            .map(id -> NumberedEvents.number(id.getLeastSignificantBits()))
                            .distinct())
                    .containsExactlyInAnyOrderElementsOf(run.acceptedRequests("a").stream()
                            .mapToObj(Long::valueOf)
                            .toList());
            assertThat(sent.stream()
                            .map(id -> NumberedEvents.index(id.getLeastSignificantBits()))
                            .distinct())
                    .containsExactlyInAnyOrder(0, 1, 2, 3);
        }
    }

    @Test
    void givenEventsAreSentInTurnEachWithItsId() throws InterruptedException {
        List<List<byte[]>> bodies = List.of(List.of(event("one"), event("two")), List.of(event("three"), event("4")));
        NumberedEvents requests = NumberedEvents.of(NumberedEvents.newRun(), 1, "/", "key", bodies);

        LoadRun.of(url, Duration.ofMillis(300), List.of(Traffic.open("a", requests, 50, 1)));

        assertThat(bodiesWith("one")).isNotEmpty().allMatch(body -> body.contains("\"two\""));
        assertThat(bodiesWith("three")).isNotEmpty().allMatch(body -> body.contains("\"4\""));
        assertThat(bodies().stream().flatMap(body -> ID.matcher(body).results()).map(id -> id.group(1)))
                .doesNotHaveDuplicates()
                .allMatch(id -> sentBy(requests, UUID.fromString(id)));
    }

    @Test
    void overTlsItSendsAndReadsTheSame(@TempDir Path folder) throws Exception {
        SSLContext tls = selfSigned(folder.resolve("store.p12"));
        HttpsServer secure = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        secure.setHttpsConfigurator(new HttpsConfigurator(tls));
        secure.setExecutor(threads);
        secure.createContext("/", exchange -> {
            // Longer than a record of TLS.
            bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(202, 40_000);
            exchange.getResponseBody().write(new byte[40_000]);
            exchange.close();
        });
        secure.start();
        URI address = URI.create("https://127.0.0.1:" + secure.getAddress().getPort());
        NumberedEvents requests = new NumberedEvents(NumberedEvents.newRun(), 2, "/", "key", 100, 300);
        try (LoadRun run = LoadRun.start(address, List.of(Traffic.open("a", requests, 50, 4)), tls)) {
            TimeUnit.MILLISECONDS.sleep(1_500);
            Counted counted = run.stop().of("a");

            assertThat(counted.answers(202)).as(counted.toString()).isPositive();
            assertThat(counted.broken() + counted.unanswered() + counted.answersBut(202))
                    .as(counted.toString())
                    .isZero();
            assertThat(bodies).hasSize(Math.toIntExact(counted.answers(202))).allMatch(body -> body.endsWith("}\n"));
        } finally {
            secure.stop(0);
        }
    }

    private static SSLContext selfSigned(Path store) throws Exception {
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "test",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        "for-tests")
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance(store.toFile(), "for-tests".toCharArray());
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, "for-tests".toCharArray());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(keys);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private static byte[] event(String name) {
        return (NumberedEvents.BEGINNING + ",\"event_name\":\"" + name + "\"}").getBytes(StandardCharsets.US_ASCII);
    }

    private List<String> bodies() {
        return List.copyOf(bodies);
    }

    private List<String> bodiesWith(String name) {
        return bodies.stream().filter(body -> body.contains("\"" + name + "\"")).toList();
    }

    private static boolean sentBy(NumberedEvents requests, UUID id) {
        return requests.sent(id.getMostSignificantBits(), id.getLeastSignificantBits());
    }

    private static void pause(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            throw new UncheckedIOException(new IOException("interrupted", e));
        }
    }
}
