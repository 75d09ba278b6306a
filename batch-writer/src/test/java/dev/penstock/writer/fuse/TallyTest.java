package dev.penstock.writer.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.model.stream.StreamName;
import org.junit.jupiter.api.Test;

class TallyTest {

    private static final StreamName CLICKS = new StreamName("clicks");
    private static final StreamName ORDERS = new StreamName("orders");
    private static final FuseLimits LIMITS = new FuseLimits(0.05, 100);

    private final Tally tally = new Tally();

    @Test
    void itTakesMoreThanTheShareAndMoreThanTheNumber() {
        count(CLICKS, 2_000, 100);
        assertThat(tally.trips(LIMITS)).isEmpty();

        tally.refuse(CLICKS, "wrong_type in amount");
        assertThat(tally.trips(LIMITS)).extracting(Trip::stream).containsExactly(CLICKS);
    }

    @Test
    void ofManyEventsTheShareCounts() {
        count(CLICKS, 10_000, 500);
        assertThat(tally.trips(LIMITS)).isEmpty();

        tally.refuse(CLICKS, "");
        assertThat(tally.trips(LIMITS)).hasSize(1);
    }

    @Test
    void ofFewEventsTheNumberCounts() {
        count(CLICKS, 100, 100);

        assertThat(tally.trips(LIMITS)).isEmpty();
    }

    @Test
    void oneStreamIsNotBlamedForAnother() {
        count(CLICKS, 200, 200);
        count(ORDERS, 100_000, 100);

        assertThat(tally.trips(LIMITS)).extracting(Trip::stream).containsExactly(CLICKS);
    }

    @Test
    void whatIsFoundByTrialCostsAnInsertEachSoItsShareDoesNotMatter() {
        count(CLICKS, 50_000, 0);
        for (int i = 0; i < 100; i++) {
            tally.refuseByTrial(CLICKS, "clickhouse_469");
        }
        assertThat(tally.trips(LIMITS)).isEmpty();

        tally.refuseByTrial(CLICKS, "clickhouse_469");

        assertThat(tally.trips(LIMITS))
                .containsExactly(new Trip(
                        CLICKS,
                        "101 of 50000 events of a batch would have become dead letters, the first for clickhouse_469"));
    }

    private void count(StreamName stream, int events, int refused) {
        for (int i = 0; i < events; i++) {
            tally.add(stream);
        }
        for (int i = 0; i < refused; i++) {
            tally.refuse(stream, "");
        }
    }
}
