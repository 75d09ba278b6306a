package dev.penstock.writer.settle;

import dev.penstock.model.stream.StreamName;
import dev.penstock.sink.block.PlacedRow;
import dev.penstock.writer.deadletter.Letter;
import dev.penstock.writer.park.Parked;
import dev.penstock.writer.settle.Outcome.Undecided;

/// What a record is to become.
sealed interface Reading {

    /// It fits its stream.
    ///
    /// @param tolerated how many of its misfits its definition lets pass
    record AsRow(StreamName stream, PlacedRow row, int tolerated) implements Reading {}

    /// Its event does not fit its stream.
    ///
    /// @param why for people; quotes no event
    record AsLetter(StreamName stream, String why, Letter letter) implements Reading {}

    /// It is no event, so it is of no stream.
    record AsUnreadable(Letter letter) implements Reading {}

    record AsParked(Parked parked) implements Reading {}

    record AsUndecided(Undecided undecided) implements Reading {}
}
