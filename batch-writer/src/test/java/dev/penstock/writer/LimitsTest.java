package dev.penstock.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.writer.batch.BatchLimits;
import dev.penstock.writer.consume.ConsumeLimits;
import dev.penstock.writer.control.ControlProperties;
import dev.penstock.writer.fuse.FuseLimits;
import dev.penstock.writer.insert.FlowLimits;
import dev.penstock.writer.insert.InsertLimits;
import dev.penstock.writer.letters.LettersLimits;
import dev.penstock.writer.pressure.PressureLimits;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

class LimitsTest {

    @Test
    void theDefaultsAreTheDocumentedOnes() {
        assertThat(bind("penstock.writer.batch", BatchLimits.class, Map.of()))
                .isEqualTo(new BatchLimits(
                        50_000,
                        DataSize.ofMegabytes(16),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        DataSize.ofBytes(0)));
        assertThat(bind("penstock.writer.insert", InsertLimits.class, Map.of()))
                .isEqualTo(new InsertLimits(
                        4,
                        Duration.ofSeconds(30),
                        Duration.ofMillis(200),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(15),
                        3,
                        Duration.ofSeconds(2)));
        assertThat(bind("penstock.writer.flow", FlowLimits.class, Map.of()))
                .isEqualTo(new FlowLimits(1, 2.5, Duration.ofSeconds(15), 500, 1_500));
        assertThat(bind("penstock.writer.consume", ConsumeLimits.class, Map.of()))
                .isEqualTo(new ConsumeLimits(Duration.ofSeconds(5), Duration.ofSeconds(10)));
        assertThat(bind("penstock.writer.control", ControlProperties.class, Map.of()))
                .isEqualTo(new ControlProperties(null, Duration.ofSeconds(60)));
        assertThat(bind("penstock.writer.fuse", FuseLimits.class, Map.of())).isEqualTo(new FuseLimits(0.05, 100));
        assertThat(bind("penstock.writer.letters", LettersLimits.class, Map.of()))
                .isEqualTo(new LettersLimits(
                        5_000,
                        DataSize.ofMegabytes(8),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(60),
                        1_000,
                        Duration.ofDays(30)));
        assertThat(bind("penstock.writer.pressure", PressureLimits.class, Map.of()))
                .isEqualTo(new PressureLimits(0.70, 0.40, 0.15, Duration.ofSeconds(60), Duration.ofSeconds(10)));
    }

    @ParameterizedTest
    @CsvSource({
        "penstock.writer.batch.rows, 0",
        "penstock.writer.batch.rows, 200001",
        "penstock.writer.batch.size, 64MB",
        "penstock.writer.batch.linger, -1s",
        "penstock.writer.batch.max-linger, 500ms",
        "penstock.writer.batch.max-buffered, 16MB",
        "penstock.writer.insert.concurrency, 0",
        "penstock.writer.insert.timeout, 0s",
        "penstock.writer.insert.longest-backoff, 1ms",
        "penstock.writer.insert.breaker-failures, 0",
        "penstock.writer.insert.breaker-wait, 0s",
        "penstock.writer.flow.least-concurrency, 0",
        "penstock.writer.flow.slowdown, 1",
        "penstock.writer.flow.slowdown, NaN",
        "penstock.writer.flow.parts-look, 10ms",
        "penstock.writer.flow.many-parts, 0",
        "penstock.writer.flow.too-many-parts, 499",
        "penstock.writer.consume.stop-deadline, 11s",
        "penstock.writer.control.stale-after, 4s",
        "penstock.writer.fuse.share, 0",
        "penstock.writer.fuse.share, 1.01",
        "penstock.writer.fuse.share, NaN",
        "penstock.writer.fuse.events, 0",
        "penstock.writer.letters.rows, 0",
        "penstock.writer.letters.rows, 50001",
        "penstock.writer.letters.size, 32MB",
        "penstock.writer.letters.linger, -1s",
        "penstock.writer.letters.look-every, 0s",
        "penstock.writer.letters.look-letters, 0",
        "penstock.writer.letters.look-letters, 2001",
        "penstock.writer.letters.look-back, 0s",
        "penstock.writer.pressure.valid-for, 1s",
    })
    void aWrongValueIsNamedWithItsPropertyAndItself(String property, String value) {
        String prefix = property.substring(0, property.lastIndexOf('.'));
        Class<?> type = switch (prefix) {
            case "penstock.writer.batch" -> BatchLimits.class;
            case "penstock.writer.insert" -> InsertLimits.class;
            case "penstock.writer.flow" -> FlowLimits.class;
            case "penstock.writer.consume" -> ConsumeLimits.class;
            case "penstock.writer.control" -> ControlProperties.class;
            case "penstock.writer.fuse" -> FuseLimits.class;
            case "penstock.writer.letters" -> LettersLimits.class;
            default -> PressureLimits.class;
        };

        assertThatThrownBy(() -> bind(prefix, type, Map.of(property, value)))
                .hasRootCauseInstanceOf(IllegalArgumentException.class)
                .rootCause()
                .hasMessageContaining(property);
    }

    @Test
    void thresholdsThatCrossAreRefused() {
        assertThatThrownBy(() -> bind(
                        "penstock.writer.pressure",
                        PressureLimits.class,
                        Map.of("penstock.writer.pressure.high", "0.9")))
                .rootCause()
                .hasMessageContaining("critical <= high <= elevated");
    }

    private static <T> T bind(String prefix, Class<T> type, Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties)).bindOrCreate(prefix, type);
    }
}
