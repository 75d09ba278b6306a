package dev.penstock.writer.pressure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.model.pressure.PressureLevel;
import dev.penstock.model.progress.OffsetRange;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeadRoomTest {

    private static final Retention TEN_SECONDS = new Retention(OptionalLong.of(10_000), OptionalLong.empty());
    private static final Retention BOTH = new Retention(OptionalLong.of(10_000), OptionalLong.of(1_000));

    private final HeadRoom headRoom =
            new HeadRoom(new PressureLimits(0.7, 0.4, 0.15, Duration.ofSeconds(60), Duration.ofSeconds(10)));

    @Test
    void nothingUnreadIsAllTheRoom() {
        assertThat(headRoom.of(new Unread(0, 100, 100, 0, 10), BOTH)).isEqualTo(1);
    }

    @Test
    void theAgeOfTheOldestUnreadRecordUsesTheRetentionInTime() {
        assertThat(headRoom.of(new Unread(0, 50, 100, 2_500, 10), TEN_SECONDS)).isEqualTo(0.75);
        assertThat(headRoom.of(new Unread(0, 50, 100, 20_000, 10), TEN_SECONDS)).isZero();
    }

    @Test
    void theScarcerOfTimeAndBytesCounts() {
        assertThat(headRoom.of(new Unread(0, 50, 100, 2_500, 10), BOTH)).isEqualTo(0.5);
    }

    @Test
    void beforeAnythingWasReadTheUnreadPartOfTheLogStandsForItsBytes() {
        assertThat(headRoom.of(new Unread(100, 150, 200, 0, 0), BOTH)).isEqualTo(0.5);
    }

    @Test
    void theFirstRecordsOfANewTopicLeaveAllTheRoom() {
        assertThat(headRoom.of(new Unread(0, 0, 200, 0, 0), BOTH)).isEqualTo(1);
    }

    @Test
    void unreadDataThatWasDeletedLeavesNoRoom() {
        assertThat(headRoom.of(new Unread(60, 50, 100, 1, 10), TEN_SECONDS)).isZero();
    }

    @Test
    void aTopicKeptForEverHasRoom() {
        Retention forEver = new Retention(OptionalLong.empty(), OptionalLong.empty());

        assertThat(headRoom.of(new Unread(0, 0, 100, Long.MAX_VALUE, 10), forEver))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"1, FINE", "0.7, FINE", "0.69, ELEVATED", "0.39, HIGH", "0.15, HIGH", "0.149, CRITICAL", "0, CRITICAL"})
    void eachThresholdBeginsItsLevel(double room, PressureLevel level) {
        assertThat(headRoom.level(room, Duration.ZERO)).isEqualTo(level);
    }

    @Test
    void buffersThatStayFullAreElevatedAndHideNothingWorse() {
        assertThat(headRoom.level(1, Duration.ofSeconds(59))).isEqualTo(PressureLevel.FINE);
        assertThat(headRoom.level(1, Duration.ofSeconds(60))).isEqualTo(PressureLevel.ELEVATED);
        assertThat(headRoom.level(0, Duration.ofSeconds(60))).isEqualTo(PressureLevel.CRITICAL);
    }

    @Test
    void aPartitionThatGoesIsToldOfOnceMore() {
        PartitionViews views = new PartitionViews();
        PartitionView last = new PartitionView(null, 0, 5, 0, 0, 2, List.of(new OffsetRange(3, 4)), List.of());
        views.show(last);
        assertThat(views.takeDeparted()).isEmpty();

        views.remove(0);

        assertThat(views.all()).isEmpty();
        assertThat(views.takeDeparted()).containsExactly(last);
        assertThat(views.takeDeparted()).isEmpty();
    }

    @Test
    void howLongTheBuffersAreFullIsMeasuredFromWhenTheyBecameSo() {
        PartitionViews views = new PartitionViews();
        views.buffers(true, 100);
        views.buffers(true, 200);

        assertThat(views.buffersFull(350)).isEqualTo(Duration.ofNanos(250));

        views.buffers(false, 400);
        assertThat(views.buffersFull(500)).isZero();
    }
}
