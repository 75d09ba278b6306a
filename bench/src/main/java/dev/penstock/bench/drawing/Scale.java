package dev.penstock.bench.drawing;

import dev.penstock.bench.dashboard.Field;
import java.util.ArrayList;
import java.util.List;

/// An axis of values: its ends and the round numbers between.
record Scale(double min, double max, List<Double> ticks) {

    private static final int TICKS = 4;
    private static final double[] ROUND = {1, 2, 2.5, 5, 10};

    /// Holds all values; the field's own ends win, where it has them.
    static Scale of(Field field, Unit unit, double least, double most) {
        Double ownMin = field.min();
        Double ownMax = field.max();
        double from = ownMin != null ? ownMin : Math.min(least, 0);
        double to = ownMax != null ? Math.max(ownMax, from) : most;
        // A line of nothing but zeros lies on the bottom, not nowhere.
        if (to - from <= 0) {
            to = from + 1;
        }
        double step = step(to - from, unit.base(to));
        double bottom = ownMin != null ? from : Math.floor(from / step) * step;
        double top = ownMax != null ? to : Math.ceil(to / step - 1e-9) * step;
        List<Double> ticks = new ArrayList<>();
        for (int i = 0; bottom + i * step <= top + step * 1e-6; i++) {
            ticks.add(bottom + i * step);
        }
        return new Scale(bottom, top, ticks);
    }

    /// Where a value is, 0 at the bottom and 1 at the top; outside of both at the nearer end.
    double at(double value) {
        return Math.clamp((value - min) / (max - min), 0, 1);
    }

    private static double step(double range, double base) {
        double wanted = range / TICKS / base;
        double power = Math.pow(10, Math.floor(Math.log10(wanted)));
        for (double round : ROUND) {
            if (round * power >= wanted * 0.999) {
                return round * power * base;
            }
        }
        return 10 * power * base;
    }
}
