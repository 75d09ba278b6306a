package dev.penstock.bench.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class RecordedRatioTest {

    private static final RecordedRatio RECORDED = new RecordedRatio("writer", "rows per second", "JDBC batches", 2);

    @Test
    void halfOfWhatIsRecordedIsKept() {
        assertThat(RECORDED.of(List.of(rows("another loop", 9), rows("JDBC batches", 1))))
                .isEqualTo(new RecordedRatio.Outcome(
                        "writer, rows per second beside JDBC batches: 1.00, recorded 2.00", true));
    }

    @Test
    void lessThanHalfIsNot() {
        assertThat(RECORDED.of(List.of(rows("JDBC batches", 0.99))))
                .isEqualTo(new RecordedRatio.Outcome(
                        "writer, rows per second beside JDBC batches: 0.99, recorded 2.00: less than half", false));
    }

    @Test
    void whatWasNotMeasuredIsNotKept() {
        assertThat(RECORDED.of(List.of(rows("another loop", 9))).kept()).isFalse();
    }

    @Test
    void aLineIsOneAndARemarkIsNone() {
        assertThat(RecordedRatio.read("# a remark\nwriter\trows per second\tJDBC batches\t2\n"))
                .containsExactly(RECORDED);
        assertThatThrownBy(() -> RecordedRatio.read("writer\t2")).hasMessageContaining("not 'writer\t2'");
    }

    private static Figure rows(String baseline, double ratio) {
        return new Figure("writer", "rows per second", "1/s", ratio * 10, 10.0, baseline);
    }
}
