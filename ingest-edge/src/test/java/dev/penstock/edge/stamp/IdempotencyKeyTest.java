package dev.penstock.edge.stamp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdempotencyKeyTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "\"8e03978e-40d5-43e8-bc93-6894a57f9324\" | 8e03978e-40d5-43e8-bc93-6894a57f9324",
                "8e03978e-40d5-43e8-bc93-6894a57f9324 | 8e03978e-40d5-43e8-bc93-6894a57f9324",
                "\"a\\\"b\\\\c\" | a\"b\\c",
                "a\"b | a\"b",
                "x | x",
            })
    void theSameKeyIsReadWithQuotesAndWithout(String header, String value) {
        assertThat(IdempotencyKey.parse(" " + header + " ")).contains(new IdempotencyKey(value));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "\"\"", "\"open", "\"a\" b", "\"a\"; p=1", "a b", "é", "\"a\\n\"", "\"a\\", "\u0001"})
    void whatIsNoKeyIsNone(String header) {
        assertThat(IdempotencyKey.parse(header)).isEmpty();
    }

    @Test
    void aKeyHas255CharactersAtMost() {
        assertThat(IdempotencyKey.parse("k".repeat(255))).isPresent();
        assertThat(IdempotencyKey.parse("k".repeat(256))).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> new IdempotencyKey("k".repeat(256)));
    }

    @Test
    void onlyAUuid7HasATime() {
        assertThat(new IdempotencyKey("019ea4e0-7c00-7000-8000-000000000001").time())
                .isPresent();
        assertThat(new IdempotencyKey("f47ac10b-58cc-4372-a567-0e02b2c3d479").time())
                .isEmpty();
        assertThat(new IdempotencyKey("order-7").time()).isEmpty();
    }
}
