package dev.penstock.bench.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.bench.drawing.Cells;
import dev.penstock.bench.drawing.Cells.Column;
import dev.penstock.bench.drawing.Series;
import dev.penstock.bench.drawing.Series.Point;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnswersTest {

    @Test
    void prometheusSeriesAreNamedByTheirLegendAndHaveNumbersOnly() {
        String json = """
                {"status": "success", "data": {"resultType": "matrix", "result": [
                  {"metric": {"outcome": "stored"}, "values": [[1000, "1.5"], [1005, "NaN"], [1010, "+Inf"], [1015, "2"]]},
                  {"metric": {"outcome": "parked"}, "values": [[1000, "NaN"]]}]}}
                """;

        assertThat(PrometheusAnswer.series(json, "{{outcome}} rows"))
                .containsExactly(new Series("stored rows", List.of(new Point(1_000, 1.5), new Point(1_015, 2))));
    }

    @Test
    void whatPrometheusRefusesIsSaid() {
        String json = "{\"status\": \"error\", \"errorType\": \"bad_data\", \"error\": \"parse error: unexpected ]\"}";

        assertThatThrownBy(() -> PrometheusAnswer.series(json, "a")).hasMessageContaining("parse error: unexpected ]");
    }

    @Test
    void rowsBecomeSeriesByTheirTextsAndColumnsOfNumbers() {
        String json = """
                {"meta": [{"name": "time", "type": "DateTime('UTC')"}, {"name": "stream", "type": "LowCardinality(String)"},
                          {"name": "events", "type": "UInt64"}, {"name": "p95", "type": "Nullable(Float64)"}],
                 "data": [["1970-01-01 00:16:40", "orders", "12", null], ["1970-01-01 00:16:40", "clicks", "7", 0.5],
                          ["1970-01-01 00:17:40", "orders", "13", 0.25]]}
                """;

        assertThat(ClickHouseAnswer.series(json))
                .containsExactly(
                        new Series("events clicks", List.of(new Point(1_000, 7))),
                        new Series("events orders", List.of(new Point(1_000, 12), new Point(1_060, 13))),
                        new Series("p95 clicks", List.of(new Point(1_000, 0.5))),
                        new Series("p95 orders", List.of(new Point(1_060, 0.25))));
    }

    @Test
    void aSeriesBeginsWithItsTime() {
        String json = "{\"meta\": [{\"name\": \"events\", \"type\": \"UInt64\"}], \"data\": []}";

        assertThatThrownBy(() -> ClickHouseAnswer.series(json)).hasMessageContaining("time");
    }

    @Test
    void aTableKeepsItsRowsAndTimesToTheSecond() {
        String json = """
                {"meta": [{"name": "org_id", "type": "String"},
                          {"name": "events", "type": "SimpleAggregateFunction(sum, UInt64)"},
                          {"name": "last", "type": "SimpleAggregateFunction(max, DateTime64(3, 'UTC'))"}, {"name": "some", "type": "Array(String)"}],
                 "data": [["shop", "12", "2026-11-29 12:00:01.234", ["a", "b"]]]}
                """;

        assertThat(ClickHouseAnswer.cells(json))
                .isEqualTo(new Cells(
                        List.of(
                                new Column("org_id", false),
                                new Column("events", true),
                                new Column("last", false),
                                new Column("some", false)),
                        List.of(List.of("shop", "12", "2026-11-29 12:00:01", "[a,b]"))));
        assertThat(ClickHouseAnswer.values(json)).containsExactly("shop");
    }
}
