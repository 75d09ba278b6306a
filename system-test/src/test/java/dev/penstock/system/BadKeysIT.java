package dev.penstock.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.local.load.Counted;
import dev.penstock.local.load.LoadRun;
import dev.penstock.local.load.Requests;
import dev.penstock.local.load.Traffic;
import dev.penstock.model.key.IngestionKey;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Ten thousand requests with keys that are none.
class BadKeysIT {

    private static final int KEYS = 10_000;
    private static final int ROUNDS = Acceptance.choose(1, 5);
    private static final double PER_SECOND = 5_000;

    // Processor time of another's work that the kernel books on ours, and a compiler that is not done yet: a short run
    // on a shared machine sees both.
    private static final double MOST_MICROS = Acceptance.choose(200.0, 20.0);

    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final String BODY = "{\"event_name\":\"guess\"}";

    /// The gauges of what is remembered of senders; counters may grow.
    private static final Pattern REMEMBERED = Pattern.compile(
            "penstock_(edge|control)_[a-z_]*(meters|organizations|keys|addresses|waiting|in_flight_bytes)"
                    + "[a-z_]*(?<!_total)(\\{.*)?");

    private final Random random = new Random(1);

    @Test
    void areCheapAndLeaveNothingBehind() throws InterruptedException {
        try (LoadedEdge edge = LoadedEdge.start(List.of("-Xmx256m"))) {
            Requests bad = Requests.inTurn(requests(badKeys(edge.unlimited("acme"))), 0);
            Requests bare = Requests.same(head(List.of()), BODY.getBytes(StandardCharsets.UTF_8), 0);
            for (int i = 0; i < 5; i++) {
                processorMicros(edge, bare);
                processorMicros(edge, bad);
            }
            Map<String, Double> remembered = remembered(edge);
            long heap = edge.vitals().heapAfterCollection();
            double[] excess = new double[ROUNDS];
            double[] bares = new double[ROUNDS];
            for (int i = 0; i < ROUNDS; i++) {
                bares[i] = processorMicros(edge, bare);
                excess[i] = processorMicros(edge, bad) - bares[i];
            }
            long grown = edge.vitals().heapAfterCollection() - heap;

            Map<String, Object> counts = new TreeMap<>();
            counts.put("requests", KEYS * ROUNDS);
            counts.put("bare_micros", Capacity.median(bares));
            counts.put("excess_micros", Capacity.median(excess));
            counts.put("heap_growth_bytes", grown);
            counts.put("remembered", remembered(edge));
            Acceptance.record("bad-keys", counts);
            assertThat(remembered).isNotEmpty();
            assertThat(remembered(edge)).isEqualTo(remembered);
            // 10,000 entries of the smallest map are more.
            assertThat(grown).as("bytes of heap").isLessThan(640_000);
            assertThat(Capacity.median(excess))
                    .as("microseconds of processor time each")
                    .isLessThan(MOST_MICROS);
        }
    }

    @Test
    void areInNoOutputEvenAtTrace() throws InterruptedException, IOException {
        try (LoadedEdge edge = LoadedEdge.start(List.of("-Xmx256m"), "--logging.level.root=TRACE")) {
            String good = edge.unlimited("acme");
            List<String> bad = badKeys(good);
            // At TRACE a request costs some hundred lines, so the short run takes each kind of key some times.
            List<String> sent = bad.subList(0, Acceptance.choose(400, KEYS));
            Counted answers = LoadRun.of(
                            edge.url(),
                            Duration.ofSeconds(Acceptance.choose(4, 100)),
                            List.of(Traffic.open("bad", Requests.inTurn(requests(sent), 0), 100, 8)))
                    .all();
            StringBuilder output = new StringBuilder(edge.vitals().scraped());
            for (int i = 0; i < 40; i++) {
                output.append(edge.send(HttpRequest.newBuilder(edge.url().resolve("/v1/events"))
                                .header("Authorization", "Bearer " + bad.get(i))
                                .POST(BodyPublishers.ofString(BODY)))
                        .body());
            }
            output.append(edge.post(good, BODY).body());
            output.append(edge.send(HttpRequest.newBuilder(edge.url().resolve("/readyz")))
                    .body());

            assertThat(refused(answers)).isPositive();
            List<String> secrets = new ArrayList<>(secrets(bad));
            secrets.add(secretOf(good));
            assertThat(secrets).allMatch(secret -> secret.length() >= 10);
            assertThat(linesWith(edge.edge().log(), secrets)).isEmpty();
            assertThat(secrets).noneMatch(secret -> output.indexOf(secret) >= 0);
        }
    }

    /// A quarter each: nothing like a key; a good key cut short; a good key with one character of its secret changed; a
    /// key of right form and checksum that nobody made.
    private List<String> badKeys(String good) {
        SecureRandom secure = new SecureRandom();
        int secret = good.lastIndexOf('_') + 1;
        List<String> keys = new ArrayList<>(KEYS);
        for (int i = 0; i < KEYS; i++) {
            keys.add(
                    switch (i % 4) {
                        case 0 -> letters(20 + random.nextInt(60));
                        case 1 -> good.substring(0, secret + 10 + random.nextInt(20));
                        case 2 -> changed(good, secret + random.nextInt(good.length() - secret));
                        default -> IngestionKey.generate("test", secure).reveal();
                    });
        }
        return keys;
    }

    private String letters(int count) {
        StringBuilder letters = new StringBuilder(count);
        for (int i = 0; i < count; i++) {
            letters.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return letters.toString();
    }

    private String changed(String key, int at) {
        char other = key.charAt(at) == 'x' ? 'y' : 'x';
        return key.substring(0, at) + other + key.substring(at + 1);
    }

    /// Each key in one of the places where a key may stand.
    private static List<byte[]> requests(List<String> keys) {
        List<byte[]> requests = new ArrayList<>(keys.size());
        for (int i = 0; i < keys.size(); i++) {
            String key = keys.get(i);
            byte[] head = switch (i / 4 % 3) {
                case 0 -> head(List.of("Authorization: Bearer " + key));
                case 1 -> head(List.of("X-Penstock-Key: " + key));
                default -> Requests.head("POST", "/v0/events?name=guess&token=" + key, BODY.length());
            };
            requests.add(Requests.joined(head, BODY.getBytes(StandardCharsets.UTF_8)));
        }
        return requests;
    }

    private static byte[] head(List<String> headers) {
        return Requests.head("POST", "/v1/events/guess", BODY.length(), headers.toArray(String[]::new));
    }

    /// The part of a key that nobody may see: without what it has in common with all keys of an organization.
    private static List<String> secrets(List<String> keys) {
        return keys.stream().map(BadKeysIT::secretOf).distinct().toList();
    }

    private static String secretOf(String key) {
        String secret = key.substring(key.lastIndexOf('_') + 1);
        return secret.substring(0, Math.min(10, secret.length()));
    }

    /// The first few lines of a log that hold one of these; without the secret, which the report of a failure would
    /// tell on.
    private static List<String> linesWith(Path log, List<String> secrets) throws IOException {
        List<String> found = new ArrayList<>();
        Set<String> known = new HashSet<>(secrets);
        try (BufferedReader lines = Files.newBufferedReader(log, StandardCharsets.UTF_8)) {
            String line;
            while ((line = lines.readLine()) != null && found.size() < 5) {
                for (int at = 0; at + 10 <= line.length(); at++) {
                    if (known.contains(line.substring(at, at + 10))) {
                        found.add(line.substring(0, Math.min(at, 300)) + "…");
                        break;
                    }
                }
            }
        }
        return found;
    }

    private static double processorMicros(LoadedEdge edge, Requests requests) throws InterruptedException {
        long before = edge.vitals().processorNanos();
        Counted counted = LoadRun.of(
                        edge.url(),
                        Duration.ofMillis((long) (KEYS / PER_SECOND * 1000)),
                        List.of(Traffic.open("bad", requests, PER_SECOND, 16)))
                .all();
        long nanos = edge.vitals().processorNanos() - before;
        return nanos / 1000.0 / refused(counted);
    }

    /// Refused as unknown, in the words of one protocol or the other, or as one too many of an address.
    private static long refused(Counted counted) {
        assertThat(counted.answersBut(401, 403, 429)).as("%s", counted).isZero();
        assertThat(counted.withoutRetryAfter()).as("429 without Retry-After").isZero();
        return counted.answers(401) + counted.answers(403) + counted.answers(429);
    }

    private static Map<String, Double> remembered(LoadedEdge edge) {
        Map<String, Double> remembered = new TreeMap<>(edge.vitals().metrics());
        remembered.keySet().removeIf(name -> !REMEMBERED.matcher(name).matches());
        return remembered;
    }
}
