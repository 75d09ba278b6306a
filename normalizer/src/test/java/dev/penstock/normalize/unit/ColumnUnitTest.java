package dev.penstock.normalize.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tech.units.indriya.function.RationalNumber;

class ColumnUnitTest {

    @ParameterizedTest
    @CsvSource({
        "1, h, ms, 3600000",
        "90, min, h, 1.5",
        "1, wk, d, 7",
        "1500, us, ms, 1.5",
        "1500, µs, ms, 1.5",
        "3, days, s, 259200",
        "1, KiB, B, 1024",
        "1, kB, B, 1000",
        "1, kBy, By, 1000",
        "1, MiB, kB, 1048.576",
        "8, Mbit, MB, 1",
        "1, GiB, MiB, 1024",
        "25, °C, K, 298.15",
        "212, °F, °C, 100",
        "-40, °F, degC, -40",
        "0, K, °F, -459.67",
        "300, mK, K, 0.3",
        "1, mi, m, 1609.344",
        "1, ft, in, 12",
        "1, nmi, km, 1.852",
        "36, km/h, m/s, 10",
        "60, mph, km/h, 96.56064",
        "1, lb, g, 453.59237",
        "16, oz, lb, 1",
        "1, t, kg, 1000",
        "1, L, m3, 0.001",
        "1, mL, cm^3, 1",
        "1, ha, m², 10000",
        "1, kWh, MJ, 3.6",
        "1, kcal, J, 4184",
        "2000, mAh, C, 7200",
        "1, bar, kPa, 100",
        "50, %, 1, 0.5",
        "5, ppm, %, 0.0005",
        "60, rpm, Hz, 1",
        "1, s-1, Hz, 1",
        "1, 1/s, rpm, 60",
        "2, turn, deg, 720",
        "1, MiB/s, B/s, 1048576",
        "1, J/kg/K, J/g/K, 0.001",
        "1, N·m, J, 1",
        "1, W*h, kJ, 3.6",
    })
    void convertsExactly(BigDecimal value, String from, String to, BigDecimal expected) {
        UnitConversion conversion = conversion(from, to);

        assertThat(conversion.convert(value)).isEqualByComparingTo(expected);
        assertThat(conversion.convert(value, 6)).isEqualByComparingTo(expected);
        assertThat(conversion(to, from).convert(expected)).isEqualByComparingTo(value);
    }

    @ParameterizedTest
    @CsvSource({"2.5, 2", "3.5, 4", "-2.5, -2", "2.500001, 3", "0.5, 0", "1.5, 2"})
    void roundsHalfToEvenWhereTheColumnEnds(BigDecimal seconds, BigDecimal rounded) {
        assertThat(conversion("ms", "s").convert(seconds.movePointRight(3), 0)).isEqualByComparingTo(rounded);
    }

    @Test
    void aThirdIsRoundedOnce() {
        assertThat(conversion("km/h", "m/s").convert(BigDecimal.ONE, 5)).isEqualTo("0.27778");
        assertThat(conversion("°F", "°C").convert(BigDecimal.ONE, 3)).isEqualTo("-17.222");
    }

    @ParameterizedTest
    @CsvSource({
        "m, s",
        "B, 1",
        "deg, 1",
        "°C, m",
        "Hz, s",
        "m2, m",
        "kWh, kW",
        "B, bit/s",
    })
    void whatMeasuresSomethingElseHasNoConversion(String from, String to) {
        assertThat(ColumnUnit.parse(to).from(from)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "ms ",
                " ms",
                "KB",
                "Kb",
                "b",
                "MS",
                "sEC",
                "month",
                "year",
                "gal",
                "dB",
                "C°",
                "m/",
                "/m",
                "m//s",
                "m^",
                "m^10",
                "m^0",
                "m--2",
                "²",
                "°C/s",
                "°C2",
                "m/°C",
                "kh",
                "Ms",
                "ks",
                "kmin",
                "mB",
                "Kim",
                "{request}",
                "1e3 m",
                "(m)",
                "m/s/s/s/s/s/s",
                "millimillimetre"
            })
    void whatHasNoSingleMeaningIsNoUnit(String symbol) {
        assertThatThrownBy(() -> ColumnUnit.parse(symbol))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is no unit");
        assertThat(ColumnUnit.parse("m").from(symbol)).isNull();
    }

    @Test
    void thereAndBackIsTheSameForEveryPair() {
        int pairs = 0;
        for (String from : UnitSymbols.all()) {
            ColumnUnit source = ColumnUnit.parse(from);
            for (String to : UnitSymbols.all()) {
                UnitConversion there = ColumnUnit.parse(to).from(from);
                if (there != null) {
                    UnitConversion back = Objects.requireNonNull(source.from(to));
                    assertThat(there.factor().multiply(back.factor())).isEqualTo(RationalNumber.ONE);
                    assertThat(there.offset().multiply(back.factor()).add(back.offset()))
                            .isEqualTo(RationalNumber.ZERO);
                    pairs++;
                }
            }
        }
        assertThat(pairs).isGreaterThan(10_000);
    }

    @Test
    void aPrefixMultipliesByItsPower() {
        assertThat(conversion("kg", "g").factor()).isEqualTo(RationalNumber.ofInteger(1000));
        assertThat(conversion("EiB", "B").factor()).isEqualTo(RationalNumber.ofInteger(1L << 60));
        assertThat(conversion("km2", "m2").factor()).isEqualTo(RationalNumber.ofInteger(1_000_000));
        assertThat(conversion("cm3", "mm3").factor()).isEqualTo(RationalNumber.ofInteger(1000));
    }

    @Test
    void sendersCannotFillTheMemory() {
        ColumnUnit column = ColumnUnit.parse("m");
        for (String first : UnitSymbols.all()) {
            for (String second : List.of("s", "g", "A", "K", "mol")) {
                column.from("m*" + first + "/" + first + "*" + second + "/" + second);
            }
        }

        assertThat(column.remembered()).isEqualTo(256);
        assertThat(Objects.requireNonNull(column.from("m*kA/kA*s/s")).isIdentity())
                .isTrue();
    }

    @Test
    void manyThreadsGetTheSameAnswers() throws InterruptedException, ExecutionException {
        List<String> symbols = List.of("ns", "us", "ms", "s", "min", "h", "d", "wk", "m/km*h", "N·s/N");
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<List<UnitConversion>>> answers = new ArrayList<>();
            ColumnUnit column = ColumnUnit.parse("ms");
            for (int i = 0; i < 8; i++) {
                Callable<List<UnitConversion>> asking = () -> {
                    List<UnitConversion> conversions = new ArrayList<>();
                    for (int round = 0; round < 200; round++) {
                        for (String symbol : symbols) {
                            conversions.add(Objects.requireNonNull(column.from(symbol)));
                        }
                    }
                    return conversions;
                };
                answers.add(threads.submit(asking));
            }
            for (Future<List<UnitConversion>> answer : answers) {
                assertThat(answer.get()).isEqualTo(answers.getFirst().get());
            }
        }
    }

    private static UnitConversion conversion(String from, String to) {
        return Objects.requireNonNull(ColumnUnit.parse(to).from(from), from + " to " + to);
    }
}
