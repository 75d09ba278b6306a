package dev.penstock.control.write;

import static dev.penstock.control.SampleFacts.ACME;
import static dev.penstock.control.SampleFacts.acme;
import static dev.penstock.control.SampleFacts.keyId;
import static dev.penstock.control.SampleFacts.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.penstock.control.ControlFixture;
import dev.penstock.control.replica.ControlReplica;
import dev.penstock.local.testing.TestingKafka;
import dev.penstock.model.organization.OrgId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("completeness")
class KilledWriterIT {

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
    void nextWriterIsNotHeldUpAndTheAbandonedRecordIsNeverSeen() throws Exception {
        ControlFixture fixture = ControlFixture.on(kafka);
        try (ControlReplica replica = fixture.replica()) {
            dieInTheMiddle(fixture);
            long begun = System.nanoTime();

            WriteResult result = fixture.plane().createOrganization(ACME, "Acme");

            await().pollInterval(Duration.ofMillis(10))
                    .atMost(Duration.ofSeconds(15))
                    .until(() -> replica.organization(ACME).isPresent());
            report("next writer written and seen after", begun);
            assertThat(result).isInstanceOf(WriteResult.Written.class);
            assertThat(replica.key(keyId(666))).isEmpty();
            assertThat(fixture.history()).hasSize(1);
        }
    }

    /// What was written before and without a transaction waits behind the abandoned one, but not for ever: its time
    /// limit here is 5 s, and Kafka looks every 10 s.
    @Test
    void readersWaitNoLongerThanTheTransactionsTimeLimit() throws Exception {
        ControlFixture fixture = ControlFixture.on(kafka);
        try (ControlReplica replica = fixture.replica()) {
            await().atMost(Duration.ofSeconds(30)).until(replica::caughtUp);
            dieInTheMiddle(fixture);
            long begun = System.nanoTime();
            fixture.produce(record(acme()));

            await().pollInterval(Duration.ofMillis(50))
                    .atMost(Duration.ofSeconds(25))
                    .until(() -> replica.organization(new OrgId("acme")).isPresent());
            report("record behind the abandoned transaction seen after", begun);
            assertThat(replica.key(keyId(666))).isEmpty();
        }
    }

    private static void report(String what, long begun) {
        System.out.println(what + " " + Duration.ofNanos(System.nanoTime() - begun));
    }

    private static void dieInTheMiddle(ControlFixture fixture) throws IOException, InterruptedException {
        Object bootstrap = fixture.topic().client().get("bootstrap.servers");
        Process writer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        AbandonedTransaction.class.getName(),
                        String.valueOf(bootstrap),
                        fixture.topic().name())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            assertThat(writer.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(new String(writer.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .contains("sent");
            assertThat(writer.exitValue()).isEqualTo(137);
        } finally {
            writer.destroyForcibly();
        }
    }
}
