package dev.penstock.sink.letter;

import static dev.penstock.sink.letter.SampleLetters.LETTERS;
import static dev.penstock.sink.letter.SampleLetters.NOW;
import static dev.penstock.sink.letter.SampleLetters.row;
import static dev.penstock.sink.letter.SampleLetters.rows;
import static dev.penstock.sink.letter.SampleLetters.unreadable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.sink.encode.Column;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LetterEncoderTest {

    @Test
    void theSameLettersAreTheSameBytesUnderTheSameToken() throws IOException {
        LetterBlock first = LetterEncoder.store(LETTERS, rows(3));
        LetterBlock second = LetterEncoder.store(LETTERS, rows(3));

        assertThat(text(first)).isEqualTo(text(second));
        assertThat(first.token()).hasToString(second.token().toString());
        assertThat(first.token().toString()).startsWith("v1:" + LETTERS + "-0:0-2:3:");
    }

    @Test
    void otherLettersInTheSamePlacesHaveAnotherToken() {
        LetterBlock block = LetterEncoder.store(LETTERS, List.of(row(4, 4, "{}", NOW)));
        LetterBlock other = LetterEncoder.store(LETTERS, List.of(row(4, 4, "{ }", NOW)));

        assertThat(block.token()).isNotEqualTo(other.token());
    }

    @Test
    void aReducedLetterHasItsPlaceAndNothingTheSenderWrote() throws IOException {
        String line = text(LetterEncoder.store(
                LETTERS, List.of(row(4, 4, "{\"a\":\"poison\"}", NOW).reduced("clickhouse_469"))));

        assertThat(line)
                .contains("\"org_id\":\"acme\"", "\"source_offset\":4,", "\"cause\":\"wrong_type\"", "clickhouse_469")
                .contains("\"fingerprint\":\"0123456789abcdef\"")
                .doesNotContain("poison", "cheap", "push", "trace\"", "request\"", "sdk 1");
    }

    @Test
    void timesThatNoColumnHoldsBecomeTheNearestOne() throws IOException {
        Instant far = Instant.parse("+12000-01-01T00:00:00Z");

        assertThat(text(LetterEncoder.store(LETTERS, List.of(row(4, 4, "{}", far)))))
                .contains("\"last_seen\":\"2299-12-31T23:59:59.999Z\"", "\"first_seen\":\"2026-05-01T12:00:00.250Z\"");
        assertThat(text(LetterEncoder.store(LETTERS, List.of(row(4, 4, "{}", Instant.EPOCH)))))
                .contains("\"last_seen\":\"1970-01-01T00:00:00.000Z\"", "\"first_seen\":\"1970-01-01T00:00:00.000Z\"");
    }

    @Test
    void aQuarantineGetsWhatItHasColumnsFor() throws IOException {
        List<Column> columns = List.of(
                new Column("org_id", "LowCardinality(String)"),
                new Column("price", "Nullable(String)"),
                new Column("size", "Nullable(String)"),
                new Column("colour", "Nullable(String)"),
                new Column("somebody_s_own", "UInt8"),
                new Column("c__error_column", "Array(String)"),
                new Column("c__error", "Array(String)"),
                new Column("kafka_offset", "UInt64"));
        QuarantineRow row = new QuarantineRow(row(4), Map.of("price", "\"cheap\"", "somebody_s_own", "x"));

        LetterBlock block = LetterEncoder.quarantine(LETTERS, "orders_quarantine", columns, List.of(row));

        assertThat(block.table()).isEqualTo("orders_quarantine");
        assertThat(text(block))
                .isEqualTo("{\"org_id\":\"acme\",\"price\":\"\\\"cheap\\\"\","
                        + "\"c__error_column\":[\"price\",\"size\"],"
                        + "\"c__error\":[\"wrong_type: expected a number, was given \\\"cheap\\\"\","
                        + "\"missing_value: expected a value\"],\"kafka_offset\":4}\n");
    }

    @Test
    void whatCouldNotBeReadBelongsIntoNoQuarantine() {
        assertThatThrownBy(() -> new QuarantineRow(unreadable(4, new byte[] {1}), Map.of()))
                .isInstanceOf(NullPointerException.class);
    }

    private static String text(LetterBlock block) throws IOException {
        return new String(block.open().readAllBytes(), StandardCharsets.UTF_8);
    }
}
