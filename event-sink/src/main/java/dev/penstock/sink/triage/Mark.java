package dev.penstock.sink.triage;

import org.jspecify.annotations.Nullable;

/// What was done about one letter.
///
/// @param letter as it was found
/// @param sent where its event stands in `events` now; null for one that was given up
public record Mark(KnownLetter letter, @Nullable Place sent) {

    /// A record of `events`.
    public record Place(int partition, long offset) {}
}
