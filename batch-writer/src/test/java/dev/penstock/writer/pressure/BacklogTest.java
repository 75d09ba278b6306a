package dev.penstock.writer.pressure;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BacklogTest {

    private static final Instant MONDAY = Instant.parse("2026-05-04T12:00:00Z");
    private static final Instant SATURDAY = MONDAY.plus(Duration.ofDays(5));

    private final Backlog backlog = new Backlog();

    @Test
    void theFirstEventAfterAQuietTimeIsNotAsOldAsTheOneBefore() {
        backlog.of(settledOnMonday(), log(10), SATURDAY);

        Unread unread = backlog.of(settledOnMonday(), log(11), SATURDAY.plusSeconds(1));

        assertThat(unread.records()).isEqualTo(1);
        assertThat(unread.oldestAgeMillis()).isEqualTo(1_000);
    }

    @Test
    void whatWasNeverCaughtUpWithIsAsOldAsItsOldestRecord() {
        assertThat(backlog.of(settledOnMonday(), log(11), SATURDAY).oldestAgeMillis())
                .isEqualTo(Duration.ofDays(5).toMillis());
    }

    @Test
    void aPartitionThatWasAwayIsNotKnownAnyMore() {
        backlog.of(settledOnMonday(), log(10), SATURDAY);

        backlog.keepOnly(Set.of(1));

        assertThat(backlog.of(settledOnMonday(), log(11), SATURDAY).oldestAgeMillis())
                .isEqualTo(Duration.ofDays(5).toMillis());
    }

    @Test
    void nothingUnreadHasNoAge() {
        Unread unread = backlog.of(settledOnMonday(), log(10), SATURDAY);

        assertThat(unread.records()).isZero();
        assertThat(unread.oldestAgeMillis()).isZero();
    }

    /// A retention in bytes is measured where they are packed.
    @Test
    void theSizeOfARecordIsThatOnKafkasDiskWhereItIsKnown() {
        assertThat(backlog.of(settledOnMonday(), log(11), SATURDAY).bytesPerRecord())
                .isEqualTo(300);

        LogReader.Log packed = new LogReader.Log(0, 11, OptionalLong.of(10), 40);
        assertThat(backlog.of(settledOnMonday(), packed, SATURDAY).bytesPerRecord())
                .isEqualTo(40);
    }

    private static PartitionView settledOnMonday() {
        return new PartitionView(null, 0, 10, MONDAY.toEpochMilli(), 300, 0, List.of(), List.of());
    }

    private static LogReader.Log log(long end) {
        return new LogReader.Log(0, end, OptionalLong.of(10), 0);
    }
}
