package dev.penstock.edge.authenticate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.model.key.KeyId;
import dev.penstock.model.key.KeyRecord;
import dev.penstock.model.organization.OrgId;
import dev.penstock.model.organization.Organization;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReplicaGateTest {

    private static final AuthenticationPolicy POLICY = new AuthenticationPolicy(null, Duration.ofSeconds(60));

    @Test
    void anEdgeThatDoesNotKnowAllKeysIsNotReady() {
        ReplicaGate gate = new ReplicaGate(new Directory(false, Duration.ofDays(365)), POLICY);

        assertThat(gate.reasons()).hasSize(1);
        assertThat(gate.concerns()).isEmpty();
    }

    @Test
    void aReplicaThatAsksOnceASecondIsNoConcern() {
        assertThat(new ReplicaGate(new Directory(true, Duration.ofMillis(1900)), POLICY).concerns())
                .isEmpty();
    }

    @Test
    void aSilentControlTopicIsAConcernBeforeItCostsRequests() {
        ReplicaGate gate = new ReplicaGate(new Directory(true, Duration.ofSeconds(20)), POLICY);

        assertThat(gate.reasons()).isEmpty();
        assertThat(gate.concerns()).singleElement().asString().contains("20 s", "60 s", "control_stale");
    }

    private record Directory(boolean caughtUp, Duration behind) implements KeyDirectory {

        @Override
        public Optional<KeyRecord> key(KeyId id) {
            return Optional.empty();
        }

        @Override
        public Optional<Organization> organization(OrgId id) {
            return Optional.empty();
        }
    }
}
