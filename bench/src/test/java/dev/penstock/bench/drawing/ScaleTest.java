package dev.penstock.bench.drawing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.bench.dashboard.Field;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ScaleTest {

    @Test
    void ticksAreRoundAndHoldAllValues() {
        Scale scale = Scale.of(field(0.0, null), Unit.SHORT, 0, 870);

        assertThat(scale.ticks()).containsExactly(0.0, 250.0, 500.0, 750.0, 1000.0);
        assertThat(scale.at(0)).isZero();
        assertThat(scale.at(500)).isEqualTo(0.5);
        assertThat(scale.at(2_000)).isEqualTo(1);
    }

    @Test
    void bytesAreRoundInTheirOwnWay() {
        double mebibyte = 1024.0 * 1024;

        assertThat(Scale.of(field(0.0, null), Unit.BYTES, 0, 150 * mebibyte).ticks())
                .containsExactly(0.0, 50 * mebibyte, 100 * mebibyte, 150 * mebibyte);
    }

    @Test
    void minutesAreRoundToo() {
        assertThat(Scale.of(field(0.0, null), Unit.SECONDS, 0, 390).ticks())
                .containsExactly(0.0, 120.0, 240.0, 360.0, 480.0);
    }

    @Test
    void theEndsOfTheFieldWin() {
        Scale scale = Scale.of(field(0.0, 1.0), Unit.PERCENT, 0, 0.2);

        assertThat(scale.max()).isEqualTo(1);
        assertThat(scale.ticks()).containsExactly(0.0, 0.25, 0.5, 0.75, 1.0);
    }

    @Test
    void nothingButZerosHasAnAxis() {
        assertThat(Scale.of(field(0.0, null), Unit.SHORT, 0, 0).max()).isEqualTo(1);
    }

    @Test
    void valuesBelowZeroAreHeldWhereTheFieldDoesNotSayOtherwise() {
        Scale scale = Scale.of(field(null, null), Unit.SHORT, -3, 5);

        assertThat(scale.min()).isLessThanOrEqualTo(-3);
        assertThat(scale.max()).isGreaterThanOrEqualTo(5);
    }

    private static Field field(@Nullable Double min, @Nullable Double max) {
        return new Field("short", min, max, false, 5, List.of(), false);
    }
}
