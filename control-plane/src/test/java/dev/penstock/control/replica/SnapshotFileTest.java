package dev.penstock.control.replica;

import static dev.penstock.control.SampleFacts.aKey;
import static dev.penstock.control.SampleFacts.acme;
import static dev.penstock.control.SampleFacts.at;
import static dev.penstock.control.SampleFacts.record;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.control.state.ControlState;
import dev.penstock.model.control.ControlFact.HaltFact;
import dev.penstock.model.control.ControlFact.StreamFact;
import dev.penstock.model.stream.StreamName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SnapshotFileTest {

    private static final Uuid TOPIC = new Uuid(1, 2);

    @TempDir
    Path directory;

    private Path path;
    private SnapshotFile file;

    @BeforeEach
    void pointToAFileInAFolderThatIsNotThereYet() {
        path = directory.resolve("state/control.snapshot");
        file = new SnapshotFile(path);
    }

    @Test
    void comesBackAsItWasWritten() throws IOException {
        file.write(new Snapshot(TOPIC, aState()));

        assertThat(file.load()).isInstanceOfSatisfying(LoadResult.Loaded.class, loaded -> {
            assertThat(loaded.snapshot().topicId()).isEqualTo(TOPIC);
            assertThat(loaded.snapshot().state().revision()).isEqualTo(17);
            assertThat(loaded.snapshot().state().all()).containsExactlyInAnyOrderElementsOf(aState().all());
        });
    }

    @Test
    void emptyStateComesBackToo() throws IOException {
        file.write(new Snapshot(TOPIC, ControlState.EMPTY));

        assertThat(file.load())
                .isInstanceOfSatisfying(
                        LoadResult.Loaded.class,
                        loaded ->
                                assertThat(loaded.snapshot().state().revision()).isEqualTo(-1));
    }

    @Test
    void replacesTheLastOneAndLeavesNothingBeside() throws IOException {
        file.write(new Snapshot(TOPIC, ControlState.EMPTY));
        file.write(new Snapshot(TOPIC, aState()));

        try (Stream<Path> files = Files.list(path.getParent())) {
            assertThat(files).containsExactly(path);
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-------");
    }

    @Test
    void missingFileIsNoError() {
        assertThat(file.load()).isEqualTo(new LoadResult.Absent());
    }

    @FunctionalInterface
    interface Damage {
        byte[] to(byte[] good);
    }

    static Stream<Arguments> damages() {
        return Stream.of(
                Arguments.of("nothing in it", (Damage) good -> new byte[0], "cut off"),
                Arguments.of("only a header", (Damage) good -> Arrays.copyOf(good, 20), "cut off"),
                Arguments.of("half of it", (Damage) good -> Arrays.copyOf(good, good.length / 2), "checksum"),
                Arguments.of("its last byte lost", (Damage) good -> Arrays.copyOf(good, good.length - 1), "checksum"),
                Arguments.of("a byte too many", (Damage) good -> Arrays.copyOf(good, good.length + 1), "checksum"),
                Arguments.of(
                        "another kind of file",
                        (Damage) good -> "x".repeat(200).getBytes(StandardCharsets.UTF_8),
                        "no snapshot"),
                Arguments.of(
                        "only zeros, as after a power cut", (Damage) good -> new byte[good.length], "no snapshot"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("damages")
    void damagedFileIsBrokenAndSaysWhy(String what, Damage damage, String reason) throws IOException {
        file.write(new Snapshot(TOPIC, aState()));
        Files.write(path, damage.to(Files.readAllBytes(path)));

        assertThat(file.load())
                .isInstanceOfSatisfying(
                        LoadResult.Broken.class,
                        broken -> assertThat(broken.reason()).contains(reason));
    }

    @Test
    void noChangedByteGoesUnseen() throws IOException {
        file.write(new Snapshot(TOPIC, aState()));
        byte[] good = Files.readAllBytes(path);
        Random random = new Random(7);

        for (int i = 0; i < good.length; i++) {
            byte[] bad = good.clone();
            bad[i] ^= (byte) (1 + random.nextInt(255));
            Files.write(path, bad);

            assertThat(file.load()).as("byte %d", i).isInstanceOf(LoadResult.Broken.class);
        }
    }

    @Test
    void folderInPlaceOfTheFileIsBroken() throws IOException {
        Files.createDirectories(path);

        assertThat(file.load()).isInstanceOf(LoadResult.Broken.class);
    }

    private static ControlState aState() {
        ControlState.Changes changes = ControlState.EMPTY.change();
        changes.apply(at(3, record(acme())));
        changes.apply(at(5, record(aKey(1))));
        changes.apply(at(8, record(aKey(2).revoked())));
        changes.apply(at(11, record(new StreamFact(new StreamName("clicks"), 1, "{}"))));
        changes.apply(at(12, record(new HaltFact(new StreamName("clicks"), 1, true, "fuse"))));
        changes.skip(17);
        return changes.done();
    }
}
