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

/// Events for the tests of this module.
public final class SampleEvents {

    public static final Instant MAY = Instant.parse("2026-05-01T12:00:00.250Z");

    private static final EventIdGenerator IDS = new EventIdGenerator();

    private SampleEvents() {}

    public static Event event(int number) {
        return event(MAY.plusMillis(number), "{\"number\": " + number + ", \"text\": \"\\u00fc\\n\"}");
    }

    public static Event event(Instant timestamp, String payload) {
        return event(StreamName.DEFAULT, "push", timestamp, payload);
    }

    public static Event event(StreamName stream, Instant timestamp, String payload) {
        return event(stream, "push", timestamp, payload);
    }

    public static Event event(StreamName stream, String name, Instant timestamp, String payload) {
        return new Event(
                new OrgId("acme"),
                stream,
                IDS.next(MAY),
                name,
                timestamp,
                "",
                MAY,
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
