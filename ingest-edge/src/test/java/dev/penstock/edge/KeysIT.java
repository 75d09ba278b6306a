package dev.penstock.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.control.write.KeySettings;
import dev.penstock.local.testing.TestingKafka;
import dev.penstock.model.key.IngestionKey;
import dev.penstock.model.key.KeyScope;
import dev.penstock.model.key.Origin;
import dev.penstock.model.limit.Limits;
import dev.penstock.model.network.SourceNetwork;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which keys open the door, from where, and what becomes of those that do not.
class KeysIT {

    private static final Duration A_WHILE = Duration.ofSeconds(30);

    // The second after a test has presented too many from here.
    private static final Set<Integer> UNKNOWN = Set.of(401, 429);

    @TempDir
    private static Path directory;

    private static TestingKafka kafka;
    private static RunningEdge edge;
    private static Path file;

    private static final IngestionKey FROM_FILE = IngestionKey.generate("test", new SecureRandom());

    @BeforeAll
    static void start() throws IOException {
        kafka = TestingKafka.start();
        file = directory.resolve("keys.yaml");
        Files.writeString(file, entries(FROM_FILE));
        edge = RunningEdge.start(kafka, Map.of("penstock.edge.control.keys-file", file.toString()));
    }

    @AfterAll
    static void stop() {
        edge.close();
        kafka.close();
    }

    @Test
    void aKeyOfTheFileOpensAndOneThatIsAddedLaterToo() throws IOException {
        assertThat(post(FROM_FILE).statusCode()).isEqualTo(202);
        IngestionKey later = IngestionKey.generate("test", new SecureRandom());
        assertThat(post(later).statusCode()).isIn(UNKNOWN);

        Files.writeString(file, entries(FROM_FILE, later));
        awaitStatus(later, 202);

        Files.writeString(file, entries(FROM_FILE));
        awaitUnknown(later);
    }

    @Test
    void aRevokedKeyIsNotRevivedByTheFile() throws IOException {
        IngestionKey revoked = edge.newKey(Set.of(), null);
        awaitStatus(revoked, 202);
        edge.revoke(revoked);
        awaitUnknown(revoked);
        IngestionKey witness = IngestionKey.generate("test", new SecureRandom());

        Files.writeString(file, entries(FROM_FILE, revoked, witness));
        awaitStatus(witness, 202);

        assertThat(post(revoked).statusCode()).isIn(UNKNOWN);
        Files.writeString(file, entries(FROM_FILE));
    }

    @Test
    void aFileThatBreaksKeepsItsKeysAndIsTold() throws IOException {
        Files.writeString(file, "keys:\n- id: nonsense\n");

        Awaitility.await()
                .atMost(A_WHILE)
                .untilAsserted(() -> assertThat(edge.get("/readyz").body())
                        .contains("degraded")
                        .contains("the keys file cannot be used")
                        .contains("line 2: keys[0].id"));
        assertThat(edge.get("/readyz").statusCode()).isEqualTo(200);
        assertThat(post(FROM_FILE).statusCode()).isEqualTo(202);

        Files.writeString(file, entries(FROM_FILE));
        Awaitility.await()
                .atMost(A_WHILE)
                .untilAsserted(() -> assertThat(edge.get("/readyz").body()).doesNotContain("keys file"));
    }

    @Test
    void aKeyIsKeptToItsPages() {
        IngestionKey ofPages = edge.newKey(settings(Set.of(new Origin("https://shop.example.com")), Set.of()));
        awaitStatus(ofPages, 202);

        assertThat(post(ofPages, "Origin", "https://shop.example.com").statusCode())
                .isEqualTo(202);
        assertThat(post(ofPages, "Origin", "https://evil.example"))
                .satisfies(answer -> assertThat(answer.statusCode()).isEqualTo(403))
                .satisfies(answer -> assertThat(answer.body()).contains("\"code\":\"origin_not_allowed\""));
        assertThat(edge.post("/v1/events", "{}", "Origin", "https://shop.example.com")
                        .statusCode())
                .as("a secret key in a page")
                .isEqualTo(403);
    }

    @Test
    void aKeyIsKeptToItsNetworks() {
        IngestionKey here = edge.newKey(settings(Set.of(), Set.of(SourceNetwork.parse("127.0.0.0/8"))));
        IngestionKey elsewhere = edge.newKey(settings(Set.of(), Set.of(SourceNetwork.parse("192.0.2.0/24"))));
        awaitStatus(here, 202);
        awaitStatus(elsewhere, 403);

        assertThat(post(elsewhere).body()).contains("\"code\":\"network_not_allowed\"");
        // Nobody of ours has written it, so it counts for nothing.
        assertThat(post(elsewhere, "X-Forwarded-For", "192.0.2.7").statusCode()).isEqualTo(403);
    }

    @Test
    void tenThousandBadKeysAreBoundedAndHurtNobody() {
        SecureRandom random = new SecureRandom();
        int unknown = 0;
        int tooMany = 0;
        for (int i = 0; i < 10_000; i++) {
            HttpResponse<String> answer = post(IngestionKey.generate("test", random));
            if (answer.statusCode() == 401) {
                unknown++;
                assertThat(answer.body()).contains("\"code\":\"unknown_key\"");
            } else {
                tooMany++;
                assertThat(answer.statusCode()).isEqualTo(429);
                assertThat(answer.body()).contains("\"code\":\"too_many_bad_keys\"");
                assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            }
            if (i % 1_000 == 999) {
                // 503 is a slow broker's, on a machine that is busy with other things.
                HttpResponse<String> good = edge.post("/v1/events", "{}");
                assertThat(good.statusCode()).as(good.body()).isIn(202, 503);
            }
        }

        assertThat(unknown).isPositive();
        assertThat(tooMany).isGreaterThan(unknown);
        assertThat(metric("penstock_edge_bad_keys_addresses ")).isEqualTo(1);
        assertThat(metric("penstock_edge_bad_keys_forgotten_addresses_total ")).isZero();
        assertThat(metric("penstock_edge_in_flight_bytes ")).isZero();
    }

    private static KeySettings settings(Set<Origin> origins, Set<SourceNetwork> networks) {
        return new KeySettings(Set.of(), Set.of(KeyScope.INGEST), origins, networks, Limits.NONE, null, "");
    }

    private static void awaitUnknown(IngestionKey key) {
        Awaitility.await()
                .atMost(A_WHILE)
                .untilAsserted(() -> assertThat(post(key).statusCode()).isIn(UNKNOWN));
    }

    private static void awaitStatus(IngestionKey key, int status) {
        Awaitility.await()
                .atMost(A_WHILE)
                .untilAsserted(() -> assertThat(post(key).statusCode()).isEqualTo(status));
    }

    private static HttpResponse<String> post(IngestionKey key, String... headers) {
        var request = edge.request("/v1/events")
                .POST(BodyPublishers.ofString("{}"))
                .header("Authorization", "Bearer " + key.reveal());
        return edge.send(headers.length == 0 ? request : request.headers(headers));
    }

    private static double metric(String name) {
        Matcher line = Pattern.compile("^" + Pattern.quote(name) + "(\\S+)$", Pattern.MULTILINE)
                .matcher(edge.metrics());
        assertThat(line.find()).as(name).isTrue();
        return Double.parseDouble(line.group(1));
    }

    private static String entries(IngestionKey... keys) {
        StringBuilder text = new StringBuilder("keys:\n");
        for (IngestionKey key : keys) {
            text.append("- {id: ")
                    .append(key.id())
                    .append(", organization: ")
                    .append(RunningEdge.ORG)
                    .append(", secret_sha256: ")
                    .append(HexFormat.of().formatHex(key.secretHash().toByteArray()))
                    .append("}\n");
        }
        return text.toString();
    }
}
