package dev.penstock.bench.figure;

import java.util.List;

/// A ratio that was measured once and is to be kept, roughly: machines differ, and a short run is a cold one.
///
/// @param ratio ours ÷ baseline of a short run
public record RecordedRatio(String scenario, String figure, String baselineName, double ratio) {

    private static final double FLOOR = 0.5;

    /// Those of a text: a line each, with scenario, figure, baseline and ratio between tabs; `#` begins a remark.
    public static List<RecordedRatio> read(String text) {
        return text.lines()
                .filter(line -> !line.startsWith("#"))
                .map(RecordedRatio::parse)
                .toList();
    }

    private static RecordedRatio parse(String line) {
        String[] fields = line.split("\t", -1);
        if (fields.length != 4) {
            throw new IllegalArgumentException(
                    "a recorded ratio is scenario, figure, baseline and ratio, not '" + line + "'");
        }
        return new RecordedRatio(fields[0], fields[1], fields[2], Double.parseDouble(fields[3]));
    }

    /// What became of it in a run.
    ///
    /// @param sentence for people
    /// @param kept whether it was measured and is at least half of what is recorded
    public record Outcome(String sentence, boolean kept) {}

    /// Looks for the ratio among `figures`.
    public Outcome of(List<Figure> figures) {
        String name = scenario + ", " + figure + " beside " + baselineName + ": ";
        for (Figure one : figures) {
            Double now = one.ratio();
            if (now != null
                    && one.scenario().equals(scenario)
                    && one.figure().equals(figure)
                    && baselineName.equals(one.baselineName())) {
                boolean kept = now >= FLOOR * ratio;
                return new Outcome(
                        "%s%.2f, recorded %.2f%s".formatted(name, now, ratio, kept ? "" : ": less than half"), kept);
            }
        }
        return new Outcome(name + "not measured", false);
    }
}
