package dev.penstock.model.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.model.organization.OrgId;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IngestionKeyTest {

    /// Golden: keys are in the hands of senders, their form never changes.
    private static final String KEY = "pk_live_AbCdEf012345_abcdefghijklmnopqrstuvwxyzABCD";

    @Test
    void aKeyIsReadBackAsItWasMade() {
        IngestionKey made = IngestionKey.generate("dev", new SecureRandom());

        IngestionKey read = IngestionKey.parse(made.reveal()).orElseThrow();

        assertThat(read.id()).isEqualTo(made.id());
        assertThat(read.environment()).isEqualTo("dev");
        assertThat(read.secretHash()).isEqualTo(made.secretHash());
    }

    @Test
    void theFormOfAKeyStaysWhatItIs() {
        IngestionKey key = IngestionKey.parse(KEY + "3pp0eZ").orElseThrow();

        assertThat(key.id()).isEqualTo(new KeyId("AbCdEf012345"));
        assertThat(key.reveal()).isEqualTo(KEY + "3pp0eZ");
        assertThat(key.secretHash().toByteArray())
                .asHexString()
                .isEqualTo("22CE81C762374E2766FD65BD61B141F6C875F9F15E9F912DB95FF46F97A3BEA9");
    }

    @Test
    void everySingleWrongCharacterIsNoticed() {
        String good = KEY + "3pp0eZ";
        for (int i = 0; i < good.length(); i++) {
            char wrong = good.charAt(i) == 'x' ? 'y' : 'x';
            String typo = good.substring(0, i) + wrong + good.substring(i + 1);
            assertThat(IngestionKey.parse(typo)).as(typo).isEmpty();
        }
    }

    @Test
    void everyTruncationIsNoticed() {
        String good = KEY + "3pp0eZ";
        for (int length = 0; length < good.length(); length++) {
            assertThat(IngestionKey.parse(good.substring(0, length))).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "pk_",
                "pk__AbCdEf012345_abcdefghijklmnopqrstuvwxyzABCD3pp0eZ",
                "pk_LIVE_AbCdEf012345_abcdefghijklmnopqrstuvwxyzABCD3pp0eZ",
                "pk_live_AbCdEf01234é_abcdefghijklmnopqrstuvwxyzABCD3pp0eZ",
                "pk_live_AbCdEf012345-abcdefghijklmnopqrstuvwxyzABCD3pp0eZ"
            })
    void textOfAnotherFormIsNoKey(String text) {
        assertThat(IngestionKey.parse(text)).isEmpty();
    }

    @Test
    void randomTextIsNoKey() {
        Random random = new Random(7);
        for (int round = 0; round < 100_000; round++) {
            char[] text = new char[random.nextInt(IngestionKey.MAX_LENGTH + 10)];
            for (int i = 0; i < text.length; i++) {
                text[i] = (char) random.nextInt(128);
            }
            assertThat(IngestionKey.parse("pk_live_" + new String(text))).isEmpty();
        }
    }

    @Test
    void printingAKeyDoesNotShowItsSecret() {
        IngestionKey key = IngestionKey.parse(KEY + "3pp0eZ").orElseThrow();

        assertThat(key.toString()).isEqualTo("pk_live_AbCdEf012345_…");
        assertThat(key.secretHash().toString()).isEqualTo("SecretHash[…]");
    }

    @Test
    void aRecordIsProvedByItsOwnKeyOnly() {
        IngestionKey key = IngestionKey.generate("dev", new SecureRandom());
        IngestionKey other = IngestionKey.generate("dev", new SecureRandom());
        KeyRecord record = new KeyRecord(
                key.id(),
                new OrgId("acme"),
                "dev",
                key.secretHash(),
                KeyState.ACTIVE,
                Set.of(),
                Set.of(KeyScope.INGEST),
                Instant.EPOCH,
                null,
                "");

        assertThat(record.isProvedBy(key)).isTrue();
        assertThat(record.isProvedBy(other)).isFalse();
    }

    @Test
    void anEnvironmentHasItsOwnAlphabet() {
        assertThatThrownBy(() -> IngestionKey.generate("Live_1", new SecureRandom()))
                .hasMessageContaining("a-z 0-9")
                .hasMessageContaining("Live_1");
    }
}
