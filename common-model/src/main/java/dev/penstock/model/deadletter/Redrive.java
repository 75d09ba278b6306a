package dev.penstock.model.deadletter;

/// That an event stands in `events` again, because its dead letter was sent there.
///
/// @param source where it stood when it became that letter
/// @param attempt which it is: 2 the first time; the number of the letter it becomes if it does not fit now either
/// @param run the command that sent it
public record Redrive(SourceCoordinates source, int attempt, String run) {

    public Redrive {
        if (attempt < 2) {
            throw new IllegalArgumentException("an event that is sent again is at its second attempt at least: "
                    + source + ", attempt " + attempt);
        }
    }
}
