package dev.penstock.writer.batch;

import java.util.Locale;

/// What ended a batch's wait for company.
public enum Trigger {
    /// It had as many rows as one may have.
    ROWS,
    /// It had as many bytes as one may have.
    SIZE,
    /// Its oldest record had waited long enough.
    LINGER,
    /// It was begun before, by a writer that crashed or lost the partition: it ends where it ended then.
    INTENT;

    /// The value of the metrics' tag.
    public String tag() {
        return name().toLowerCase(Locale.ROOT);
    }
}
