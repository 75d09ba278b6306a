package dev.penstock.control.write;

import static dev.penstock.control.SampleFacts.ACME;
import static dev.penstock.control.SampleFacts.NOON;
import static dev.penstock.control.SampleFacts.aKey;
import static dev.penstock.control.SampleFacts.keyId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.penstock.control.ControlFixture;
import dev.penstock.control.state.ControlState;
import dev.penstock.control.write.Change.Decision.Refuse;
import dev.penstock.control.write.Change.Decision.Write;
import dev.penstock.local.testing.TestingKafka;
import dev.penstock.model.control.ControlFact;
import dev.penstock.model.control.ControlFact.KeyFact;
import dev.penstock.model.control.ControlFact.OrganizationFact;
import dev.penstock.model.key.IngestionKey;
import dev.penstock.model.key.KeyId;
import dev.penstock.model.key.KeyRecord;
import dev.penstock.model.key.KeyState;
import dev.penstock.model.organization.Organization;
import dev.penstock.model.organization.OrganizationState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ControlWriterIT {

    private static final int ROUNDS = 100;

    @SuppressWarnings("NullAway.Init") // set by startKafka
    private static TestingKafka kafka;

    @BeforeAll
    static void startKafka() {
        kafka = TestingKafka.start();
    }

    @AfterAll
    static void stopKafka() {
        kafka.close();
    }

    @Test
    void whatIsWrittenIsReadBack() throws Exception {
        ControlPlane plane = ControlFixture.on(kafka).plane();
        IngestionKey key = plane.newKey("dev");

        assertThat(plane.createOrganization(ACME, "Acme")).isInstanceOf(WriteResult.Written.class);
        WriteResult result = plane.createKey(key, ACME, Set.of(), null, "web");

        ControlState state = plane.read();
        assertThat(result)
                .isInstanceOfSatisfying(
                        WriteResult.Written.class,
                        written -> assertThat(written.revision()).isEqualTo(state.revision()));
        assertThat(state.organization(ACME)).map(Organization::name).contains("Acme");
        assertThat(state.key(key.id())).hasValueSatisfying(record -> {
            assertThat(record.isProvedBy(key)).isTrue();
            assertThat(record.org()).isEqualTo(ACME);
            assertThat(record.label()).isEqualTo("web");
        });
    }

    @Test
    void organizationIsCreatedOnce() throws Exception {
        ControlFixture fixture = ControlFixture.on(kafka);
        ControlPlane plane = fixture.plane();
        plane.createOrganization(ACME, "Acme");

        assertThat(plane.createOrganization(ACME, "Another"))
                .isInstanceOfSatisfying(
                        WriteResult.Conflict.class,
                        conflict -> assertThat(conflict.reason()).contains("acme"));
        assertThat(fixture.history()).hasSize(1);
    }

    @Test
    void keyNeedsItsOrganization() throws Exception {
        ControlFixture fixture = ControlFixture.on(kafka);
        ControlPlane plane = fixture.plane();

        assertThat(plane.createKey(plane.newKey("dev"), ACME, Set.of(), null, ""))
                .isInstanceOfSatisfying(
                        WriteResult.Conflict.class,
                        conflict -> assertThat(conflict.reason()).contains("ingestctl orgs create acme"));
        assertThat(fixture.history()).isEmpty();
    }

    @Test
    void aRotationWritesBothKeysOrNone() throws Exception {
        ControlFixture fixture = ControlFixture.on(kafka);
        ControlPlane plane = fixture.plane();
        plane.createOrganization(ACME, "Acme");
        IngestionKey old = plane.newKey("dev");
        IngestionKey fresh = plane.newKey("dev");
        plane.createKey(old, ACME, Set.of(), null, "web");

        WriteResult result = plane.rotateKey(old.id(), fresh, Duration.ofHours(1));

        ControlState state = plane.read();
        assertThat(result)
                .isInstanceOfSatisfying(
                        WriteResult.Written.class,
                        written -> assertThat(written.revision()).isEqualTo(state.revision()));
        assertThat(state.key(old.id()).orElseThrow().expiresAt()).isNotNull();
        assertThat(state.key(fresh.id()).orElseThrow()).satisfies(key -> {
            assertThat(key.expiresAt()).isNull();
            assertThat(key.label()).isEqualTo("web");
            assertThat(key.isProvedBy(fresh)).isTrue();
        });

        plane.revokeKey(old.id());
        IngestionKey third = plane.newKey("dev");
        assertThat(plane.rotateKey(old.id(), third, Duration.ofHours(1))).isInstanceOf(WriteResult.Conflict.class);
        assertThat(plane.read().key(third.id())).isEmpty();
    }

    @Test
    void revokedKeyIsNotWrittenAsActive() throws Exception {
        ControlFixture fixture = ControlFixture.on(kafka);
        fixture.writer("ann").write(current -> new Write(new KeyFact(aKey(1).revoked())));

        WriteResult result = fixture.writer("bob").write(current -> new Write(new KeyFact(aKey(1))));

        assertThat(result).isInstanceOf(WriteResult.Conflict.class);
        assertThat(fixture.history()).containsExactly(new KeyFact(aKey(1).revoked()));
    }

    /// Each of the two adds one to what it read. A lost update would leave the sum below the number of successes; a
    /// success that was reported as a loss, above it.
    @Test
    void twoWritersLoseNoUpdate() throws Exception {
        ControlFixture fixture = ControlFixture.on(kafka);
        fixture.writer("setup").write(current -> new Write(counter(0)));
        Callable<Tally> adding = () -> {
            ControlWriter writer = fixture.writer(Thread.currentThread().getName());
            Tally tally = new Tally();
            for (int i = 0; i < ROUNDS; i++) {
                tally.add(writer.write(ControlWriterIT::plusOne));
            }
            return tally;
        };
        long begun = System.nanoTime();

        List<Tally> tallies = both(adding, adding);

        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        int written = tallies.stream().mapToInt(tally -> tally.written).sum();
        int lost = tallies.stream().mapToInt(tally -> tally.lost).sum();
        System.out.printf("written %d, lost %d, in %s%n", written, lost, took);
        assertThat(written + lost).isEqualTo(2 * ROUNDS);
        assertThat(written).isPositive();
        List<ControlFact> expected = new ArrayList<>();
        for (int i = 0; i <= written; i++) {
            expected.add(counter(i));
        }
        // Kafka says that a transaction is committed before those who read can see it; the next writer waits for that.
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(fixture.history()).containsExactlyElementsOf(expected));
    }

    /// One revokes each key while the other gives it a new label, from what it has read: an active key.
    @Test
    void noRevokedKeyComesBackHoweverTheyRace() throws Exception {
        ControlFixture fixture = ControlFixture.on(kafka);
        int keys = 20;
        for (int i = 0; i < keys; i++) {
            int number = i;
            fixture.writer("setup").write(current -> new Write(new KeyFact(aKey(number))));
        }
        ControlPlane revoking = fixture.plane();
        ControlWriter labelling = fixture.writer("labelling");

        both(
                () -> {
                    for (int i = 0; i < keys; i++) {
                        int tries = 0;
                        while (!(revoking.revokeKey(keyId(i)) instanceof WriteResult.Written)) {
                            assertThat(++tries).isLessThan(200);
                        }
                    }
                    return new Tally();
                },
                () -> {
                    for (int i = 0; i < keys; i++) {
                        KeyId id = keyId(i);
                        labelling.write(current -> current.key(id)
                                .<Change.Decision>map(key -> new Write(new KeyFact(labelled(key))))
                                .orElseGet(() -> new Refuse("no key")));
                    }
                    return new Tally();
                });

        Set<KeyId> revoked = new HashSet<>();
        for (ControlFact fact : fixture.history()) {
            KeyRecord key = ((KeyFact) fact).key();
            if (key.state() == KeyState.REVOKED) {
                revoked.add(key.id());
            } else {
                assertThat(revoked).doesNotContain(key.id());
            }
        }
        assertThat(revoked).hasSize(keys);
    }

    @Test
    void missingTopicIsSaidInOneSentence() {
        ControlFixture fixture = ControlFixture.at(kafka.bootstrap(), "nowhere.control");

        assertThat(fixture.plane().createOrganization(ACME, "Acme"))
                .isEqualTo(new WriteResult.Unavailable(
                        "topic nowhere.control does not exist: create it with `ingestctl topics apply`", false));
    }

    private static Change.Decision plusOne(ControlState current) {
        return current.organization(ACME)
                .<Change.Decision>map(organization -> new Write(counter(Integer.parseInt(organization.name()) + 1)))
                .orElseGet(() -> new Refuse("no counter"));
    }

    private static OrganizationFact counter(int value) {
        return new OrganizationFact(new Organization(ACME, Integer.toString(value), OrganizationState.ACTIVE, NOON));
    }

    private static KeyRecord labelled(KeyRecord key) {
        return new KeyRecord(
                key.id(),
                key.org(),
                key.environment(),
                key.secretHash(),
                key.state(),
                key.streams(),
                key.scopes(),
                key.createdAt(),
                key.expiresAt(),
                key.label() + "x");
    }

    private static List<Tally> both(Callable<Tally> one, Callable<Tally> other) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            Future<Tally> first = threads.submit(one);
            Future<Tally> second = threads.submit(other);
            return List.of(first.get(5, TimeUnit.MINUTES), second.get(5, TimeUnit.MINUTES));
        }
    }

    /// How the attempts of one writer ended; any other end fails the test.
    private static final class Tally {

        private int written;
        private int lost;

        void add(WriteResult result) {
            switch (result) {
                case WriteResult.Written done -> written++;
                case WriteResult.LostRace race -> lost++;
                case WriteResult.Conflict conflict -> throw new AssertionError(conflict);
                case WriteResult.Unavailable unavailable -> throw new AssertionError(unavailable);
            }
        }
    }
}
