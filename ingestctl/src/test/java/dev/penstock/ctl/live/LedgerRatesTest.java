package dev.penstock.ctl.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.ctl.live.LedgerRates.OrganizationRates;
import dev.penstock.ctl.live.LedgerRates.Rates;
import dev.penstock.model.ledger.LedgerCount;
import dev.penstock.model.ledger.LedgerRecord.EdgeMinute;
import dev.penstock.model.ledger.LedgerRecord.WriterBatch;
import dev.penstock.model.topic.TopicId;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class LedgerRatesTest {

    private static final Instant MINUTE = Instant.parse("2026-11-01T10:00:00Z");

    private final LedgerRates rates = new LedgerRates(MINUTE);

    @Test
    void whatAnEdgeSaysAgainCountsByWhatIsNew() {
        rates.take(edge("a", MINUTE, count("acme", "accepted", 300)), MINUTE.plusSeconds(10));
        rates.take(
                edge(
                        "a",
                        MINUTE,
                        count("acme", "accepted", 600),
                        count("acme", "shed", 30),
                        count("acme", "rejected", 30)),
                MINUTE.plusSeconds(20));
        rates.take(
                edge("b", MINUTE, count("acme", "accepted", 300), count("beta", "accepted", 30)),
                MINUTE.plusSeconds(20));

        Rates now = rates.at(MINUTE.plusSeconds(30));

        assertThat(now.organizations())
                .containsExactly(
                        new OrganizationRates("acme", 30, 2, 0, 0, 0), new OrganizationRates("beta", 1, 0, 0, 0, 0));
        assertThat(rates.at(MINUTE.plusSeconds(45)).organizations().getFirst().accepted())
                .as("the first ten seconds are out of the window")
                .isEqualTo(20);
        assertThat(rates.at(MINUTE.plusSeconds(60)).organizations()).isEmpty();
    }

    @Test
    void ofAMinuteThatBeganBeforeItLookedOnlyTheIncreaseCounts() {
        Instant earlier = MINUTE.minusSeconds(60);
        rates.take(edge("a", earlier, count("acme", "accepted", 9_000)), MINUTE.plusSeconds(1));
        assertThat(rates.at(MINUTE.plusSeconds(2)).organizations()).isEmpty();

        rates.take(edge("a", earlier, count("acme", "accepted", 9_030)), MINUTE.plusSeconds(3));
        assertThat(rates.at(MINUTE.plusSeconds(4)).organizations().getFirst().accepted())
                .isEqualTo(1);
    }

    @Test
    void batchesAreAsLargeAsTheRecordsTheySettle() {
        rates.take(batch(0, 99, count("acme", "stored", 90), count("acme", "dead_lettered", 10)), MINUTE);
        rates.take(batch(100, 399, count("acme", "stored", 300)), MINUTE.plusSeconds(1));

        Rates now = rates.at(MINUTE.plusSeconds(2));

        assertThat(now.batchesPerSecond()).isEqualTo(2 / 30.0);
        assertThat(now.batchRecords()).isEqualTo(200);
        assertThat(now.organizations().getFirst().stored()).isEqualTo(13);
        assertThat(now.organizations().getFirst().deadLettered()).isEqualTo(10 / 30.0);
        assertThat(now.dropped()).isZero();
    }

    private static EdgeMinute edge(String instance, Instant minute, LedgerCount... counts) {
        return new EdgeMinute(instance, "boot", minute, false, List.of(counts));
    }

    private static WriterBatch batch(long first, long last, LedgerCount... counts) {
        return new WriterBatch(new TopicId(1, 2), 0, first, last, List.of(counts));
    }

    private static LedgerCount count(String organization, String outcome, long events) {
        return new LedgerCount(organization, "web", outcome, "", events, 0, MINUTE);
    }
}
