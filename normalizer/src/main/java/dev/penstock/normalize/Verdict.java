package dev.penstock.normalize;

import java.util.List;

/// What became of an event.
public sealed interface Verdict {

    /// It has a row.
    ///
    /// @param tolerated what its definition does not allow and lets pass, because it says so
    record Fits(Row row, List<Misfit> tolerated) implements Verdict {

        public Fits {
            tolerated = List.copyOf(tolerated);
        }
    }

    /// Its table cannot take it, now or later.
    ///
    /// @param misfits at least one, at most 16; the first is the cause of its dead letter
    /// @param definitionVersion it was measured against, 0 for none
    record Rejected(List<Misfit> misfits, int definitionVersion) implements Verdict {

        public Rejected {
            if (misfits.isEmpty()) {
                throw new IllegalArgumentException("a rejected event must have a misfit");
            }
            misfits = List.copyOf(misfits);
        }
    }

    /// Nobody can say yet: the definition in force cannot be read by this program. The event must wait; it is neither
    /// stored nor given up.
    ///
    /// @param definitionVersion in force, from 1
    /// @param reason for people
    record Undecided(int definitionVersion, String reason) implements Verdict {}
}
