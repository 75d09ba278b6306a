package dev.penstock.bench.figure;

import java.util.ArrayList;
import java.util.List;

/// What a run has measured so far. Filled by scenarios one after the other; not thread-safe.
public final class Report {

    private final List<Figure> figures = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    public void add(Figure figure) {
        figures.add(figure);
    }

    public void alone(String scenario, String figure, String unit, double ours) {
        figures.add(Figure.alone(scenario, figure, unit, ours));
    }

    /// The medians of both; without rounds of the baseline our number stands alone.
    public void beside(String scenario, String figure, String unit, Rounds ours, Rounds baseline, String name) {
        figures.add(
                baseline.isEmpty()
                        ? Figure.alone(scenario, figure, unit, ours.median())
                        : new Figure(scenario, figure, unit, ours.median(), baseline.median(), name));
    }

    /// What a reader must know to read the figures: what was missing, what was cut short.
    public void note(String sentence) {
        notes.add(sentence);
    }

    public List<Figure> figures() {
        return List.copyOf(figures);
    }

    public List<String> notes() {
        return List.copyOf(notes);
    }
}
