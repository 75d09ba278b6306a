package dev.penstock.model;

import dev.penstock.model.event.Event;
import dev.penstock.model.event.EventId;
import dev.penstock.model.event.Payload;
import dev.penstock.model.event.Protocol;
import dev.penstock.model.event.SourceAddress;
import dev.penstock.model.key.KeyId;
import dev.penstock.model.organization.OrgId;
import dev.penstock.model.stream.StreamName;
import java.time.Instant;

/// Events named for what they stand for; every value is fixed, because golden files hold them.
public final class SampleEvents {

    private SampleEvents() {}

    /// Every field set, with text beyond ASCII.
    public static Event aPageview() {
        return new Event(
                new OrgId("acme"),
                new StreamName("web"),
                new EventId(0x019AA3C0_8E00_7ABCL, 0x9234_5678_9ABC_DEF0L),
                "page.viewed",
                Instant.parse("2026-11-21T10:00:00.123Z"),
                "trace-1",
                Instant.parse("2026-11-21T10:00:01.456Z"),
                Instant.parse("2026-11-21T10:00:00.999Z"),
                new SourceAddress(0, 0x0000_FFFF_C000_0201L),
                "Mozilla/5.0 (Zürich)",
                "penstock-js/1.0",
                Protocol.NATIVE,
                new KeyId("AbCdEf012345"),
                "req-42",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                Payload.of("{\"event_name\":\"page.viewed\",\"n\":1.10,\"t\":\"日本\"}"));
    }

    /// Nothing set that may be left out.
    public static Event theLeastEvent() {
        return new Event(
                new OrgId("a"),
                StreamName.DEFAULT,
                new EventId(1, 2),
                "",
                Instant.EPOCH,
                "",
                Instant.EPOCH,
                null,
                SourceAddress.UNKNOWN,
                "",
                "",
                Protocol.TINYBIRD,
                new KeyId("000000000000"),
                "",
                "",
                Payload.of("{}"));
    }
}
