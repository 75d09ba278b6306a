package dev.penstock.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.control.write.KeySettings;
import dev.penstock.local.testing.TestingKafka;
import dev.penstock.model.key.IngestionKey;
import dev.penstock.model.key.KeyScope;
import dev.penstock.model.limit.Limits;
import dev.penstock.model.network.SourceNetwork;
import dev.penstock.model.usage.KeyLastUse;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a start refuses, and what a stop leaves behind. Apart from [KeysIT]: two edges in one JVM share the threads of
/// their connections, and the first to stop takes them along.
class KeysOfAStartAndAStopIT {

    private static final Duration A_WHILE = Duration.ofSeconds(30);

    @TempDir
    private static Path directory;

    private static TestingKafka kafka;

    @BeforeAll
    static void start() {
        kafka = TestingKafka.start();
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @Test
    void aBrokenFileStopsTheStart() throws IOException {
        Path broken = Files.writeString(directory.resolve("broken.yaml"), "keys:\n- id: AbCdEf012345\n");

        assertThatThrownBy(() ->
                        RunningEdge.startUnready(kafka, Map.of("penstock.edge.control.keys-file", broken.toString())))
                .rootCause()
                .hasMessageContaining("penstock.edge.control.keys-file")
                .hasMessageContaining("line 2: keys[0].organization is missing");
    }

    @Test
    void aStopWritesDownWhenKeysWereLastUsed() {
        IngestionKey refused;
        IngestionKey used;
        RunningEdge stopped = RunningEdge.start(kafka, Map.of());
        try (stopped) {
            used = stopped.newKey(Set.of(), null);
            refused = stopped.newKey(new KeySettings(
                    Set.of(),
                    Set.of(KeyScope.INGEST),
                    Set.of(),
                    Set.of(SourceNetwork.parse("192.0.2.0/24")),
                    Limits.NONE,
                    null,
                    ""));
            Awaitility.await().atMost(A_WHILE).until(() -> status(stopped, used) == 202);
            Awaitility.await().atMost(A_WHILE).until(() -> status(stopped, refused) == 403);
        }

        assertThat(stopped.usage())
                .filteredOn(KeyLastUse.class::isInstance)
                .extracting(record -> ((KeyLastUse) record).key())
                .contains(used.id())
                .doesNotContain(refused.id());
    }

    private static int status(RunningEdge edge, IngestionKey key) {
        return edge.send(edge.request("/v1/events")
                        .POST(BodyPublishers.ofString("{}"))
                        .header("Authorization", "Bearer " + key.reveal()))
                .statusCode();
    }
}
