package dev.penstock.model.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class LimitsTest {

    @Test
    void aRateIsPositiveAndNotMoreThanCanBeKept() {
        assertThatThrownBy(() -> new Limits(0L, null, null)).hasMessageContaining("requests per second");
        assertThatThrownBy(() -> new Limits(null, Limits.MAX_COUNT + 1, null))
                .hasMessageContaining("events per second")
                .hasMessageContaining("1000000001");
        assertThatThrownBy(() -> new Limits(null, null, -1L)).hasMessageContaining("bytes per second");
    }

    @Test
    void noRateIsNone() {
        assertThat(new Limits(null, null, null).isNone()).isTrue();
        assertThat(new Limits(null, 1L, null).isNone()).isFalse();
    }
}
