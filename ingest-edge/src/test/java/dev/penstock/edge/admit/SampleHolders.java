package dev.penstock.edge.admit;

import dev.penstock.model.event.Event;
import dev.penstock.model.event.EventId;
import dev.penstock.model.event.Payload;
import dev.penstock.model.event.Protocol;
import dev.penstock.model.event.SourceAddress;
import dev.penstock.model.key.IngestionKey;
import dev.penstock.model.key.KeyId;
import dev.penstock.model.key.KeyRecord;
import dev.penstock.model.key.KeyScope;
import dev.penstock.model.key.KeyState;
import dev.penstock.model.limit.Limits;
import dev.penstock.model.organization.OrgId;
import dev.penstock.model.organization.Organization;
import dev.penstock.model.organization.OrganizationState;
import dev.penstock.model.organization.UnknownStreams;
import dev.penstock.model.stream.StreamName;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/// Keys and organizations for the tests of admission.
final class SampleHolders {

    static final Instant CREATED = Instant.parse("2026-11-01T00:00:00Z");

    private static final SecureRandom RANDOM = new SecureRandom();

    private SampleHolders() {}

    static KeyRecord aKeyOf(OrgId org, Limits limits) {
        IngestionKey key = IngestionKey.generate("test", RANDOM);
        return new KeyRecord(
                key.id(),
                org,
                key.environment(),
                key.secretHash(),
                KeyState.ACTIVE,
                Set.of(),
                Set.of(KeyScope.INGEST),
                CREATED,
                null,
                "a test",
                Set.of(),
                Set.of(),
                limits);
    }

    static Organization anOrganization(OrgId id, Limits limits, Limits guaranteed) {
        return new Organization(id, "Acme", OrganizationState.ACTIVE, CREATED, limits, guaranteed, UnknownStreams.ANY);
    }

    static Event anEventOf(StreamName stream) {
        return new Event(
                new OrgId("acme"),
                stream,
                new EventId(1, 2),
                "",
                CREATED,
                "",
                CREATED,
                null,
                SourceAddress.UNKNOWN,
                "",
                "",
                Protocol.NATIVE,
                new KeyId("k1k1k1k1k1k1"),
                "r",
                "",
                Payload.of("{}"));
    }

    static RatePolicy enforcing() {
        return new RatePolicy(0, 0, 0, Duration.ofSeconds(1), RateMode.ENFORCE, true);
    }

    static PressurePolicy pressure() {
        return new PressurePolicy(0.7, 0.4, 0.15, Duration.ofSeconds(10), Duration.ofSeconds(30), 1_000);
    }
}
