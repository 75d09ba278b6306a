package dev.penstock.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.bench.figure.Figure;
import dev.penstock.bench.figure.Goal;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReportsTest {

    private static final List<Figure> FIGURES = List.of(
            new Figure("single", "requests \"a\" second", "1/s", 30_000.5, 40_000.0, "bare <handler>"),
            Figure.alone("single", "edge: CPU seconds per million events", "s", 12),
            Figure.alone("single", "writer: CPU seconds per million events", "s", 4));

    private static final Goal GOAL = new Goal("a goal", "single", "requests \"a\" second", "bare <handler>", true, 0.7);

    @Test
    void theJsonHasAllOfEachFigure() {
        JsonNode figures = JsonMapper.shared().readTree(JsonReport.of(FIGURES));

        assertThat(figures.size()).isEqualTo(3);
        JsonNode first = figures.get(0);
        assertThat(first.propertyNames())
                .containsExactly("scenario", "figure", "unit", "ours", "baseline", "baseline_name", "ratio");
        assertThat(first.path("figure").asString()).isEqualTo("requests \"a\" second");
        assertThat(first.path("ours").asDouble()).isEqualTo(30_000.5);
        assertThat(first.path("ratio").asDouble()).isEqualTo(0.750013);
        assertThat(figures.get(1).path("ratio").isNull()).isTrue();
        assertThat(figures.get(1).path("baseline_name").isNull()).isTrue();
    }

    @Test
    void anEmptyRunIsAnEmptyArray() {
        assertThat(JsonMapper.shared().readTree(JsonReport.of(List.of())).isEmpty())
                .isTrue();
    }

    @Test
    void thePageIsWholeAndNeedsNothingElse() throws ParserConfigurationException, IOException, SAXException {
        String page = PageReport.of("2 cores", FIGURES, List.of("no nginx"), List.of(GOAL.of(FIGURES)));

        // Well formed, but for what HTML has of its own.
        Document document = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(
                        new StringReader(page.replace("<!doctype html>", "").replace("<meta charset=\"utf-8\">", ""))));
        assertThat(document.getElementsByTagName("svg").getLength()).isEqualTo(2);
        assertThat(document.getElementsByTagName("rect").getLength()).isEqualTo(3);
        assertThat(page).contains("2 cores", "no nginx", "a goal", "bare &lt;handler&gt;");
        assertThat(page).doesNotContain("http://", "https://", "<script");
    }

    @Test
    void theTextTellsRatiosAndGoals() {
        String text = TextReport.of(FIGURES, List.of(), List.of(GOAL.of(FIGURES)));

        assertThat(text).contains("0.75 of bare <handler> (40,000)", "met          a goal: 0.75");
    }

    @Test
    void numbersHaveNoMoreDigitsThanWereMeasured() {
        assertThat(Numbers.text(123_456.7)).isEqualTo("123,457");
        assertThat(Numbers.text(12.345)).isEqualTo("12.3");
        assertThat(Numbers.text(0.756)).isEqualTo("0.76");
        assertThat(Numbers.text(0)).isEqualTo("0");
        assertThat(Numbers.exact(1_500_000)).isEqualTo("1500000");
        assertThat(Double.parseDouble(Numbers.exact(0.000001234))).isEqualTo(0.000001234);
    }
}
