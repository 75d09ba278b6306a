package dev.penstock.bench.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.penstock.bench.scenario.StageCosts.Stage;
import dev.penstock.bench.scenario.Wanted.Scenario;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressTest {

    private static final long SECOND = 1_000_000_000;

    @Test
    void neitherTheFirstWaitNorTheLastIsSpeed() {
        Progress.Follower follower = new Progress.Follower(1_000);
        follower.seen(0, 0);
        follower.seen(100, 10 * SECOND);
        follower.seen(500, 11 * SECOND);
        follower.seen(900, 12 * SECOND);
        follower.seen(1_000, 20 * SECOND);

        assertThat(follower.progress()).isEqualTo(new Progress(1_000, 400));
    }

    @Test
    void aTableThatIsFullAtOnceHasNoSpeed() {
        Progress.Follower follower = new Progress.Follower(1_000);
        follower.seen(1_000, SECOND);

        assertThatIllegalStateException().isThrownBy(follower::progress);
    }

    @Test
    void theLimitIsTheCoresOverWhatTheStagesCost() {
        StageCosts costs = new StageCosts();
        for (Stage stage : Stage.values()) {
            costs.put(stage, 1e-6);
        }

        assertThat(costs.limit(3)).isCloseTo(500_000, org.assertj.core.data.Offset.offset(0.001));
        assertThatIllegalArgumentException().isThrownBy(() -> costs.put(Stage.HTTP, -1));
    }

    @Test
    void aLimitNeedsAllStages() {
        StageCosts costs = new StageCosts();
        costs.put(Stage.HTTP, 1e-6);

        assertThat(costs.isComplete()).isFalse();
        assertThatIllegalStateException().isThrownBy(() -> costs.limit(2));
    }

    @Test
    void scenariosAreNamedAsTheLauncherNamesThem() {
        Wanted wanted = Wanted.of(List.of("single", "end-to-end"));

        assertThat(wanted.has(Scenario.END_TO_END)).isTrue();
        assertThat(wanted.has(Scenario.WRITER)).isFalse();
        assertThat(Wanted.quick().has(Scenario.STEADY)).isFalse();
        assertThat(Wanted.all().scenarios()).containsExactlyInAnyOrder(Scenario.values());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Wanted.of(List.of("everything")))
                .withMessageContaining("catch-up");
    }
}
