package dev.penstock.edge.stamp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventTimeTest {

    @ParameterizedTest
    @CsvSource({
        "2026-01-31T23:59:59Z, 2026-01-31T23:59:59Z",
        "2026-01-31t23:59:59z, 2026-01-31T23:59:59Z",
        "2026-01-31T23:59:59.1Z, 2026-01-31T23:59:59.100Z",
        "2026-01-31T23:59:59.123456789Z, 2026-01-31T23:59:59.123Z",
        "2026-01-31T23:59:59.999999+05:30, 2026-01-31T18:29:59.999Z",
        "2024-02-29T00:00:00-08:00, 2024-02-29T08:00:00Z",
        "2026-01-31T23:59:59-00:00, 2026-01-31T23:59:59Z",
        "0001-01-01T00:00:00Z, 0001-01-01T00:00:00Z",
    })
    void timesOfRfc3339AreRead(String text, Instant time) {
        assertThat(EventTime.ofText(text)).isEqualTo(time.toEpochMilli());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yesterday",
                "2026-01-31",
                "2026-01-31T23:59:59",
                "2026-01-31 23:59:59Z",
                "2026-1-31T23:59:59Z",
                "2026-02-29T00:00:00Z",
                "2026-13-01T00:00:00Z",
                "2026-00-01T00:00:00Z",
                "2026-01-32T00:00:00Z",
                "2026-01-31T24:00:00Z",
                "2026-01-31T23:60:00Z",
                "2026-01-31T23:59:60Z",
                "2026-01-31T23:59:59.Z",
                "2026-01-31T23:59:59+0530",
                "2026-01-31T23:59:59+24:00",
                "2026-01-31T23:59:59Zx",
                "2026-01-31T23:59:59 Z",
                "٢٠٢٦-01-31T23:59:59Z",
                "20260131T235959Z0000"
            })
    void otherTextsAreNoTimes(String text) {
        assertThat(EventTime.ofText(text)).isEqualTo(EventTime.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e-99999999999", "0e99999999999", "0.0E+99999999999"})
    void anExponentThatJsonAllowsAndNobodyMeansIsNoTime(String text) {
        assertThat(EventTime.ofNumber(text)).isEqualTo(EventTime.NONE);
    }

    @Test
    void randomTimesAreReadAsTheJdkReadsThem() {
        Random random = new Random(7);
        for (int i = 0; i < 10_000; i++) {
            String text = "%04d-%02d-%02dT%02d:%02d:%02d.%03d%s%02d:%02d"
                    .formatted(
                            random.nextInt(1, 9999),
                            random.nextInt(1, 13),
                            random.nextInt(1, 29),
                            random.nextInt(24),
                            random.nextInt(60),
                            random.nextInt(60),
                            random.nextInt(1000),
                            random.nextBoolean() ? "+" : "-",
                            random.nextInt(18),
                            random.nextInt(60));

            assertThat(EventTime.ofText(text))
                    .as(text)
                    .isEqualTo(OffsetDateTime.parse(text).toInstant().toEpochMilli());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1732190000, 1732190000000",
        "99999999999, 99999999999000",
        "100000000000, 100000000000",
        "1732190000123, 1732190000123",
        "1732190000.123, 1732190000123",
        "1732190000.1239999, 1732190000123",
        "1732190000123.9, 1732190000123",
        "1.732190000123e12, 1732190000123",
        "1.73219e9, 1732190000000",
        "1e-400, 0",
        "0.0009, 0",
        "0e99, 0",
    })
    void numbersAreSecondsOrMilliseconds(String text, long millis) {
        assertThat(EventTime.ofNumber(text)).isEqualTo(millis);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"-1", "-0.5", "1e18", "1e308", "999999999999999999", "99999999999999999999", "253402300800000"})
    void numbersOutOfTheCalendarAreNoTimes(String text) {
        assertThat(EventTime.ofNumber(text)).isEqualTo(EventTime.NONE);
    }
}
