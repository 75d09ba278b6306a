package dev.penstock.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.penstock.local.testing.TestingClickHouse;
import dev.penstock.local.testing.TestingKafka;
import dev.penstock.model.event.Event;
import dev.penstock.model.stream.StreamName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a stream that is halted by its fuse costs the others: nothing one could notice.
class HaltedStreamIT {

    private static final Logger log = LoggerFactory.getLogger(HaltedStreamIT.class);

    private static final StreamName CLICKS = new StreamName("clicks");
    private static final StreamName ORDERS = new StreamName("orders");

    private static final int EACH = 30;

    // As a release promises it. Within a suite, which shares its machine, only that nothing waits for the halted one.
    private static final double MOST_ADDED = Acceptance.choose(2.0, 0.2);

    private static TestingKafka kafka;
    private static TestingClickHouse clickHouse;
    private static Stage stage;

    @BeforeAll
    static void start() throws Exception {
        kafka = TestingKafka.start(Stage.SHORT_SESSIONS);
        clickHouse = TestingClickHouse.start();
        stage = new Stage(kafka, clickHouse);
    }

    @AfterAll
    static void stop() {
        stage.close();
        clickHouse.close();
        kafka.close();
    }

    @Test
    void otherStreamsKeepTheirLatency() throws Exception {
        Duration time = Acceptance.choose(Duration.ofSeconds(5), Duration.ofSeconds(60));
        stage.startReady();
        try (Sightings orders = new Sightings(stage, ORDERS);
                Load load = new Load(stage, () -> received(orders))) {
            pass(Acceptance.choose(Duration.ofSeconds(3), Duration.ofSeconds(20)));
            Instant healthy = Instant.now();
            pass(time);
            Instant broken = Instant.now();
            stage.query("ALTER TABLE %s.events_raw ADD CONSTRAINT no_clicks CHECK stream != 'clicks'");
            await().atMost(Stage.PATIENCE)
                    .until(() ->
                            stage.halts(CLICKS).size() == 1 && !stage.parked().isEmpty());
            // What was read before the halt was known is settled by then.
            pass(Duration.ofSeconds(3));
            Instant halted = Instant.now();
            pass(time);
            Instant end = Instant.now();
            load.end();

            Delays usual = orders.between(healthy, broken);
            Delays blowing = orders.between(broken, halted);
            Delays meanwhile = orders.between(halted, end);
            orders.end();
            log.info(
                    "from received to queryable: {} usually, {} while the fuse blew, {} while it was blown",
                    usual.summary(),
                    blowing.summary(),
                    meanwhile.summary());
            Acceptance.record(
                    "halted-stream-latency",
                    Map.of(
                            "usual",
                            usual.summary(),
                            "while_the_fuse_blew",
                            blowing.summary(),
                            "while_halted",
                            meanwhile.summary(),
                            "parked",
                            stage.parked().size()));
            assertThat(stage.halts(ORDERS)).isEmpty();
            assertThat(stage.deadLetters()).isEmpty();
            for (int percent : List.of(50, 95)) {
                assertThat((double) meanwhile.percentile(percent))
                        .as("p%s of %s, usually %s", percent, meanwhile.summary(), usual.summary())
                        .isLessThanOrEqualTo(usual.percentile(percent) * (1 + MOST_ADDED));
            }
        }
    }

    private static List<Event> received(Sightings orders) {
        List<Event> events = new ArrayList<>(2 * EACH);
        for (int i = 0; i < EACH; i++) {
            Stream.of(CLICKS, ORDERS).map(SampleEvents::receivedNow).forEach(events::add);
        }
        orders.expect(events);
        return events;
    }

    private static void pass(Duration time) {
        await().pollDelay(time).atMost(Stage.PATIENCE).until(() -> true);
    }
}
