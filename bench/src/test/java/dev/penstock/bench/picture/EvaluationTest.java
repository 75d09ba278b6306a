package dev.penstock.bench.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.bench.dashboard.Dashboard;
import dev.penstock.bench.dashboard.Field;
import dev.penstock.bench.dashboard.Panel;
import dev.penstock.bench.dashboard.Place;
import dev.penstock.bench.dashboard.Target;
import dev.penstock.bench.dashboard.Window;
import dev.penstock.bench.drawing.Cells;
import dev.penstock.bench.drawing.Content;
import dev.penstock.bench.drawing.Mark;
import dev.penstock.bench.drawing.Series;
import dev.penstock.bench.drawing.Series.Point;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EvaluationTest {

    private static final Window WINDOW = new Window(
            Instant.ofEpochSecond(1_000), Instant.ofEpochSecond(1_420), Duration.ofSeconds(5), Duration.ofSeconds(5));
    private static final String LAG = "max(lag)";
    private static final String REFUSED = "rate(refused[20s])";
    private static final String SOMETHING =
            "{\"status\":\"success\",\"data\":{\"result\":[{\"metric\":{},\"values\":[[1000,\"1\"]]}]}}";
    private static final String NOTHING = "{\"status\":\"success\",\"data\":{\"result\":[]}}";
    private static final String ROWS =
            "SELECT * FROM letters WHERE org_id IN ('shop','bank')" + ClickHouseAnswer.FORMAT;
    private static final Field FIELD = new Field("short", 0.0, null, false, 5, List.of(), false);
    private static final Panel GRAPH = new Panel(
            Panel.Kind.TIME_SERIES,
            "Lag and refused",
            new Place(0, 0, 12, 8),
            FIELD,
            List.of(
                    new Target.Expression(LAG, "lag"),
                    new Target.Expression("rate(refused[$__rate_interval])", "refused")));
    private static final Panel TABLE = new Panel(
            Panel.Kind.TABLE,
            "Letters",
            new Place(12, 0, 12, 8),
            FIELD,
            List.of(new Target.Statement(
                    "SELECT * FROM letters WHERE org_id IN (${organization:singlequote})", false)));
    private static final Dashboard DASHBOARD =
            new Dashboard("one", "One", List.of(GRAPH, TABLE), Map.of("organization", "SELECT org_id FROM freshness"));
    private static final Map<String, String> ANSWERS = Map.of(
            LAG,
            SOMETHING,
            REFUSED,
            NOTHING,
            "SELECT org_id FROM freshness" + ClickHouseAnswer.FORMAT,
            "{\"meta\":[{\"name\":\"org_id\",\"type\":\"String\"}],\"data\":[[\"shop\"],[\"bank\"]]}",
            ROWS,
            "{\"meta\":[{\"name\":\"cause\",\"type\":\"String\"}],\"data\":[[\"type\"]]}");

    @Test
    void everyQuestionThatIsAnsweredWithNothingIsNamed() {
        Evaluation evaluation = Evaluation.of(DASHBOARD, WINDOW, recording().asAnswers(), Map.of());

        assertThat(evaluation.silent()).containsExactly("one, \"Lag and refused\": rate(refused[$__rate_interval])");
        assertThat(evaluation.contents().get(GRAPH))
                .isEqualTo(new Content.Lines(List.of(new Series("lag", List.of(new Point(1_000, 1))))));
        assertThat(evaluation.contents().get(TABLE))
                .isEqualTo(new Content.Rows(
                        new Cells(List.of(new Cells.Column("cause", false)), List.of(List.of("type")))));
    }

    @Test
    void oneThatMayBeSilentIsNot() {
        Map<String, String> quiet = Map.of("rate(refused[$__rate_interval])", "nothing is refused");

        assertThat(Evaluation.of(DASHBOARD, WINDOW, recording().asAnswers(), quiet)
                        .silent())
                .isEmpty();
    }

    @Test
    void anExpressionThatIsRefusedNamesItsPanel() {
        Answers refusing = new Recording(
                        WINDOW, List.of(), changed(REFUSED, "{\"status\":\"error\",\"error\":\"parse error\"}"))
                .asAnswers();

        assertThatThrownBy(() -> Evaluation.of(DASHBOARD, WINDOW, refusing, Map.of()))
                .hasMessageContaining("\"Lag and refused\"")
                .hasMessageContaining("parse error");
    }

    @Test
    void aRecordingIsReadAsItWasWritten() {
        assertThat(Recording.read(recording().json())).isEqualTo(recording());
    }

    @Test
    void aRecordingAnswersOnlyWhatWasAsked() {
        assertThatThrownBy(() -> recording().asAnswers().expression("min(lag)")).hasMessageContaining("min(lag)");
    }

    @Test
    void theLauncherSaysWhatToDraw() {
        PictureOptions options = PictureOptions.parse(
                List.of("--root=/r", "--build=/b", "--work=/w", "--output=/o", "--edge-flags=-Xmx1g -ea", "--redraw"));

        assertThat(options.redraw()).isTrue();
        assertThat(options.edgeFlags()).containsExactly("-Xmx1g", "-ea");
        assertThatThrownBy(() -> PictureOptions.parse(List.of("--root=/r"))).hasMessageContaining("--build");
        assertThatThrownBy(() -> PictureOptions.parse(List.of("--png"))).hasMessageContaining("--png");
    }

    @Test
    void withoutPrometheusThereIsASentence() {
        assertThatThrownBy(() -> Prometheus.require("/nonexistent:"))
                .hasMessage("pictures needs prometheus on the PATH; Debian has it in the package prometheus");
    }

    private static Recording recording() {
        return new Recording(WINDOW, List.of(new Mark("away", 1_200.5, 1_245)), ANSWERS);
    }

    private static Map<String, String> changed(String question, String answer) {
        Map<String, String> answers = new HashMap<>(ANSWERS);
        answers.put(question, answer);
        return answers;
    }
}
