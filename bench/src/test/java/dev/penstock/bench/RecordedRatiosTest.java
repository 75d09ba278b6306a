package dev.penstock.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.bench.figure.Names;
import dev.penstock.bench.figure.RecordedRatio;
import org.junit.jupiter.api.Test;

class RecordedRatiosTest {

    @Test
    void allNameABaselineThereIs() {
        assertThat(RecordedRatio.read(Bench.recorded()))
                .isNotEmpty()
                .extracting(RecordedRatio::baselineName)
                .isSubsetOf(Names.PRODUCER_PERF, Names.ROW_BINARY, Names.JDBC, Names.KAFKA_ENGINE);
    }
}
