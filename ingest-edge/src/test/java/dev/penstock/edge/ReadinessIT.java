package dev.penstock.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.local.testing.TestingKafka;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// An edge that cannot keep the promise of a 202 gets no traffic, and says why.
class ReadinessIT {

    @Test
    void aTopicOnOneBrokerIsNotGoodEnoughUnlessItIsForDevelopment() {
        try (TestingKafka kafka = TestingKafka.start();
                RunningEdge edge = RunningEdge.startUnready(kafka, Map.of("penstock.edge.durability", "strict"))) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(edge.get("/readyz").body())
                            .contains("events topic: replication factor is 1, needed 3")
                            .contains("events topic: min.insync.replicas is 1, needed 2")
                            .doesNotContain("control topic"));
            assertThat(edge.get("/readyz").statusCode()).isEqualTo(503);
            assertThat(edge.get("/readyz").headers().firstValue("Retry-After")).isPresent();
            // Not every client asks a probe first.
            assertThat(edge.post("/v1/events", "{}")).satisfies(answer -> {
                assertThat(answer.statusCode()).isEqualTo(503);
                assertThat(answer.body()).contains("\"code\":\"not_ready\"");
                assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            });
            assertThat(edge.records()).isEmpty();
            assertThat(edge.get("/livez").statusCode()).isEqualTo(200);
            assertThat(edge.management("/actuator/health/readiness").statusCode())
                    .isEqualTo(503);
            assertThat(edge.management("/actuator/health/liveness").statusCode())
                    .isEqualTo(200);
            assertThat(edge.management("/actuator/env").statusCode()).isEqualTo(404);
        }
    }
}
