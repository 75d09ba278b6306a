package dev.penstock.system.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.penstock.model.event.EventId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

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
            List<EventId> sent = bodies.stream()
                    .flatMap(body -> ID.matcher(body).results())
                    .map(id -> EventId.parse(id.group(1)).orElseThrow())
                    .toList();
            assertThat(sent).doesNotHaveDuplicates().allMatch(requests::sent).noneMatch(others::sent);
            assertThat(sent.stream().map(NumberedEvents::number).distinct())
                    .containsExactlyInAnyOrderElementsOf(run.acceptedRequests("a").stream()
                            .mapToObj(Long::valueOf)
                            .toList());
            assertThat(sent.stream().map(NumberedEvents::index).distinct()).containsExactlyInAnyOrder(0, 1, 2, 3);
        }
    }

    private static void pause(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            throw new UncheckedIOException(new IOException("interrupted", e));
        }
    }
}
