package dev.penstock.writer.insert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.writer.insert.PartsPressure.Demand;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PartsPressureTest {

    private final PartsPressure pressure =
            new PartsPressure(new FlowLimits(1, 2.5, Duration.ofSeconds(15), 500, 1_500));

    @Test
    void eachThresholdBeginsItsDemand() {
        assertThat(demandAt(500)).isEqualTo(Demand.NONE);
        assertThat(demandAt(501)).isEqualTo(Demand.FEWER);
        assertThat(demandAt(1_500)).isEqualTo(Demand.FEWER);
        assertThat(demandAt(1_501)).isEqualTo(Demand.STOP);
    }

    @Test
    void itEndsAFifthBelow() {
        demandAt(1_501);

        assertThat(demandAt(1_201)).isEqualTo(Demand.STOP);
        assertThat(demandAt(1_200)).isEqualTo(Demand.FEWER);
        assertThat(demandAt(401)).isEqualTo(Demand.FEWER);
        assertThat(demandAt(400)).isEqualTo(Demand.NONE);
    }

    @Test
    void whatNobodyCanCountAnyMoreIsNotWaitedForForEver() {
        demandAt(9_000);

        assertThat(pressure.demand(Duration.ofSeconds(60).toNanos())).isEqualTo(Demand.STOP);
        assertThat(pressure.demand(Duration.ofSeconds(76).toNanos())).isEqualTo(Demand.NONE);
    }

    private Demand demandAt(long parts) {
        pressure.counted(parts, 0);
        return pressure.demand(0);
    }
}
