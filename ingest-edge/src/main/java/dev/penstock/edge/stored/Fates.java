package dev.penstock.edge.stored;

import java.util.List;

/// What is known of the events of one request when its waiting ends. Each event is counted once.
///
/// @param ending why it ends
/// @param stored how many can be queried
/// @param deadLettered which of the events that were handed to Kafka, counted from 0
/// @param parked likewise
/// @param open how many are in the log and not known to be settled
public record Fates(Ending ending, int stored, List<Integer> deadLettered, List<Integer> parked, int open) {

    public Fates {
        deadLettered = List.copyOf(deadLettered);
        parked = List.copyOf(parked);
    }

    /// Whether every event can be queried.
    public boolean allStored() {
        return deadLettered.isEmpty() && parked.isEmpty() && open == 0;
    }
}
