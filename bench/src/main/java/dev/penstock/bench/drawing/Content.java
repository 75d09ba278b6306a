package dev.penstock.bench.drawing;

import java.util.List;

/// What the questions of a panel were answered.
public sealed interface Content {

    /// Whether there is nothing to show.
    boolean isEmpty();

    record Lines(List<Series> series) implements Content {

        public Lines {
            series = List.copyOf(series);
        }

        @Override
        public boolean isEmpty() {
            return series.stream().allMatch(one -> one.points().isEmpty());
        }
    }

    record Rows(Cells cells) implements Content {

        @Override
        public boolean isEmpty() {
            return cells.rows().isEmpty();
        }
    }
}
