package dev.penstock.bench.drawing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnitTest {

    @ParameterizedTest
    @CsvSource({
        "short, 0, 0",
        "short, 0.5, 0.5",
        "short, 999, 999",
        "short, 1500, 1.5 K",
        "short, 2000000, 2 Mil",
        "none, 1234567, '1,234,567'",
        "s, 0, 0 s",
        "s, 0.00025, 250 µs",
        "s, 0.0125, 12.5 ms",
        "s, 59, 59 s",
        "s, 90, 1.5 min",
        "s, 7200, 2 hour",
        "s, 172800, 2 day",
        "bytes, 0, 0 B",
        "bytes, 1536, 1.5 KiB",
        "bytes, 134217728, 128 MiB",
        "percentunit, 0.0144, 1.44%",
        "percentunit, 1, 100%",
        "percentunit, 0.0005, 0.05%",
        "cps, 0, 0 c/s",
        "cps, 1250, 1.25K c/s",
        "reqps, 12.34, 12.3 req/s"
    })
    void valuesAreWrittenAsGrafanaWritesThem(String id, double value, String text) {
        assertThat(Unit.of(id).text(value)).isEqualTo(text);
    }

    @Test
    void aUnitThatNobodyDrawsIsNamed() {
        assertThatThrownBy(() -> Unit.of("celsius")).hasMessageContaining("celsius");
    }
}
