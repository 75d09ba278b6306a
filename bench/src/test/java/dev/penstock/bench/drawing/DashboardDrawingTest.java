package dev.penstock.bench.drawing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import dev.penstock.bench.dashboard.Dashboard;
import dev.penstock.bench.dashboard.Field;
import dev.penstock.bench.dashboard.Panel;
import dev.penstock.bench.dashboard.Panel.Kind;
import dev.penstock.bench.dashboard.Place;
import dev.penstock.bench.dashboard.Target;
import dev.penstock.bench.dashboard.Threshold;
import dev.penstock.bench.dashboard.Window;
import dev.penstock.bench.drawing.Cells.Column;
import dev.penstock.bench.drawing.Series.Point;
import java.io.IOException;
import java.io.StringReader;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

class DashboardDrawingTest {

    private static final Window WINDOW = new Window(
            Instant.ofEpochSecond(1_000), Instant.ofEpochSecond(1_400), Duration.ofSeconds(5), Duration.ofSeconds(5));
    private static final List<Mark> MARKS = List.of(new Mark("ClickHouse is away", 1_200, 1_245));
    private static final Field SECONDS = field("s", false, false);

    @Test
    void aPictureIsWholeAndNeedsNothingElse() throws ParserConfigurationException, IOException, SAXException {
        Panel lag = panel(Kind.TIME_SERIES, "Lag <of> \"all\"", 0, SECONDS);

        String svg = draw(lag, lines("writer & co", rising(80)));

        Document document =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
        assertThat(document.getElementsByTagName("title").item(0).getTextContent())
                .isEqualTo("Penstock");
        assertThat(svg).contains("Lag &lt;of&gt; &quot;all&quot;", "writer &amp; co", "prefers-color-scheme:dark");
        assertThat(svg.replace("http://www.w3.org/2000/svg", "")).doesNotContain("http", "<script", "NaN", "Infinity");
        assertThat(svg).contains("1  3:20–4:05 ClickHouse is away", "1970-01-01 00:16:40 UTC and 6:40 min");
    }

    @Test
    void theSameIsDrawnInTheSameWay() {
        Panel lag = panel(Kind.TIME_SERIES, "Lag", 0, SECONDS);

        assertThat(draw(lag, lines("a", rising(80)))).isEqualTo(draw(lag, lines("a", rising(80))));
    }

    /// 58 px of axis and 18 px of margin are left of 592 px; the value is as high as its part of the axis, 0 to 100 s.
    @Test
    void pointsLieWhereTheirTimeAndValueAre() {
        Panel lag = panel(Kind.TIME_SERIES, "Lag", 0, SECONDS);

        String svg = draw(lag, lines("a", List.of(new Point(1_000, 0), new Point(1_005, 50), new Point(1_010, 100))));

        List<double[]> places = places(svg, "l c0");
        assertThat(places).hasSize(2);
        assertThat(places.getFirst()[0]).isEqualTo(62);
        assertThat(places.getLast()[0]).isEqualTo(62 + 516 * 10 / 400.0, offset(0.1));
        assertThat(svg).contains(">1 min<", ">0 s<", ">6:00<");
        assertThat(places.getFirst()[1]).isGreaterThan(places.getLast()[1]);
    }

    @Test
    void aLineIsBrokenWhereNothingIsKnown() {
        List<Point> points = new ArrayList<>(rising(10));
        points.addAll(List.of(new Point(1_100, 3), new Point(1_105, 1), new Point(1_110, 3)));

        String svg = draw(panel(Kind.TIME_SERIES, "Lag", 0, SECONDS), lines("a", points));

        assertThat(path(svg, "l c0").chars().filter(letter -> letter == 'M').count())
                .isEqualTo(2);
    }

    @Test
    void aPointAloneIsADot() {
        String svg = draw(panel(Kind.TIME_SERIES, "Letters", 0, SECONDS), lines("a", List.of(new Point(1_200, 5))));

        // In the middle of the time, 2 px around it.
        assertThat(svg).contains("<rect class=\"c0\" x=\"318\"").doesNotContain("class=\"l c0\"");
    }

    @Test
    void whatIsStackedStandsOnWhatIsBelow() {
        Panel stacked = panel(Kind.TIME_SERIES, "Rows", 0, field("cps", true, false));
        List<Point> flat = List.of(new Point(1_000, 100), new Point(1_400, 100));

        String svg = draw(stacked, new Content.Lines(List.of(new Series("stored", flat), new Series("parked", flat))));

        double lower = places(svg, "l c0").getFirst()[1];
        double upper = places(svg, "l c1").getFirst()[1];
        double bottom = places(svg, "f c0").getLast()[1];
        assertThat(upper).isLessThan(lower);
        assertThat(lower - upper).isEqualTo(bottom - lower, offset(0.2));
        assertThat(svg).contains(">200 c/s<");
    }

    @Test
    void aThresholdIsALineWhereItIsSetAndInSight() {
        Field field = field("short", false, true);

        assertThat(draw(panel(Kind.TIME_SERIES, "Parts", 0, field), lines("a", rising(80))))
                .contains("class=\"w red\"");
        assertThat(draw(panel(Kind.TIME_SERIES, "Parts", 0, field), lines("a", rising(2))))
                .doesNotContain("class=\"w red\"");
        assertThat(draw(panel(Kind.TIME_SERIES, "Parts", 0, SECONDS), lines("a", rising(80))))
                .doesNotContain("class=\"w red\"");
    }

    @Test
    void aStatIsItsLastValueInItsColour() {
        Panel stat = panel(Kind.STAT, "Lag", 0, field("s", false, true));

        assertThat(draw(stat, lines("a", rising(80))))
                .contains("class=\"big red\"")
                .contains(">1.32 min<");
        assertThat(draw(stat, lines("a", rising(3))))
                .contains("class=\"big green\"")
                .contains(">2 s<");
    }

    @Test
    void aTableShowsWhatThereIsRoomForAndCountsTheRest() {
        List<List<String>> rows = IntStream.range(0, 40)
                .mapToObj(i -> List.of("org-" + i, "1500", "a sentence that is too long for its column ".repeat(5)))
                .toList();
        Cells cells = new Cells(
                List.of(new Column("org_id", false), new Column("events", true), new Column("detail", false)), rows);

        String svg = draw(panel(Kind.TABLE, "Organizations", 0, field("short", false, false)), new Content.Rows(cells));

        assertThat(svg).contains(">org_id<", ">org-0<", ">1.5 K<", "more rows<", "…");
        assertThat(svg).doesNotContain("org-39");
        long shown = rows.stream()
                .filter(row -> svg.contains(">" + row.getFirst() + "<"))
                .count();
        assertThat(svg).contains("… " + (40 - shown) + " more rows");
    }

    @Test
    void aPanelWithoutAnAnswerSaysSo() {
        assertThat(draw(panel(Kind.STAT, "Lag", 0, SECONDS), new Content.Lines(List.of())))
                .contains("No data");
    }

    @Test
    void noTextIsWiderThanItsPlace() {
        assertThat(Svg.fitted("a name that is long", 10, 60))
                .hasSizeLessThan(11)
                .endsWith("…");
        assertThat(Svg.fitted("short", 10, 60)).isEqualTo("short");
        assertThat(Svg.fitted("no room", 10, 3)).isEmpty();
    }

    /// Twenty-odd panels must stay a small file: points in the middle of a straight line are left out.
    @Test
    void aStraightLineHasTwoPoints() {
        String svg = draw(panel(Kind.TIME_SERIES, "Lag", 0, SECONDS), lines("a", rising(80)));

        assertThat(places(svg, "l c0")).hasSize(2);
    }

    private static String draw(Panel panel, Content content) {
        Dashboard dashboard = new Dashboard("one", "Penstock", List.of(panel), Map.of());
        return new DashboardDrawing(WINDOW, MARKS).draw(dashboard, Map.of(panel, content));
    }

    private static Panel panel(Kind kind, String title, int x, Field field) {
        return new Panel(kind, title, new Place(x, 0, 12, 8), field, List.of(new Target.Expression("a", "a")));
    }

    private static Field field(String unit, boolean stacked, boolean thresholdLines) {
        return new Field(
                unit,
                0.0,
                null,
                stacked,
                stacked ? 20 : 5,
                List.of(new Threshold("green", null), new Threshold("red", 60.0)),
                thresholdLines);
    }

    private static Content lines(String name, List<Point> points) {
        return new Content.Lines(List.of(new Series(name, points)));
    }

    /// One more each step, from 0.
    private static List<Point> rising(int points) {
        return IntStream.range(0, points)
                .mapToObj(i -> new Point(1_000 + 5.0 * i, i))
                .toList();
    }

    private static String path(String svg, String style) {
        Matcher path = Pattern.compile("class=\"" + style + "\" d=\"([^\"]*)\"").matcher(svg);
        assertThat(path.find()).as(style + " in " + svg).isTrue();
        return path.group(1);
    }

    private static List<double[]> places(String svg, String style) {
        Matcher numbers = Pattern.compile("[ML](-?[0-9.]+) (-?[0-9.]+)").matcher(path(svg, style));
        List<double[]> places = new ArrayList<>();
        while (numbers.find()) {
            places.add(new double[] {Double.parseDouble(numbers.group(1)), Double.parseDouble(numbers.group(2))});
        }
        return places;
    }
}
