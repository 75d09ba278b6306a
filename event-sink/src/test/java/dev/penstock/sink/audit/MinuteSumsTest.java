package dev.penstock.sink.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.model.ledger.LedgerCount;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class MinuteSumsTest {

    private static final Instant MINUTE = Instant.parse("2026-03-01T10:07:00Z");

    @Test
    void whatIsSettledOrOnItsWayBalancesWhatWasAccepted() {
        MinuteSums sums = sums("acme", 10, 0, 7, false);

        assertThat(sums.missing(3)).isZero();
        assertThat(sums.surplus(3)).isZero();
        assertThat(sums.missing(2)).isEqualTo(1);
        assertThat(sums.surplus(4)).isEqualTo(1);
    }

    @Test
    void whatIsOfUnknownFateMayBeThereOrNot() {
        MinuteSums sums = sums("acme", 10, 2, 11, false);

        assertThat(sums.missing(0)).isZero();
        assertThat(sums.surplus(0)).isZero();
        assertThat(sums.surplus(2)).isEqualTo(1);
    }

    @Test
    void anOpenMinuteHasNoMostButALeast() {
        assertThat(sums("acme", 10, 0, 99, true).surplus(0)).isZero();
        assertThat(sums("acme", 10, 0, 9, true).missing(0)).isEqualTo(1);
    }

    @Test
    void whatCameBackIsCountedOnce() {
        MinuteSums sums = new MinuteSums("acme", MINUTE, 10, 0, 0, 10, 2, 3, 5, false);

        assertThat(sums.settled()).isEqualTo(10);
    }

    @Test
    void aMinuteWithoutRoomForAllIsJudgedInTotal() {
        List<MinuteSums> judged = LedgerSums.together(List.of(
                sums("acme", 10, 0, 8, false),
                sums(LedgerCount.OTHERS, 5, 0, 7, false),
                new MinuteSums("acme", MINUTE.plusSeconds(60), 1, 0, 0, 1, 0, 0, 0, false)));

        assertThat(judged)
                .containsExactly(
                        sums(LedgerSums.ALL, 15, 0, 15, false),
                        new MinuteSums("acme", MINUTE.plusSeconds(60), 1, 0, 0, 1, 0, 0, 0, false));
    }

    @Test
    void ofBatchesThatOverlapTheNewestCount() {
        BatchLine whole = new BatchLine("t", 0, 0, 99, 1);
        BatchLine firstHalf = new BatchLine("t", 0, 0, 49, 2);
        BatchLine secondHalf = new BatchLine("t", 0, 50, 99, 3);
        BatchLine next = new BatchLine("t", 0, 100, 120, 4);
        BatchLine other = new BatchLine("t", 1, 0, 99, 1);

        assertThat(BatchLine.inForce(List.of(whole, firstHalf, secondHalf, next, other)))
                .containsExactlyInAnyOrder(firstHalf, secondHalf, next, other);
        assertThat(BatchLine.inForce(List.of(firstHalf, new BatchLine("t", 0, 40, 60, 9))))
                .containsExactly(new BatchLine("t", 0, 40, 60, 9));
    }

    private static MinuteSums sums(String organization, long accepted, long unknown, long stored, boolean open) {
        return new MinuteSums(organization, MINUTE, accepted, unknown, 0, stored, 0, 0, 0, open);
    }
}
