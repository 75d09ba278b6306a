package dev.penstock.bench.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VariablesTest {

    private static final Window WINDOW = new Window(
            Instant.ofEpochSecond(1_000), Instant.ofEpochSecond(1_420), Duration.ofSeconds(5), Duration.ofSeconds(5));
    private static final Variables VARIABLES =
            new Variables(WINDOW, Map.of("organization", List.of("shop", "o'neill\\")));

    @Test
    void aRateHasTheIntervalThatGrafanaWouldTake() {
        assertThat(VARIABLES.expression("rate(a[$__rate_interval]) + b[$__interval] + c[$__range]"))
                .isEqualTo("rate(a[20s]) + b[5s] + c[420s]");
        Window wide = new Window(WINDOW.from(), WINDOW.to(), Duration.ofSeconds(5), Duration.ofSeconds(60));
        assertThat(wide.rateInterval()).isEqualTo(Duration.ofSeconds(65));
    }

    @Test
    void anAnchorInAnExpressionIsNoVariable() {
        assertThat(VARIABLES.expression("a{b=~\"c$\"}")).isEqualTo("a{b=~\"c$\"}");
    }

    @Test
    void aStatementGetsItsTimeAndItsQuotedOrganizations() {
        assertThat(VARIABLES.statement("WHERE $__timeFilter(received_at) AND org_id IN (${organization:singlequote})"))
                .isEqualTo("WHERE received_at >= toDateTime(1000) AND received_at <= toDateTime(1420)"
                        + " AND org_id IN ('shop','o\\'neill\\\\')");
    }

    @Test
    void whatNobodyKnowsIsNamed() {
        assertThatThrownBy(() -> VARIABLES.expression("rate(a[$__rate_intervall])"))
                .hasMessageContaining("$__rate_intervall");
        assertThatThrownBy(() -> VARIABLES.expression("a{pod=\"$pod\"}")).hasMessageContaining("$pod");
        assertThatThrownBy(() -> VARIABLES.statement("SELECT ${stream:singlequote}"))
                .hasMessageContaining("stream");
        assertThatThrownBy(() -> VARIABLES.statement("WHERE $__fromTime < now()"))
                .hasMessageContaining("$__fromTime");
    }

    @Test
    void aSeriesIsCalledAsItsLegendSays() {
        Map<String, String> labels = Map.of("reason", "quota", "instance", "edge-0");

        assertThat(Legend.of("{{reason}} at {{ instance }}", labels)).isEqualTo("quota at edge-0");
        assertThat(Legend.of("p99", labels)).isEqualTo("p99");
        assertThat(Legend.of("{{gone}}", labels)).isEmpty();
        assertThat(Legend.of("", labels)).isEqualTo("{instance=\"edge-0\", reason=\"quota\"}");
    }
}
