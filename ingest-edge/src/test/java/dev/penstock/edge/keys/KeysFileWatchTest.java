package dev.penstock.edge.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.model.key.KeyId;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeysFileWatchTest {

    private static final KeyId FIRST = new KeyId("AbCdEf000001");
    private static final KeyId SECOND = new KeyId("AbCdEf000002");

    @TempDir
    private Path directory;

    private final MeterRegistry registry = new SimpleMeterRegistry();
    private Path file = Path.of("");
    private KeysFileWatch watch = new KeysFileWatch(null, new KeysFileMetrics(registry));

    @BeforeEach
    void startOnAGoodFile() throws IOException {
        file = directory.resolve("keys.yaml");
        Files.writeString(file, keys(FIRST));
        watch = new KeysFileWatch(file, new KeysFileMetrics(registry));
        watch.start();
    }

    @AfterEach
    void stop() {
        watch.close();
    }

    @Test
    void aChangeIsFoundWithoutARestart() throws IOException {
        Files.writeString(file, keys(FIRST, SECOND));

        awaitKeys(FIRST, SECOND);
    }

    /// As Kubernetes mounts a Secret: keys.yaml -> ..data/keys.yaml, ..data -> ..2026_01, and the latter is swapped.
    @Test
    void aSwappedLinkIsFound() throws IOException {
        Path mount = Files.createDirectory(directory.resolve("mount"));
        Files.createDirectory(mount.resolve("..1"));
        Files.createDirectory(mount.resolve("..2"));
        Files.writeString(mount.resolve("..1/keys.yaml"), keys(FIRST));
        Files.writeString(mount.resolve("..2/keys.yaml"), keys(SECOND));
        Files.createSymbolicLink(mount.resolve("..data"), Path.of("..1"));
        Files.createSymbolicLink(mount.resolve("keys.yaml"), Path.of("..data/keys.yaml"));
        try (KeysFileWatch mounted =
                new KeysFileWatch(mount.resolve("keys.yaml"), new KeysFileMetrics(new SimpleMeterRegistry()))) {
            mounted.start();
            Files.createSymbolicLink(mount.resolve("..new"), Path.of("..2"));
            Files.move(mount.resolve("..new"), mount.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);

            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(mounted.current().keys()).containsOnlyKeys(SECOND));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "keys: []", "keys: [", "{}", "keys: [{id: AbCdEf000002}]"})
    void aBrokenOrEmptyFileForgetsNothingAndIsTold(String content) throws IOException {
        Files.writeString(file, content);

        watch.look();
        watch.look();

        assertThat(watch.current().keys()).containsOnlyKeys(FIRST);
        assertThat(watch.concerns()).singleElement().asString().contains("stays in force");
        assertThat(watch.reasons()).isEmpty();
        assertThat(readings("unusable")).isEqualTo(1);
    }

    @Test
    void aMissingFileForgetsNothingAndComesBackAsItWas() throws IOException {
        Files.delete(file);
        watch.look();
        assertThat(watch.current().keys()).containsOnlyKeys(FIRST);
        assertThat(watch.concerns()).singleElement().asString().contains("does not exist");

        Files.writeString(file, keys(FIRST));
        watch.look();
        assertThat(watch.concerns()).isEmpty();
        assertThat(readings("loaded")).isEqualTo(2);
    }

    @Test
    void aRepairedFileIsTakenAndTheConcernIsGone() throws IOException {
        Files.writeString(file, "nonsense");
        watch.look();
        Files.writeString(file, keys(SECOND));
        watch.look();

        assertThat(watch.current().keys()).containsOnlyKeys(SECOND);
        assertThat(watch.concerns()).isEmpty();
    }

    @Test
    void aBrokenFileStopsTheStartWithLineAndField() throws IOException {
        Files.writeString(file, "keys:\n- id: AbCdEf000002\n");
        KeysFileWatch starting = new KeysFileWatch(file, new KeysFileMetrics(new SimpleMeterRegistry()));

        assertThatThrownBy(starting::start)
                .hasMessageContaining("penstock.edge.control.keys-file " + file)
                .hasMessageContaining("line 2: keys[0].organization is missing");
    }

    @Test
    void noFileIsNoConcern() {
        try (KeysFileWatch none = new KeysFileWatch(null, new KeysFileMetrics(new SimpleMeterRegistry()))) {
            none.start();

            assertThat(none.concerns()).isEmpty();
            assertThat(none.current().keys()).isEmpty();
        }
    }

    private void awaitKeys(KeyId... ids) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(watch.current().keys()).containsOnlyKeys(ids));
    }

    private double readings(String outcome) {
        return registry.get("penstock.edge.keys_file.readings")
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    private static String keys(KeyId... ids) {
        StringBuilder text = new StringBuilder("keys:\n");
        for (KeyId id : ids) {
            text.append("- {id: ")
                    .append(id)
                    .append(", organization: acme, secret_sha256: ")
                    .append("00".repeat(32))
                    .append("}\n");
        }
        return text.toString();
    }
}
