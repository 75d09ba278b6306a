package dev.penstock.normalize.type;

import static dev.penstock.normalize.type.Reading.isOutOfRange;
import static dev.penstock.normalize.type.Reading.isWrongType;
import static dev.penstock.normalize.type.Reading.read;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimesTest {

    @ParameterizedTest
    @CsvSource({
        "Date, 1970-01-01, 2149-06-06, 1969-12-31, 2149-06-07",
        "Date32, 1900-01-01, 2299-12-31, 1899-12-31, 2300-01-01",
    })
    void daysEndWhereTheyEnd(String type, String first, String last, String before, String after)
            throws UnfitValueException {
        assertThat(read(type, '"' + first + '"'))
                .isEqualTo((int) LocalDate.parse(first).toEpochDay());
        assertThat(read(type, '"' + last + '"'))
                .isEqualTo((int) LocalDate.parse(last).toEpochDay());
        isOutOfRange(type, '"' + before + '"');
        isOutOfRange(type, '"' + after + '"');
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"2026-02-29\"", "\"2026-13-01\"", "\"2026-00-01\"", "\"2026-01-00\"", "\"2026-1-1\"", "\"20260101\"",
                "\"2026-01-01T00:00:00Z\"", "\"2026/01/01\"", "\"\"", "20000", "null", "\"2026-01-0x\""
            })
    void otherThingsAreNoDays(String json) {
        isWrongType("Date", json);
        isWrongType("Date32", json);
    }

    @Test
    void randomTimesAreThoseOfJava() throws UnfitValueException {
        Random random = new Random(99);
        for (int i = 0; i < 20_000; i++) {
            int precision = random.nextInt(10);
            long perSecond = (long) Math.pow(10, precision);
            long most = precision == 9 ? 9_223_372_036L : 10_413_791_999L;
            long seconds = random.nextLong(-2_208_988_800L, most);
            long fraction = random.nextLong(perSecond);
            ZoneOffset offset = ZoneOffset.ofTotalSeconds(random.nextInt(-18 * 60, 18 * 60 + 1) * 60);
            OffsetDateTime time = Instant.ofEpochSecond(seconds, fraction * (1_000_000_000L / perSecond))
                    .atOffset(offset);
            String text = DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time);

            assertThat(read("DateTime64(" + precision + ")", '"' + text + '"'))
                    .as("%s to %s digits", text, precision)
                    .isEqualTo(seconds * perSecond + fraction);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "DateTime, 1970-01-01T00:00:00Z, 2106-02-07T06:28:15Z, 1969-12-31T23:59:59Z, 2106-02-07T06:28:16Z",
        "DateTime64(0), 1900-01-01T00:00:00Z, 2299-12-31T23:59:59Z, 1899-12-31T23:59:59Z, 2300-01-01T00:00:00Z",
        "DateTime64(3), 1900-01-01T00:00:00Z, 2299-12-31T23:59:59.999Z, 1899-12-31T23:59:59.999Z, 2300-01-01T00:00:00Z",
        "DateTime64(8), 1900-01-01T00:00:00Z, 2299-12-31T23:59:59.99999999Z, 1899-12-31T23:59:59.99999999Z,"
                + " 2300-01-01T00:00:00Z",
        "DateTime64(9), 1900-01-01T00:00:00Z, 2262-04-11T23:47:16.854775807Z, 1899-12-31T23:59:59.999999999Z,"
                + " 2262-04-11T23:47:16.854775808Z",
    })
    void timesEndWhereTheyEnd(String type, String first, String last, String before, String after)
            throws UnfitValueException {
        assertThat(read(type, '"' + first + '"')).isInstanceOf(Long.class);
        assertThat(read(type, '"' + last + '"')).isInstanceOf(Long.class);
        isOutOfRange(type, '"' + before + '"');
        isOutOfRange(type, '"' + after + '"');
    }

    @ParameterizedTest
    @CsvSource({
        "1700000000, 1700000000000",
        "1700000000123, 1700000000123",
        "1700000000.123, 1700000000123",
        "1.7e9, 1700000000000",
        "99999999999, 99999999999000",
        "100000000000, 100000000000",
        "-1, -1000",
        "-0.001, -1",
        "0, 0",
    })
    void aNumberIsSecondsOrFrom10To11OnMilliseconds(String json, long millis) throws UnfitValueException {
        if (millis < 10_413_792_000_000L) {
            assertThat(read("DateTime64(3, 'UTC')", json)).isEqualTo(millis);
        } else {
            isOutOfRange("DateTime64(3, 'UTC')", json);
        }
    }

    @Test
    void noDigitOfATimeIsLost() throws UnfitValueException {
        assertThat(read("DateTime64(3)", "\"2026-01-01T00:00:00.123000000000Z\""))
                .isEqualTo(1_767_225_600_123L);
        isOutOfRange("DateTime64(3)", "\"2026-01-01T00:00:00.1234Z\"");
        isOutOfRange("DateTime64(3)", "1700000000123.5");
        assertThat(read("DateTime", "\"2026-01-01T00:00:00.000Z\"")).isEqualTo(1_767_225_600L);
        isOutOfRange("DateTime", "\"2026-01-01T00:00:00.001Z\"");
        isOutOfRange("DateTime", "1700000000001");
        assertThat(read("DateTime", "1700000000000")).isEqualTo(1_700_000_000L);
    }

    @Test
    void theZoneIsForDisplay() throws UnfitValueException {
        String json = "\"2026-07-01T12:00:00+02:00\"";

        assertThat(read("DateTime('Asia/Tokyo')", json)).isEqualTo(read("DateTime", json));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"2026-01-01\"",
                "\"2026-01-01T00:00:00\"",
                "\"2026-01-01 00:00:00Z\"",
                "\"2026-01-01T00:00Z\"",
                "\"2026-01-01T24:00:00Z\"",
                "\"2026-01-01T00:60:00Z\"",
                "\"2026-12-31T23:59:60Z\"",
                "\"2026-02-30T00:00:00Z\"",
                "\"2026-01-01T00:00:00.Z\"",
                "\"2026-01-01T00:00:00+0200\"",
                "\"2026-01-01T00:00:00+25:00\"",
                "\"2026-01-01T00:00:00,5Z\"",
                "\"+02026-01-01T00:00:00Z\"",
                "\"now\"",
                "\"1700000000\"",
                "true",
                "null",
                "[]",
                "\"\""
            })
    void otherThingsAreNoTimes(String json) {
        isWrongType("DateTime", json);
        isWrongType("DateTime64(3)", json);
    }

    @Test
    void lettersOfATimeMayBeSmall() throws UnfitValueException {
        assertThat(read("DateTime", "\"2026-01-01t00:00:00z\"")).isEqualTo(1_767_225_600L);
    }
}
