package dev.penstock.control.replica;

import static dev.penstock.control.SampleFacts.ACME;
import static dev.penstock.control.SampleFacts.aKey;
import static dev.penstock.control.SampleFacts.acme;
import static dev.penstock.control.SampleFacts.keyId;
import static dev.penstock.control.SampleFacts.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.penstock.control.ControlFixture;
import dev.penstock.control.write.ControlPlane;
import dev.penstock.control.write.WriteResult;
import dev.penstock.local.testing.TestingKafka;
import dev.penstock.model.key.IngestionKey;
import dev.penstock.model.key.KeyState;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlReplicaIT {

    private static final Duration A_WHILE = Duration.ofSeconds(15);

    @SuppressWarnings("NullAway.Init") // set by startKafka
    private static TestingKafka kafka;

    @TempDir
    Path directory;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @BeforeAll
    static void startKafka() {
        kafka = TestingKafka.start();
    }

    @AfterAll
    static void stopKafka() {
        kafka.close();
    }

    @Test
    void createdKeyIsKnownWithinASecond() {
        ControlFixture fixture = ControlFixture.on(kafka);
        ControlPlane plane = fixture.plane();
        plane.createOrganization(ACME, "Acme");
        try (ControlReplica replica = caughtUp(fixture.replica())) {
            IngestionKey key = plane.newKey("dev");

            WriteResult.Written written = (WriteResult.Written) plane.createKey(key, ACME, Set.of(), null, "");

            await().pollInterval(Duration.ofMillis(5))
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> replica.key(key.id()).isPresent());
            assertThat(replica.organization(ACME)).isPresent();
            assertThat(replica.revision()).isEqualTo(written.revision());
        }
    }

    @Test
    void revokedKeyIsRevokedOnEveryReplicaWithinFiveSeconds() {
        ControlFixture fixture = ControlFixture.on(kafka);
        ControlPlane plane = fixture.plane();
        IngestionKey key = plane.newKey("dev");
        plane.createOrganization(ACME, "Acme");
        plane.createKey(key, ACME, Set.of(), null, "");
        try (ControlReplica one = caughtUp(fixture.replica());
                ControlReplica other = caughtUp(fixture.replica())) {
            plane.revokeKey(key.id());

            for (ControlReplica replica : Set.of(one, other)) {
                await().pollInterval(Duration.ofMillis(5))
                        .atMost(Duration.ofSeconds(30))
                        .until(() -> replica.key(key.id()).orElseThrow().state() == KeyState.REVOKED);
            }
        }
    }

    @Test
    void emptyTopicIsCaughtUpToo() {
        try (ControlReplica replica = caughtUp(ControlFixture.on(kafka).replica())) {
            assertThat(replica.revision()).isEqualTo(-1);
            assertThat(replica.behind()).isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void restartWithoutKafkaKnowsTheKeysButIsNotCaughtUp() throws Exception {
        ControlFixture fixture = ControlFixture.on(kafka);
        Path snapshot = directory.resolve("control.snapshot");
        fixture.produce(record(acme()));
        fixture.produce(record(aKey(1)));
        caughtUp(fixture.replica(new SimpleMeterRegistry(), snapshot)).close();

        ControlFixture withoutKafka =
                ControlFixture.at("127.0.0.1:1", fixture.topic().name());
        try (ControlReplica replica = withoutKafka.replica(meters, snapshot)) {
            assertThat(replica.key(keyId(1))).contains(aKey(1));
            assertThat(replica.organization(ACME)).contains(acme());
            assertThat(replica.revision()).isEqualTo(1);
            assertThat(replica.caughtUp()).isFalse();
            assertThat(replica.behind()).isEqualTo(ControlReplica.NEVER);
        }
        assertThat(snapshots("loaded")).isEqualTo(1);
    }

    @Test
    void restartFromASnapshotReadsOnlyWhatCameAfter() throws Exception {
        ControlFixture fixture = ControlFixture.on(kafka);
        Path snapshot = directory.resolve("control.snapshot");
        fixture.produce(record(acme()));
        fixture.produce(record(aKey(1)));
        caughtUp(fixture.replica(new SimpleMeterRegistry(), snapshot)).close();
        fixture.produce(record(aKey(1).revoked()));

        try (ControlReplica replica = caughtUp(fixture.replica(meters, snapshot))) {
            assertThat(replica.key(keyId(1))).contains(aKey(1).revoked());
            assertThat(records("applied")).isEqualTo(1);
        }
    }

    @Test
    void brokenSnapshotIsIgnoredAndCounted() throws Exception {
        ControlFixture fixture = ControlFixture.on(kafka);
        Path snapshot = Files.writeString(directory.resolve("control.snapshot"), "no snapshot at all, but long enough");
        fixture.produce(record(aKey(1)));

        try (ControlReplica replica = caughtUp(fixture.replica(meters, snapshot))) {
            assertThat(replica.key(keyId(1))).isPresent();
        }
        assertThat(snapshots("broken")).isEqualTo(1);
        assertThat(new SnapshotFile(snapshot).load()).isInstanceOf(LoadResult.Loaded.class);
    }

    @Test
    void snapshotOfAnotherTopicIsIgnoredAndCounted() throws Exception {
        ControlFixture old = ControlFixture.on(kafka);
        Path snapshot = directory.resolve("control.snapshot");
        old.produce(record(aKey(1)));
        caughtUp(old.replica(new SimpleMeterRegistry(), snapshot)).close();
        ControlFixture fixture = ControlFixture.on(kafka);
        fixture.produce(record(aKey(2)));

        try (ControlReplica replica = caughtUp(fixture.replica(meters, snapshot))) {
            assertThat(replica.key(keyId(1))).isEmpty();
            assertThat(replica.key(keyId(2))).isPresent();
        }
        assertThat(snapshots("foreign")).isEqualTo(1);
    }

    /// Caught up with nothing, a process would call every key unknown, and clients would throw their events away.
    @Test
    void emptyTopicInPlaceOfAFullOneIsNotBelievedUntilItIsRestored() throws Exception {
        ControlFixture old = ControlFixture.on(kafka);
        Path snapshot = directory.resolve("control.snapshot");
        old.produce(record(aKey(1)));
        caughtUp(old.replica(new SimpleMeterRegistry(), snapshot)).close();
        byte[] kept = Files.readAllBytes(snapshot);
        ControlFixture fixture = ControlFixture.on(kafka);

        try (ControlReplica replica = fixture.replica(meters, snapshot)) {
            await().atMost(A_WHILE).until(() -> snapshots("foreign") == 1);
            await().during(Duration.ofSeconds(3)).atMost(A_WHILE).until(() -> !replica.caughtUp());
            assertThat(Files.readAllBytes(snapshot)).isEqualTo(kept);

            fixture.produce(record(aKey(2)));
            caughtUp(replica);
            assertThat(replica.key(keyId(2))).isPresent();
        }
    }

    @Test
    void truncatedSnapshotIsBrokenAndTheTopicIsRead() throws Exception {
        ControlFixture fixture = ControlFixture.on(kafka);
        Path snapshot = directory.resolve("control.snapshot");
        fixture.produce(record(acme()));
        fixture.produce(record(aKey(1)));
        caughtUp(fixture.replica(new SimpleMeterRegistry(), snapshot)).close();
        byte[] whole = Files.readAllBytes(snapshot);
        Files.write(snapshot, Arrays.copyOf(whole, whole.length - 10));

        try (ControlReplica replica = caughtUp(fixture.replica(meters, snapshot))) {
            assertThat(replica.key(keyId(1))).contains(aKey(1));
            assertThat(replica.organization(ACME)).contains(acme());
        }
        assertThat(snapshots("broken")).isEqualTo(1);
    }

    @Test
    void badRecordsAreCountedAndNothingIsForgotten() throws Exception {
        ControlFixture fixture = ControlFixture.on(kafka);
        fixture.produce(record(acme()));
        fixture.produce(record(aKey(1).revoked()));
        fixture.produce("org/acme", "garbage".getBytes(StandardCharsets.UTF_8));
        fixture.produce("key/" + keyId(1), null);
        fixture.produce(record(aKey(1)));
        long last = fixture.produce(record(aKey(2)));

        try (ControlReplica replica = caughtUp(fixture.replica(meters, null))) {
            assertThat(replica.organization(ACME)).contains(acme());
            assertThat(replica.key(keyId(1))).contains(aKey(1).revoked());
            assertThat(replica.key(keyId(2))).isPresent();
            assertThat(replica.revision()).isEqualTo(last);
        }
        assertThat(records("applied")).isEqualTo(3);
        assertThat(records("malformed")).isEqualTo(1);
        assertThat(records("tombstone")).isEqualTo(1);
        assertThat(records("revoked_is_final")).isEqualTo(1);
    }

    /// With Kafka paused nothing fails at once: only the age tells.
    @Test
    void behindGrowsWhileKafkaIsSilentAndShrinksAfterwards() throws Exception {
        try (TestingKafka silent = TestingKafka.start()) {
            ControlFixture fixture = ControlFixture.on(silent);
            fixture.produce(record(aKey(1)));
            try (ControlReplica replica = caughtUp(fixture.replica())) {
                silent.pause();
                await().atMost(A_WHILE).until(() -> replica.behind().compareTo(Duration.ofSeconds(8)) > 0);
                assertThat(replica.key(keyId(1))).isPresent();
                assertThat(replica.caughtUp()).isTrue();

                silent.resume();
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> replica.behind().compareTo(Duration.ofSeconds(2)) < 0);
                fixture.produce(record(aKey(2)));
                await().atMost(A_WHILE).until(() -> replica.key(keyId(2)).isPresent());
            }
        }
    }

    @Test
    void replicaSurvivesARestartOfKafka() throws Exception {
        try (TestingKafka dying = TestingKafka.start()) {
            ControlFixture fixture = ControlFixture.on(dying);
            fixture.produce(record(aKey(1)));
            try (ControlReplica replica = caughtUp(fixture.replica())) {
                dying.kill();
                dying.restart();
                fixture.produce(record(aKey(2)));

                await().atMost(Duration.ofSeconds(30))
                        .until(() -> replica.key(keyId(2)).isPresent());
                await().atMost(A_WHILE).until(() -> replica.behind().compareTo(Duration.ofSeconds(2)) < 0);
            }
        }
    }

    /// The records of the new topic may say anything about the keys of the old one.
    @Test
    void replacedTopicIsNotFollowedAndTheReplicaGrowsStale() throws Exception {
        ControlFixture fixture = ControlFixture.on(kafka);
        fixture.produce(record(aKey(1)));
        try (ControlReplica replica = caughtUp(fixture.replica())) {
            try (Admin admin = Admin.create(fixture.topic().client())) {
                admin.deleteTopics(Set.of(fixture.topic().name())).all().get();
            }
            await().atMost(A_WHILE).ignoreExceptions().until(() -> {
                fixture.createTopic(kafka);
                return true;
            });
            fixture.produce(record(acme()));
            fixture.produce(record(aKey(2)));

            await().atMost(A_WHILE).until(() -> replica.behind().compareTo(Duration.ofSeconds(5)) > 0);
            assertThat(replica.key(keyId(1))).isPresent();
            assertThat(replica.key(keyId(2))).isEmpty();
            assertThat(replica.organization(ACME)).isEmpty();
        }
    }

    @Test
    void replicaWaitsForATopicThatIsNotThereYet() throws Exception {
        ControlFixture fixture = ControlFixture.at(kafka.bootstrap(), "later.control");
        try (ControlReplica replica = fixture.replica(meters, null)) {
            await().atMost(A_WHILE)
                    .until(() -> meters.get("penstock.control.interruptions")
                                    .counter()
                                    .count()
                            > 0);
            assertThat(replica.caughtUp()).isFalse();

            fixture.createTopic(kafka);
            caughtUp(replica);
        }
    }

    private static ControlReplica caughtUp(ControlReplica replica) {
        await().atMost(A_WHILE).until(replica::caughtUp);
        return replica;
    }

    private double records(String outcome) {
        return meters.get("penstock.control.records")
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    private double snapshots(String outcome) {
        return meters.get("penstock.control.snapshots")
                .tag("outcome", outcome)
                .counter()
                .count();
    }
}
