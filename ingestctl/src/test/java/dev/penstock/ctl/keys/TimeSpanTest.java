package dev.penstock.ctl.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimeSpanTest {

    @Test
    void numberAndUnitAreASpan() {
        assertThat(TimeSpan.parse("90s")).isEqualTo(Duration.ofSeconds(90));
        assertThat(TimeSpan.parse("45m")).isEqualTo(Duration.ofMinutes(45));
        assertThat(TimeSpan.parse("12h")).isEqualTo(Duration.ofHours(12));
        assertThat(TimeSpan.parse("30d")).isEqualTo(Duration.ofDays(30));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "d", "30", "0d", "-1d", "1.5h", "1w", "P1D", "9999999d", "1d "})
    void everythingElseIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TimeSpan.parse(text))
                .withMessageContaining("'" + text + "'");
    }
}
