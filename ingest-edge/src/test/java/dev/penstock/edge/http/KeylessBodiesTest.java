package dev.penstock.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class KeylessBodiesTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void theyShareAnEighthOfTheBudget() {
        KeylessBodies bodies = new KeylessBodies(16L * KeylessBodies.MOST, registry);

        assertThat(bodies.enter()).isTrue();
        assertThat(bodies.enter()).isTrue();
        assertThat(bodies.enter()).isFalse();
        bodies.leave();
        assertThat(bodies.enter()).isTrue();
        assertThat(registry.counter("penstock.edge.keyless.refused").count()).isEqualTo(1);
    }

    @Test
    void thereIsAlwaysRoomForOne() {
        KeylessBodies bodies = new KeylessBodies(1, registry);

        assertThat(bodies.enter()).isTrue();
        assertThat(bodies.enter()).isFalse();
    }
}
