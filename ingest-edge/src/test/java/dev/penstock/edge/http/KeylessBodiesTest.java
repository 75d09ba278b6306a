package dev.penstock.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class KeylessBodiesTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void theyShareAnEighthOfTheBudget() {
        KeylessBodies bodies = new KeylessBodies(16L * KeylessBodies.MOST, registry);

        assertThat(bodies.enter(-1)).isTrue();
        assertThat(bodies.enter(-1)).isTrue();
        assertThat(bodies.enter(-1)).isFalse();
        bodies.leave(-1);
        assertThat(bodies.enter(-1)).isTrue();
        assertThat(registry.counter("penstock.edge.keyless.refused").count()).isEqualTo(1);
    }

    @Test
    void thereIsAlwaysRoomForOne() {
        KeylessBodies bodies = new KeylessBodies(1, registry);

        assertThat(bodies.enter(-1)).isTrue();
        assertThat(bodies.enter(-1)).isFalse();
    }

    /// Else a few connections that send nothing would keep everybody out.
    @Test
    void whoAnnouncesLittleTakesLittle() {
        KeylessBodies bodies = new KeylessBodies(0, new SimpleMeterRegistry());

        for (int i = 0; i < 128; i++) {
            assertThat(bodies.enter(100)).isTrue();
        }

        assertThat(bodies.enter(100)).isFalse();
        bodies.leave(100);
        assertThat(bodies.enter(4_096)).isTrue();
    }
}
