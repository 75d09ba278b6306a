package dev.penstock.sink.audit;

import java.time.Instant;

/// What edges and writers counted of one organization in one minute.
///
/// @param organization its id, or a word for some together
/// @param minute its beginning
/// @param accepted events of which Kafka has told the edges that it has them
/// @param unknown events of which it has not, and which may be there all the same
/// @param refused events that edges rejected or shed
/// @param stored records that writers stored, those that are the same event again included
/// @param deadLettered records that are in the dead letters
/// @param parked records of halted streams
/// @param returned how many of the last three were counted before: parked or dead-lettered once, and sent again
/// @param open whether an edge has not closed the minute, so that the counts of edges are what there is at least
public record MinuteSums(
        String organization,
        Instant minute,
        long accepted,
        long unknown,
        long refused,
        long stored,
        long deadLettered,
        long parked,
        long returned,
        boolean open) {

    /// Events that writers have brought to an end.
    public long settled() {
        return stored + deadLettered + parked - returned;
    }

    /// How many events an edge has accepted that writers neither settled nor have before them.
    ///
    /// @param inFlight records of it that are in Kafka and not settled
    public long missing(long inFlight) {
        return Math.max(0, accepted - settled() - inFlight);
    }

    /// How many events there are in Kafka beyond those that edges can have put there; none while an edge has not told
    /// all.
    ///
    /// @param inFlight records of it that are in Kafka and not settled
    public long surplus(long inFlight) {
        return open ? 0 : Math.max(0, settled() + inFlight - accepted - unknown);
    }

    MinuteSums plus(MinuteSums other, String together) {
        return new MinuteSums(
                together,
                minute,
                accepted + other.accepted,
                unknown + other.unknown,
                refused + other.refused,
                stored + other.stored,
                deadLettered + other.deadLettered,
                parked + other.parked,
                returned + other.returned,
                open || other.open);
    }
}
