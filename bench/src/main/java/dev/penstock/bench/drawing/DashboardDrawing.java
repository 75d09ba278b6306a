package dev.penstock.bench.drawing;

import dev.penstock.bench.dashboard.Dashboard;
import dev.penstock.bench.dashboard.Panel;
import dev.penstock.bench.dashboard.Place;
import dev.penstock.bench.dashboard.Window;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A whole dashboard as one SVG that needs nothing but itself: its panels where Grafana would put them.
public final class DashboardDrawing {

    private static final int COLUMN = 50;
    private static final int WIDTH = COLUMN * Place.COLUMNS;
    private static final int ROW = 27;
    private static final double MARGIN = 4;
    private static final int HEAD = 46;
    private static final int MARK_LINE = 18;
    private static final double LETTERS = 12;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final String NOTHING = "No data";

    private final Window window;
    private final List<Mark> marks;

    /// Draws what happened in that time.
    ///
    /// @param marks what was done when, in the order of time
    public DashboardDrawing(Window window, List<Mark> marks) {
        this.window = window;
        this.marks = List.copyOf(marks);
    }

    /// The picture of one dashboard.
    ///
    /// @param contents of each panel but rows; one without is drawn as Grafana draws a panel that has none
    public String draw(Dashboard dashboard, Map<Panel, Content> contents) {
        List<String> lines = markLines();
        int head = HEAD + lines.size() * MARK_LINE;
        int height = head + dashboard.height() * ROW + 8;
        Svg svg = new Svg(WIDTH, height, dashboard.title());
        svg.write("h", 12, 28, "start", dashboard.title());
        svg.write("s d", WIDTH - 12, 26, "end", when());
        for (int i = 0; i < lines.size(); i++) {
            svg.write("s", 12, HEAD + 4 + i * MARK_LINE, "start", lines.get(i));
        }
        for (Panel panel : dashboard.panels()) {
            Place place = panel.place();
            Area area = new Area(
                    place.x() * COLUMN + MARGIN,
                    head + place.y() * ROW + MARGIN,
                    place.width() * COLUMN - 2 * MARGIN,
                    place.height() * ROW - 2 * MARGIN);
            draw(svg, area, panel, contents.get(panel));
        }
        return svg.end();
    }

    private void draw(Svg svg, Area area, Panel panel, @Nullable Content content) {
        if (panel.kind() == Panel.Kind.ROW) {
            svg.write("t", area.x() + 8, area.y() + 15, "start", "▾ " + panel.title());
            return;
        }
        svg.box("p", area.x(), area.y(), area.width(), area.height());
        svg.write("t", area.x() + 12, area.y() + 19, "start", Svg.fitted(panel.title(), 13, area.width() - 20));
        if (content == null || content.isEmpty()) {
            svg.write("d", area.x() + area.width() / 2, area.y() + area.height() / 2, "middle", NOTHING);
            return;
        }
        double step = step(content);
        switch (content) {
            case Content.Lines lines -> {
                if (panel.kind() == Panel.Kind.STAT) {
                    new StatDrawing(svg, window).draw(area, panel.field(), lines.series(), step);
                } else {
                    new TimeSeriesDrawing(svg, window, marks).draw(area, panel.field(), lines.series(), step);
                }
            }
            case Content.Rows rows -> new TableDrawing(svg).draw(area, panel.field(), rows.cells());
        }
    }

    // Points of a statement are as far apart as it says; what is nearest tells.
    private double step(Content content) {
        double step = Double.MAX_VALUE;
        if (content instanceof Content.Lines lines) {
            for (Series series : lines.series()) {
                for (int i = 1; i < series.points().size(); i++) {
                    double apart = series.points().get(i).seconds()
                            - series.points().get(i - 1).seconds();
                    step = Math.min(step, apart);
                }
            }
        }
        return Math.max(step, (double) window.step().toSeconds());
    }

    private String when() {
        return TIME.format(window.from()) + " UTC and "
                + minutes((double) window.length().toSeconds()) + " min from then; scraped each "
                + window.scrape().toSeconds() + " s";
    }

    private List<String> markLines() {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < marks.size(); i++) {
            Mark mark = marks.get(i);
            String text = "%d  %s–%s %s"
                    .formatted(i + 1, minutes(mark.from() - start()), minutes(mark.to() - start()), mark.name());
            if (!line.isEmpty() && Svg.width(line + text, LETTERS) > WIDTH - 60) {
                lines.add(line.toString());
                line = new StringBuilder();
            }
            line.append(line.isEmpty() ? "" : "  ·  ").append(text);
        }
        if (!line.isEmpty()) {
            lines.add(line.toString());
        }
        return lines;
    }

    private long start() {
        return window.from().getEpochSecond();
    }

    private static String minutes(double seconds) {
        long whole = Math.round(seconds);
        return "%d:%02d".formatted(whole / 60, whole % 60);
    }
}
