package dev.penstock.writer;

import dev.penstock.model.event.Event;
import dev.penstock.model.event.EventIdGenerator;
import dev.penstock.model.event.Payload;
import dev.penstock.model.event.Protocol;
import dev.penstock.model.event.SourceAddress;
import dev.penstock.model.key.KeyId;
import dev.penstock.model.organization.OrgId;
import dev.penstock.model.stream.StreamName;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/// Events for the tests of this module.
public final class SampleEvents {

    public static final Instant MAY = Instant.parse("2026-05-01T12:00:00.250Z");

    private static final EventIdGenerator IDS = new EventIdGenerator();

    private SampleEvents() {}

    public static Event event(int number) {
        return event(MAY.plusMillis(number), "{\"number\": " + number + ", \"text\": \"\\u00fc\\n\"}");
    }

    /// Some of one stream, a millisecond apart.
    public static List<Event> events(StreamName stream, int count) {
        List<Event> events = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            events.add(event(stream, MAY.plusMillis(i), "{\"i\": " + i + "}"));
        }
        return events;
    }

    public static Event event(Instant timestamp, String payload) {
        return event(StreamName.DEFAULT, "push", timestamp, payload);
    }

    public static Event event(StreamName stream, Instant timestamp, String payload) {
        return event(stream, "push", timestamp, payload);
    }

    public static Event event(StreamName stream, String name, Instant timestamp, String payload) {
        return event(stream, name, timestamp, MAY, payload);
    }

    /// One that happened, and came to the edge, now.
    public static Event receivedNow(StreamName stream) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        return event(stream, "push", now, now, "{}");
    }

    private static Event event(StreamName stream, String name, Instant timestamp, Instant received, String payload) {
        return new Event(
                new OrgId("acme"),
                stream,
                IDS.next(received),
                name,
                timestamp,
                "",
                received,
                null,
                SourceAddress.UNKNOWN,
                "",
                "",
                Protocol.NATIVE,
                new KeyId("abcdefghijkl"),
                "",
                "",
                Payload.of(payload));
    }
}
