package dev.penstock.edge.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.model.ledger.LedgerCount;
import dev.penstock.model.ledger.LedgerOutcome;
import dev.penstock.model.ledger.LedgerRecord.EdgeMinute;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EdgeLedgerTest {

    private static final Instant MINUTE = Instant.parse("2026-03-01T10:07:00Z");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final EdgeLedger ledger =
            new EdgeLedger("edge/1", "b", Duration.ofSeconds(45), new LedgerMetrics(registry));

    @Test
    void aMinuteIsAnnouncedBeforeItBeginsAndClosedOnceItsRequestsHaveEnded() {
        assertThat(written(MINUTE, false)).extracting(EdgeMinute::minute).containsExactly(MINUTE);
        assertThat(written(MINUTE.plusSeconds(39), false)).isEmpty();
        assertThat(written(MINUTE.plusSeconds(40), false))
                .containsExactly(new EdgeMinute("edge_1", "b", MINUTE.plusSeconds(60), false, List.of()));
        assertThat(written(MINUTE.plusSeconds(104), false))
                .extracting(EdgeMinute::closed)
                .containsExactly(false);
        assertThat(written(MINUTE.plusSeconds(105), false))
                .containsExactly(new EdgeMinute("edge_1", "b", MINUTE, true, List.of()));
        assertThat(written(MINUTE.plusSeconds(106), false)).isEmpty();
    }

    @Test
    void countsAreCumulativeAndWrittenEverySoOften() {
        written(MINUTE, false);
        events("acme", LedgerOutcome.RECEIVED, 3);
        events("acme", LedgerOutcome.ACCEPTED, 3);
        assertThat(written(MINUTE.plusSeconds(9), false)).isEmpty();
        assertThat(counts(written(MINUTE.plusSeconds(10), false)))
                .containsExactlyInAnyOrder(
                        count("acme", "orders", LedgerOutcome.RECEIVED, "", 3),
                        count("acme", "orders", LedgerOutcome.ACCEPTED, "", 3));
        events("acme", LedgerOutcome.ACCEPTED, 2);
        assertThat(counts(written(MINUTE.plusSeconds(20), false)))
                .contains(count("acme", "orders", LedgerOutcome.ACCEPTED, "", 5));
    }

    @Test
    void whatIsNotSettledAtTheEndIsOfUnknownFateUntilItIs() {
        events("acme", LedgerOutcome.RECEIVED, 5);
        events("acme", LedgerOutcome.ACCEPTED, 3);
        assertThat(counts(written(MINUTE.plusSeconds(200), true)))
                .contains(count("acme", "", LedgerOutcome.UNKNOWN, "unsettled", 2));

        events("acme", LedgerOutcome.ACCEPTED, 2);
        assertThat(counts(written(MINUTE.plusSeconds(211), true)))
                .containsExactlyInAnyOrder(
                        count("acme", "orders", LedgerOutcome.RECEIVED, "", 5),
                        count("acme", "orders", LedgerOutcome.ACCEPTED, "", 5));
    }

    @Test
    void aLineThatKafkaDidNotTakeIsDueAgainAtOnce() {
        EdgeLedger.Line first = ledger.lines(MINUTE, false).getFirst();
        assertThat(ledger.lines(MINUTE.plusSeconds(1), false)).isEmpty();
        first.failed();
        assertThat(ledger.lines(MINUTE.plusSeconds(2), false)).hasSize(1);
        assertThat(registry.get("penstock.edge.ledger.lines")
                        .tag("outcome", "failed")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void aCountOfAMinuteThatIsForgottenNeverMakesItsLineAnew() {
        written(MINUTE, false);
        written(MINUTE.plusSeconds(200), false);
        written(MINUTE.plusSeconds(800), false);
        events("acme", LedgerOutcome.RECEIVED, 1);
        assertThat(written(MINUTE.plusSeconds(820), false))
                .noneMatch(line -> line.minute().equals(MINUTE))
                .anyMatch(line -> !line.counts().isEmpty());
    }

    @Test
    void aKafkaThatTakesNothingCostsNoMoreThanSoManyMinutes() {
        for (int i = 0; i < 2 * EdgeLedger.MOST_MINUTES; i++) {
            ledger.lines(MINUTE.plusSeconds(60L * i), false).forEach(EdgeLedger.Line::failed);
        }
        assertThat(ledger.lines(MINUTE.plusSeconds(60L * 2 * EdgeLedger.MOST_MINUTES), false))
                .hasSizeLessThanOrEqualTo(EdgeLedger.MOST_MINUTES + 1);
        assertThat(registry.get("penstock.edge.ledger.lines")
                        .tag("outcome", "dropped")
                        .counter()
                        .count())
                .isGreaterThan(50);
    }

    @Test
    void whoMakesUpStreamsIsCountedWithoutThemAndHarmsNobody() {
        for (int i = 0; i < 1_000; i++) {
            ledger.events("loud", "s" + i, MINUTE, LedgerOutcome.ACCEPTED, "", 1);
        }
        ledger.events("quiet", "s", MINUTE, LedgerOutcome.ACCEPTED, "", 7);
        List<LedgerCount> counts = counts(written(MINUTE.plusSeconds(200), true));
        assertThat(counts)
                .hasSizeLessThanOrEqualTo(LedgerMinute.MOST_OF_ONE + 3)
                .contains(count("quiet", "s", 7));
        assertThat(sum(counts, "loud")).isEqualTo(1_000);
        assertThat(registry.get("penstock.edge.ledger.overflow").counter().count())
                .isEqualTo(1_000 - LedgerMinute.MOST_OF_ONE);
    }

    @Test
    void whatThereIsNoRoomForIsCountedWithOthers() {
        for (int i = 0; i < 2 * LedgerMinute.MOST_KEYS; i++) {
            ledger.events("org" + i, "s", MINUTE, LedgerOutcome.ACCEPTED, "", 1);
        }
        List<LedgerCount> counts = counts(written(MINUTE.plusSeconds(200), true));
        assertThat(counts).hasSize(LedgerMinute.MOST_KEYS + 1);
        assertThat(sum(counts, LedgerCount.OTHERS)).isEqualTo(LedgerMinute.MOST_KEYS);
    }

    private void events(String organization, LedgerOutcome outcome, int count) {
        ledger.events(organization, "orders", MINUTE.plusSeconds(1), outcome, "", count);
    }

    private List<EdgeMinute> written(Instant now, boolean end) {
        List<EdgeMinute> lines = new ArrayList<>();
        for (EdgeLedger.Line line : ledger.lines(now, end)) {
            line.written();
            lines.add(line.record());
        }
        return lines;
    }

    private static List<LedgerCount> counts(List<EdgeMinute> lines) {
        return lines.stream().flatMap(line -> line.counts().stream()).toList();
    }

    private static long sum(List<LedgerCount> counts, String organization) {
        return counts.stream()
                .filter(count -> count.organization().equals(organization))
                .mapToLong(LedgerCount::events)
                .sum();
    }

    private static LedgerCount count(String organization, String stream, long events) {
        return count(organization, stream, LedgerOutcome.ACCEPTED, "", events);
    }

    private static LedgerCount count(
            String organization, String stream, LedgerOutcome outcome, String reason, long events) {
        return new LedgerCount(organization, stream, outcome.code(), reason, events, 0, MINUTE);
    }
}
