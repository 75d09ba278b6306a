package dev.penstock.writer.count;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.model.ledger.LedgerCount;
import dev.penstock.model.ledger.LedgerOutcome;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class BatchCountsTest {

    private static final Instant MINUTE = Instant.parse("2026-03-01T10:07:00Z");
    private static final long MILLIS = MINUTE.toEpochMilli();

    private final BatchCounts counts = new BatchCounts();

    @Test
    void recordsAreCountedByOrganizationStreamMinuteAndOutcome() {
        counts.add("acme", "orders", MILLIS, LedgerOutcome.STORED);
        counts.add("acme", "orders", MILLIS + 59_999, LedgerOutcome.STORED);
        counts.add("acme", "orders", MILLIS + 60_000, LedgerOutcome.STORED);
        counts.add("acme", "clicks", MILLIS, LedgerOutcome.STORED);
        counts.add("acme", "orders", MILLIS, LedgerOutcome.PARKED);
        counts.add("beta", "orders", MILLIS, LedgerOutcome.STORED);

        assertThat(counts.counts())
                .containsExactlyInAnyOrder(
                        count("acme", "orders", "stored", 2, MINUTE),
                        count("acme", "orders", "stored", 1, MINUTE.plusSeconds(60)),
                        count("acme", "clicks", "stored", 1, MINUTE),
                        count("acme", "orders", "parked", 1, MINUTE),
                        count("beta", "orders", "stored", 1, MINUTE));
    }

    @Test
    void aRowThatIsGivenUpIsCountedOnce() {
        counts.add("acme", "orders", MILLIS, LedgerOutcome.STORED);
        counts.move("acme", "orders", MILLIS, LedgerOutcome.STORED, LedgerOutcome.DEAD_LETTERED);

        assertThat(counts.counts()).containsExactly(count("acme", "orders", "dead_lettered", 1, MINUTE));
    }

    @Test
    void whatThereIsNoRoomForKeepsItsMinuteWhileItCan() {
        for (int i = 0; i < 3 * BatchCounts.MOST; i++) {
            counts.add("org" + i, "orders", MILLIS + 60_000L * i, LedgerOutcome.STORED);
        }
        // One of them is given up after all, out of the same place.
        int late = 3 * BatchCounts.MOST - 1;
        counts.move("org" + late, "orders", MILLIS + 60_000L * late, LedgerOutcome.STORED, LedgerOutcome.DEAD_LETTERED);

        assertThat(counts.counts()).hasSizeLessThanOrEqualTo(2 * BatchCounts.MOST + 2);
        assertThat(counts.counts().stream().mapToLong(LedgerCount::events).sum())
                .isEqualTo(3L * BatchCounts.MOST);
        assertThat(counts.counts())
                .filteredOn(count -> count.organization().equals(LedgerCount.OTHERS))
                .hasSizeGreaterThan(BatchCounts.MOST)
                .anyMatch(count -> count.minute().equals(Instant.EPOCH) && count.events() == BatchCounts.MOST - 1);
    }

    private static LedgerCount count(String organization, String stream, String outcome, long events, Instant minute) {
        return new LedgerCount(organization, stream, outcome, "", events, 0, minute);
    }
}
