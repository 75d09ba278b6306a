package dev.penstock.local.demo;

import java.io.PrintStream;
import java.util.Locale;

/// Shows how far a run is: a bar that redraws itself on a terminal, else a line every five seconds.
///
/// For one thread.
final class Progress {

    private static final int WIDTH = 30;
    private static final long LINE_EVERY_NANOS = 5_000_000_000L;

    private final PrintStream out;
    private final boolean terminal;
    private final int total;
    private long nextLine;
    private boolean drawn;

    Progress(PrintStream out, boolean terminal, int total, long nanoTime) {
        this.out = out;
        this.terminal = terminal;
        this.total = total;
        this.nextLine = nanoTime + LINE_EVERY_NANOS;
    }

    void show(long accepted, long queryable, long nanoTime) {
        if (terminal) {
            out.print("\r" + bar(accepted, queryable));
            out.flush();
            drawn = true;
        } else if (nanoTime - nextLine >= 0) {
            out.println(counts(accepted, queryable));
            nextLine = nanoTime + LINE_EVERY_NANOS;
        }
    }

    /// The last state, on a line of its own.
    void done(long accepted, long queryable) {
        if (terminal) {
            out.println((drawn ? "\r" : "") + bar(accepted, queryable));
        } else {
            out.println(counts(accepted, queryable));
        }
    }

    private String bar(long accepted, long queryable) {
        int full = (int) (queryable * WIDTH / total);
        int part = (int) (accepted * WIDTH / total);
        String bar = "█".repeat(full) + "▒".repeat(Math.max(0, part - full)) + "░".repeat(WIDTH - Math.max(part, full));
        return bar + "  " + counts(accepted, queryable) + "  ";
    }

    private String counts(long accepted, long queryable) {
        return String.format(Locale.ROOT, "accepted %,d of %,d, queryable %,d", accepted, total, queryable);
    }
}
