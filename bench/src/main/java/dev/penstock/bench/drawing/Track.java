package dev.penstock.bench.drawing;

import dev.penstock.bench.drawing.Series.Point;
import java.util.ArrayList;
import java.util.List;

/// Points as the path of a line: broken where there are no values, and without points in the middle of a straight line.
final class Track {

    // A little more than two steps: one scrape may be late.
    private static final double GAP = 2.5;

    private Track() {}

    /// Runs of points that follow each other without a gap.
    static List<List<Point>> runs(List<Point> points, double step) {
        List<List<Point>> runs = new ArrayList<>();
        List<Point> run = new ArrayList<>();
        for (Point point : points) {
            if (!run.isEmpty() && point.seconds() - run.getLast().seconds() > step * GAP) {
                runs.add(run);
                run = new ArrayList<>();
            }
            run.add(point);
        }
        if (!run.isEmpty()) {
            runs.add(run);
        }
        return runs;
    }

    /// Places in a picture, from `M` on.
    static void append(StringBuilder path, List<double[]> places, boolean move) {
        List<double[]> kept = bends(places);
        for (int i = 0; i < kept.size(); i++) {
            path.append(i == 0 && move ? 'M' : 'L')
                    .append(Svg.number(kept.get(i)[0]))
                    .append(' ')
                    .append(Svg.number(kept.get(i)[1]));
        }
    }

    private static List<double[]> bends(List<double[]> places) {
        List<double[]> kept = new ArrayList<>();
        for (int i = 0; i < places.size(); i++) {
            if (kept.isEmpty() || i == places.size() - 1 || bend(kept.getLast(), places.get(i), places.get(i + 1))) {
                kept.add(places.get(i));
            }
        }
        return kept;
    }

    private static boolean bend(double[] last, double[] here, double[] next) {
        double straight = last[1] + (next[1] - last[1]) * (here[0] - last[0]) / (next[0] - last[0]);
        return Math.abs(straight - here[1]) > 0.04;
    }
}
