package dev.penstock.edge.authenticate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.model.key.KeyId;
import dev.penstock.model.usage.KeyLastUse;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LastUseTest {

    private static final KeyId KEY = new KeyId("AbCdEf123456");
    private static final Instant MINUTE = Instant.parse("2026-06-15T12:07:00Z");

    private final LastUse lastUse = new LastUse();

    @Test
    void aThousandUsesWithinAMinuteAreOne() {
        for (int i = 0; i < 1_000; i++) {
            lastUse.used(KEY, MINUTE.plusMillis(i * 50L));
        }

        assertThat(lastUse.take()).containsExactly(new KeyLastUse(KEY, MINUTE));
        assertThat(lastUse.take()).isEmpty();
    }

    @Test
    void theLatestMinuteStaysWhateverTheOrder() {
        lastUse.used(KEY, MINUTE.plusSeconds(60));
        lastUse.used(KEY, MINUTE);
        lastUse.putBack(new KeyLastUse(KEY, MINUTE.minusSeconds(60)));

        assertThat(lastUse.take()).containsExactly(new KeyLastUse(KEY, MINUTE.plusSeconds(60)));
    }

    @Test
    void whatCouldNotBeWrittenComesAgain() {
        lastUse.used(KEY, MINUTE);
        lastUse.take().forEach(lastUse::putBack);

        assertThat(lastUse.waiting()).isEqualTo(1);
        assertThat(lastUse.take()).containsExactly(new KeyLastUse(KEY, MINUTE));
    }
}
