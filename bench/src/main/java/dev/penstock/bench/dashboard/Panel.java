package dev.penstock.bench.dashboard;

import java.util.List;

/// One panel.
public record Panel(Kind kind, String title, Place place, Field field, List<Target> targets) {

    public Panel {
        targets = List.copyOf(targets);
        if (title.isBlank() || (kind != Kind.ROW) == targets.isEmpty()) {
            throw new IllegalArgumentException("a panel has a title and, but for a row, targets: \"" + title + "\"");
        }
    }

    /// What a panel can be.
    public enum Kind {
        ROW,
        TIME_SERIES,
        STAT,
        TABLE
    }
}
