package dev.penstock.sink.insert;

import dev.penstock.sink.failure.InsertResult;

/// What became of a block that was tried ([TrialInserts]).
public sealed interface TrialResult {

    /// A table like this takes all of its rows.
    record Passed() implements TrialResult {}

    /// It never takes one of them.
    record Refused(InsertResult.Poison why) implements TrialResult {}

    /// Nobody can tell.
    ///
    /// @param reason ours, and safe everywhere
    record Undecided(String reason) implements TrialResult {}
}
