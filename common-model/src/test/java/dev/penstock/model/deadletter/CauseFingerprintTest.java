package dev.penstock.model.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.model.topic.TopicId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CauseFingerprintTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            expected 12, was given -3.5e+10                    | expected #, was given #
            cannot hold -5                                     | cannot hold #
            at 2026-05-01T12:00:00.250Z, not before 1970-01-01 | at #, not before #
            id 00000000-0000-0007-0000-000000000004 is taken   | id # is taken
            id aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee is taken   | id # is taken
            clickhouse_469: UInt8 is violated at row 7         | clickhouse_469: UInt8 is violated at row #
            name 'it\\'s' of "a \\" b" isn't there             | name # of # isn't there
            one of 'a', 'b', "c" or 4                          | one of # or #
            {"a":1,"b":2} is no list                           | {#} is no list
            payload = '{"text": "cut of                        | payload = #
            größer als 3 in spalte_2                           | größer als # in spalte_2
            """)
    void whatIsAValueIsLeftOut(String message, String words) {
        assertThat(CauseFingerprint.generalized(message)).isEqualTo(words);
    }

    @Test
    void aLongMessageCountsByItsBeginning() {
        String beginning = "the words of a template ".repeat(12);

        assertThat(CauseFingerprint.generalized(beginning + "which was cut here"))
                .isEqualTo(CauseFingerprint.generalized(beginning + "or somewhere else"))
                .hasSize(256);
    }

    @Test
    void lettersOfOneCauseHaveOneFingerprintWhateverTheirValues() {
        assertThat(fingerprint("wrong_type", "orders", "price", "a number up to 10", "\"cheap\""))
                .isEqualTo(fingerprint("wrong_type", "orders", "price", "a number up to 99", "\"dear\""));
        assertThat(CauseFingerprint.of(refused("at row 3: 'x'")))
                .isEqualTo(CauseFingerprint.of(refused("at row 9: 'y'")));
    }

    @Test
    void anotherCauseStreamColumnOrWordIsAnotherFingerprint() {
        assertThat(new String[] {
                    fingerprint("wrong_type", "orders", "price", "a number", "x"),
                    fingerprint("missing_value", "orders", "price", "a number", "x"),
                    fingerprint("wrong_type", "order", "sprice", "a number", "x"),
                    fingerprint("wrong_type", "orders", "size", "a number", "x"),
                    fingerprint("wrong_type", "orders", "price", "a whole number", "x"),
                    CauseFingerprint.of(refused("clickhouse_469: no")),
                    CauseFingerprint.of(refused("clickhouse_117: no"))
                })
                .doesNotHaveDuplicates();
    }

    /// Dashboards and people's notes name them.
    @Test
    void aFingerprintNeverChanges() {
        assertThat(fingerprint("wrong_type", "orders", "price", "a number up to 10", "\"cheap\""))
                .isEqualTo("60523624678b8aff");
    }

    private static String fingerprint(String cause, String stream, String column, String expected, String actual) {
        return CauseFingerprint.of(
                letter(cause, "expected " + expected + ", was given " + actual, column, expected, actual, stream));
    }

    private static DeadLetter refused(String detail) {
        return letter("refused_by_clickhouse", detail, "", "", "", "orders");
    }

    private static DeadLetter letter(
            String cause, String detail, String column, String expected, String actual, String stream) {
        return new DeadLetter(
                cause,
                detail,
                column,
                expected,
                actual,
                stream,
                3,
                new SourceCoordinates(new TopicId(1, 2), 3, 4),
                1,
                "0.1.0");
    }
}
