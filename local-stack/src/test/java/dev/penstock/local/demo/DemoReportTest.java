package dev.penstock.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DemoReportTest {

    private static final Latency LATENCY = new Latency(1, 2, 3, 4);

    @Test
    void balancedMeansEveryIdOnceWithItsBytesAndNothingRefused() {
        assertThat(report(10, 10, 10, 0, 0, Map.of()).balanced()).isTrue();

        assertThat(report(10, 9, 9, 0, 0, Map.of()).balanced()).isFalse();
        assertThat(report(10, 11, 10, 0, 0, Map.of()).balanced()).isFalse();
        assertThat(report(10, 10, 9, 0, 0, Map.of()).balanced()).isFalse();
        assertThat(report(10, 10, 10, 1, 0, Map.of()).balanced()).isFalse();
        assertThat(report(10, 10, 10, 0, 1, Map.of()).balanced()).isFalse();
        assertThat(report(10, 10, 10, 0, 0, Map.of("gave up", 1L)).balanced()).isFalse();
    }

    @Test
    void theTableShowsFifteenKindsAndAddsUpTheOthers() {
        Map<String, Long> kinds = new LinkedHashMap<>();
        for (int i = 1; i <= 17; i++) {
            kinds.put("kind" + i, 100L - i);
        }

        String table = new DemoReport(
                        "r", 10, 10, 10, 0, 5, 0, 3, Duration.ofSeconds(2), kinds, LATENCY, LATENCY, Map.of(), Map.of())
                .table();

        assertThat(table).contains("kind15 ").doesNotContain("kind16 ");
        assertThat(table).containsPattern("2 other kinds +167");
        assertThat(table).contains("sent = stored: yes  (sent 10, rows 10, different ids 10)");
    }

    @Test
    void theTableSaysNoWithTheNumbersAndTheReason() {
        String table = report(10, 9, 9, 1, 0, Map.of("gave up after 120 s, last 503", 1L))
                .table();

        assertThat(table)
                .contains("sent = stored: NO  (sent 10, rows 9, different ids 9)")
                .contains("FAILED, gave up after 120 s, last 503: 1 events");
    }

    @Test
    void theJsonIsOneObjectOnOneLine() {
        assertThat(report(10, 10, 10, 0, 0, Map.of()).json())
                .isEqualTo("{\"run\":\"r\",\"balanced\":true,\"sent\":10,\"rows\":10,\"stored\":10,\"differing\":0,"
                        + "\"sampled\":5,\"sample_differing\":0,\"requests\":3,\"sending_ms\":2000,"
                        + "\"accept_ms\":{\"p50\":1,\"p95\":2,\"p99\":3,\"max\":4},"
                        + "\"queryable_ms\":{\"p50\":1,\"p95\":2,\"p99\":3,\"max\":4},"
                        + "\"kinds\":{\"github.push\":10},\"retries\":{},\"failures\":{}}");
    }

    private static DemoReport report(
            long sent, long rows, long stored, long differing, long sampleDiffering, Map<String, Long> failures) {
        return new DemoReport(
                "r",
                sent,
                rows,
                stored,
                differing,
                5,
                sampleDiffering,
                3,
                Duration.ofSeconds(2),
                Map.of("github.push", 10L),
                LATENCY,
                LATENCY,
                Map.of(),
                failures);
    }
}
