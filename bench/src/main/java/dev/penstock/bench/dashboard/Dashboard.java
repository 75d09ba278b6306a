package dev.penstock.bench.dashboard;

import java.util.List;
import java.util.Map;

/// A dashboard.
///
/// @param questions statements for ClickHouse whose first columns are the values of the variables that are asked for
public record Dashboard(String uid, String title, List<Panel> panels, Map<String, String> questions) {

    public Dashboard {
        panels = List.copyOf(panels);
        questions = Map.copyOf(questions);
        for (int i = 0; i < panels.size(); i++) {
            Panel one = panels.get(i);
            for (Panel other : panels.subList(i + 1, panels.size())) {
                if (one.place().overlaps(other.place())) {
                    throw new IllegalArgumentException(
                            title + ": \"" + one.title() + "\" lies over \"" + other.title() + "\"");
                }
            }
        }
    }

    /// Rows of the grid that it takes.
    public int height() {
        return panels.stream()
                .map(Panel::place)
                .mapToInt(place -> place.y() + place.height())
                .max()
                .orElse(0);
    }
}
