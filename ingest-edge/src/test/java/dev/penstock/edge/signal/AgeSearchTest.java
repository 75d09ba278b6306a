package dev.penstock.edge.signal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgeSearchTest {

    private static final long NOW = 1_764_374_400_000L;
    private static final long WEEK = Duration.ofDays(7).toMillis();

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 1_000, 60_000, 86_400_000, 302_400_000, 604_799_999})
    void theAgeIsFoundToAThousandthOfTheRetentionAndIsNeverTooYoung(long age) {
        assertThat(ageOf(1, List.of(NOW - WEEK, NOW - age, NOW))).isBetween(age, age + WEEK / 1_000);
    }

    @Test
    void whatIsOlderThanTheRetentionIsAsOldAsIt() {
        assertThat(ageOf(0, List.of(NOW - 2 * WEEK))).isEqualTo(WEEK);
    }

    @Test
    void aRecordFromTheFutureHasNoAge() {
        assertThat(ageOf(0, List.of(NOW + 5_000))).isLessThan(WEEK / 1_000);
    }

    // As Kafka answers it, of a log with records of these times.
    private static long ageOf(int offset, List<Long> times) {
        AgeSearch search = new AgeSearch(offset, NOW, WEEK);
        for (int step = 0; step < AgeSearch.STEPS; step++) {
            long asked = search.timestamp();
            long first = -1;
            for (int at = 0; at < times.size() && first < 0; at++) {
                first = times.get(at) >= asked ? at : -1;
            }
            search.answered(first);
        }
        return search.ageMillis();
    }
}
