package dev.penstock.edge.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.control.state.ControlState;
import dev.penstock.control.state.Revised;
import dev.penstock.model.control.ControlFact;
import dev.penstock.model.control.ControlRecord;
import dev.penstock.model.key.KeyId;
import dev.penstock.model.key.KeyRecord;
import dev.penstock.model.key.KeyScope;
import dev.penstock.model.key.KeyState;
import dev.penstock.model.key.Origin;
import dev.penstock.model.key.SecretHash;
import dev.penstock.model.limit.Limits;
import dev.penstock.model.organization.OrgId;
import dev.penstock.model.organization.Organization;
import dev.penstock.model.organization.OrganizationState;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KnownKeysTest {

    private static final KeyId KEY = new KeyId("AbCdEf000001");
    private static final OrgId ORG = new OrgId("acme");

    private ControlState topic = ControlState.EMPTY;
    private KeysFile file = KeysFile.EMPTY;
    private final KnownKeys keys = new KnownKeys(() -> topic, () -> true, () -> Duration.ZERO, () -> file);

    @Test
    void theFileAddsToTheTopic() {
        file = new KeysFile(Map.of(ORG, organization(OrganizationState.ACTIVE)), Map.of(KEY, key("https://a.example")));

        assertThat(keys.key(KEY)).isPresent();
        assertThat(keys.organization(ORG)).isPresent();
        assertThat(keys.isListed(new Origin("https://a.example"))).isTrue();
    }

    /// Else whoever can write the file could undo what an operator did in a hurry.
    @Test
    void theFileRevivesNoRevokedKeyAndNoSuspendedOrganization() {
        file = new KeysFile(Map.of(ORG, organization(OrganizationState.ACTIVE)), Map.of(KEY, key("https://a.example")));
        write(new ControlFact.KeyFact(key("https://a.example").revoked()));
        write(new ControlFact.OrganizationFact(organization(OrganizationState.SUSPENDED)));

        assertThat(keys.key(KEY).orElseThrow().state()).isEqualTo(KeyState.REVOKED);
        assertThat(keys.organization(ORG).orElseThrow().state()).isEqualTo(OrganizationState.SUSPENDED);
        assertThat(keys.isListed(new Origin("https://a.example"))).isFalse();
    }

    @Test
    void theOriginsFollowEveryChange() {
        Origin origin = new Origin("https://a.example");
        assertThat(keys.isListed(origin)).isFalse();

        write(new ControlFact.KeyFact(key("https://a.example")));
        assertThat(keys.isListed(origin)).isTrue();

        write(new ControlFact.KeyFact(key("https://a.example").revoked()));
        assertThat(keys.isListed(origin)).isFalse();
    }

    private void write(ControlFact fact) {
        ControlState.Changes changes = topic.change();
        changes.apply(new Revised(topic.revision() + 1, new ControlRecord(fact, "a test", Instant.EPOCH)));
        topic = changes.done();
    }

    private static Organization organization(OrganizationState state) {
        return new Organization(ORG, "Acme", state, Instant.EPOCH);
    }

    private static KeyRecord key(String origin) {
        return new KeyRecord(
                KEY,
                ORG,
                "test",
                SecretHash.of(new byte[SecretHash.BYTES]),
                KeyState.ACTIVE,
                Set.of(),
                Set.of(KeyScope.INGEST),
                Instant.EPOCH,
                null,
                "",
                Set.of(new Origin(origin)),
                Set.of(),
                Limits.NONE);
    }
}
