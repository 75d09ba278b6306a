package dev.penstock.model.parked;

import dev.penstock.model.deadletter.SourceCoordinates;
import dev.penstock.model.stream.StreamName;
import java.time.Instant;

/// What is known of an event that came while its stream was halted. Travels beside the record's own bytes, which stay
/// as they were.
///
/// @param stream the halted stream, which is also the key of the record
/// @param halt the number of the halt that was in force
/// @param definitionVersion the version of the stream's definition that was in force, 0 for none
/// @param reason of the halt, for people
/// @param source where the record stands in `events`; parked twice, it has the same twice
/// @param parkedAt when its batch was cut, to the millisecond
/// @param writerVersion the program that parked it
public record ParkedEvent(
        StreamName stream,
        int halt,
        int definitionVersion,
        String reason,
        SourceCoordinates source,
        Instant parkedAt,
        String writerVersion) {

    public ParkedEvent {
        if (halt < 1 || definitionVersion < 0) {
            throw new IllegalArgumentException("an event cannot be parked by halt " + halt + " of definition version "
                    + definitionVersion + ": " + source);
        }
        if (!parkedAt.equals(Instant.ofEpochMilli(parkedAt.toEpochMilli()))) {
            throw new IllegalArgumentException("the time of parking has whole milliseconds: " + parkedAt);
        }
    }
}
