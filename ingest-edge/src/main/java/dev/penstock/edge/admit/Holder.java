package dev.penstock.edge.admit;

import java.util.Locale;

/// Whose limit it is.
public enum Holder {
    KEY,
    ORGANIZATION,

    /// What an organization may send while the sink is under pressure.
    GUARANTEE;

    /// The name in metrics.
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The name in a sentence.
    String words() {
        return switch (this) {
            case KEY -> "the key's limit";
            case ORGANIZATION -> "the organization's limit";
            case GUARANTEE -> "the rate the organization is guaranteed while stored events are behind,";
        };
    }
}
