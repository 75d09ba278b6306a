package dev.penstock.ctl.replay.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.ctl.terminal.Json;
import dev.penstock.model.topic.TopicId;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlanTextTest {

    private static final ReplayPlan PLAN = new ReplayPlan(
            "cluster",
            "penstock.events",
            new TopicId(1, 2),
            List.of(
                    new PlannedSpan(
                            new OffsetSpan(0, 10, 20),
                            5,
                            30,
                            10,
                            7,
                            700,
                            Instant.parse("2026-11-01T10:00:00Z"),
                            Instant.parse("2026-11-01T10:05:00.123Z")),
                    new PlannedSpan(new OffsetSpan(3, 8, 8), 0, 8, 0, 0, 0, null, null)),
            new ReplayFilter(List.of("b", "a"), List.of("orders"), List.of(), PayloadPredicate.parse("/a=\"q\"")),
            42,
            Instant.parse("2026-11-02T00:00:00.001Z"),
            "penstock");

    @Test
    void aPlanIsReadAsItWasWritten() {
        String text = Json.of(PlanText.document(PLAN));

        assertThat(PlanText.read(text)).isEqualTo(PLAN);
        assertThat(PlanText.read(text).id()).isEqualTo(PLAN.id()).matches("[0-9a-f]{12}");
    }

    /// Whatever somebody changes in the file, it is not the plan that was shown any more.
    @Test
    void eachFieldIsPartOfTheHash() {
        String text = Json.of(PlanText.document(PLAN));
        for (String change : List.of(
                "\"cluster\":\"cluster\"=\"cluster\":\"other\"",
                "\"to\":20=\"to\":21",
                "\"partition\":3=\"partition\":4",
                "\"matching\":7=\"matching\":8",
                "\"a\",\"b\"=\"a\"",
                "revision\":42=revision\":43",
                "00:00:00.001Z=00:00:00.002Z",
                "\"database\":\"penstock\"=\"database\":\"other\"")) {
            String[] both = change.split("=", -1);
            assertThat(text).contains(both[0]);
            assertThatThrownBy(() -> PlanText.read(text.replace(both[0], both[1])))
                    .as(change)
                    .isInstanceOf(ReplayRefusedException.class)
                    .hasMessageContaining("hash");
        }
    }

    /// The view of all events reads every table whose name ends in `_raw`.
    @Test
    void noTableOfAReplayIsReadByAView() {
        assertThat(PLAN.shadowOf("events_raw"))
                .isEqualTo("replay_" + PLAN.id() + "_shadow_events")
                .doesNotMatch("^[A-Za-z0-9_]+_raw$");
        assertThat(PLAN.shadowOf("orders_raw")).isEqualTo("replay_" + PLAN.id() + "_shadow_orders");
    }
}
