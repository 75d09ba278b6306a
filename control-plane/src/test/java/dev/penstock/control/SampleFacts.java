package dev.penstock.control;

import dev.penstock.control.state.Revised;
import dev.penstock.model.control.ControlFact;
import dev.penstock.model.control.ControlFact.KeyFact;
import dev.penstock.model.control.ControlFact.OrganizationFact;
import dev.penstock.model.control.ControlRecord;
import dev.penstock.model.key.KeyId;
import dev.penstock.model.key.KeyRecord;
import dev.penstock.model.key.KeyScope;
import dev.penstock.model.key.KeyState;
import dev.penstock.model.key.SecretHash;
import dev.penstock.model.organization.OrgId;
import dev.penstock.model.organization.Organization;
import dev.penstock.model.organization.OrganizationState;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;

/// Facts with a meaning, for the tests of this room.
public final class SampleFacts {

    public static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    public static final OrgId ACME = new OrgId("acme");

    private SampleFacts() {}

    public static KeyId keyId(int number) {
        return new KeyId("%012d".formatted(number));
    }

    public static KeyRecord aKey(int number) {
        return aKeyOf(ACME, number);
    }

    public static KeyRecord aKeyOf(OrgId org, int number) {
        byte[] hash = new byte[SecretHash.BYTES];
        Arrays.fill(hash, (byte) number);
        return new KeyRecord(
                keyId(number),
                org,
                "dev",
                SecretHash.of(hash),
                KeyState.ACTIVE,
                Set.of(),
                Set.of(KeyScope.INGEST),
                NOON,
                null,
                "");
    }

    public static Organization acme() {
        return new Organization(ACME, "Acme", OrganizationState.ACTIVE, NOON);
    }

    public static ControlRecord record(ControlFact fact) {
        return new ControlRecord(fact, "ann", NOON);
    }

    public static ControlRecord record(KeyRecord key) {
        return record(new KeyFact(key));
    }

    public static ControlRecord record(Organization organization) {
        return record(new OrganizationFact(organization));
    }

    public static Revised at(long revision, ControlRecord record) {
        return new Revised(revision, record);
    }
}
