package dev.penstock.edge.signal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class HeadRoomTest {

    private static final long WEEK = Duration.ofDays(7).toMillis();
    private static final long UNKNOWN = -1;

    private final HeadRoom byTime = new HeadRoom(OptionalLong.of(WEEK), OptionalLong.empty());

    @Test
    void whereNothingIsUnreadAllOfItIsLeft() {
        assertThat(byTime.of(0, 100, 100, WEEK, UNKNOWN)).isEqualTo(1);
    }

    @Test
    void theAgeOfTheOldestUnreadRecordUsesTheTimeKafkaKeepsIt() {
        assertThat(byTime.of(0, 50, 100, WEEK / 4, UNKNOWN)).isEqualTo(0.75);
        assertThat(byTime.of(0, 50, 100, 2 * WEEK, UNKNOWN)).isZero();
    }

    @Test
    void whereUnreadRecordsAreBeingDeletedNothingIsLeft() {
        assertThat(byTime.of(60, 50, 100, 0, UNKNOWN)).isZero();
    }

    @Test
    void withALimitInBytesTheUnreadPartOfTheLogStandsForThem() {
        HeadRoom both = new HeadRoom(OptionalLong.of(WEEK), OptionalLong.of(1_000_000));

        assertThat(both.of(100, 150, 200, 0, UNKNOWN)).isEqualTo(0.5);
        assertThat(both.of(100, 190, 200, WEEK / 2, UNKNOWN)).isEqualTo(0.5);
    }

    @Test
    void whereTheSizeOfTheLogIsKnownItsUnreadPartIsMeasuredAgainstTheLimit() {
        HeadRoom both = new HeadRoom(OptionalLong.of(WEEK), OptionalLong.of(1_000_000));

        assertThat(both.of(0, 500, 1_000, 0, 800_000)).isEqualTo(0.6);
        assertThat(both.of(100, 100, 1_000, 0, 200_000)).isEqualTo(0.8);
        assertThat(both.of(0, 0, 1_000, 0, 2_000_000)).isZero();
    }

    /// A fresh topic of a thousand unread events is not full because they are all it has.
    @Test
    void aLogOfWhichNothingWasDeletedIsInNoDangerForItsBytes() {
        HeadRoom both = new HeadRoom(OptionalLong.of(WEEK), OptionalLong.of(1_000_000));

        assertThat(both.of(0, 0, 1_000, WEEK / 10, UNKNOWN)).isEqualTo(0.9);
    }

    @Test
    void withoutAnyLimitThereIsAlwaysRoom() {
        HeadRoom none = new HeadRoom(OptionalLong.empty(), OptionalLong.empty());

        assertThat(none.of(0, 0, 100, WEEK, UNKNOWN)).isEqualTo(1);
    }
}
