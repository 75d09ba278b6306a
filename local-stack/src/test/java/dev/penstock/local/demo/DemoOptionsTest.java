package dev.penstock.local.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DemoOptionsTest {

    private static final Map<String, String> ENVIRONMENT = Map.of(
            "PENSTOCK_EDGE_URL", "http://127.0.0.1:8080",
            "PENSTOCK_CLICKHOUSE_URL", "http://127.0.0.1:8123",
            "PENSTOCK_KEY", "pk_dev_secret",
            "PENSTOCK_DEMO_EXAMPLES", "examples.json");

    @Test
    void withoutOptionsFiveThousandEventsAreSent() {
        DemoOptions options = DemoOptions.parse(List.of(), ENVIRONMENT);

        assertThat(options.events()).isEqualTo(5_000);
        assertThat(options.retryFor()).isEqualTo(Duration.ofMinutes(2));
        assertThat(options.json()).isFalse();
        assertThat(options.database()).isEqualTo("penstock");
    }

    @Test
    void optionsAreReadInAnyOrder() {
        DemoOptions options = DemoOptions.parse(
                List.of("--json", "--rate", "0", "--events", "70000", "--retry-for", "9", "--visible-within", "8"),
                ENVIRONMENT);

        assertThat(options.events()).isEqualTo(70_000);
        assertThat(options.rate()).isZero();
        assertThat(options.retryFor()).isEqualTo(Duration.ofSeconds(9));
        assertThat(options.visibleWithin()).isEqualTo(Duration.ofSeconds(8));
        assertThat(options.json()).isTrue();
    }

    @Test
    void aWrongOptionIsNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DemoOptions.parse(List.of("--event", "5"), ENVIRONMENT))
                .withMessageContaining("--event");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DemoOptions.parse(List.of("--events", "many"), ENVIRONMENT))
                .withMessageContaining("--events")
                .withMessageContaining("many");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DemoOptions.parse(List.of("--events"), ENVIRONMENT))
                .withMessageContaining("--events");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DemoOptions.parse(List.of("--events", "0"), ENVIRONMENT))
                .withMessageContaining("1 to 1000000");
    }

    @Test
    void aMissingServerIsNamed() {
        Map<String, String> withoutEdge = new HashMap<>(ENVIRONMENT);
        withoutEdge.remove("PENSTOCK_EDGE_URL");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> DemoOptions.parse(List.of(), withoutEdge))
                .withMessageContaining("PENSTOCK_EDGE_URL");
    }

    @Test
    void theKeyIsNotPrinted() {
        assertThat(DemoOptions.parse(List.of(), ENVIRONMENT)).asString().doesNotContain("secret");
    }
}
