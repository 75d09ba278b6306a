package dev.penstock.edge.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.model.key.KeyId;
import dev.penstock.model.key.KeyRecord;
import dev.penstock.model.key.KeyScope;
import dev.penstock.model.key.KeyState;
import dev.penstock.model.key.Origin;
import dev.penstock.model.key.SecretHash;
import dev.penstock.model.limit.Limits;
import dev.penstock.model.network.SourceNetwork;
import dev.penstock.model.organization.OrgId;
import dev.penstock.model.organization.Organization;
import dev.penstock.model.organization.OrganizationState;
import dev.penstock.model.organization.UnknownStreams;
import dev.penstock.model.stream.StreamName;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeysFileReaderTest {

    private static final String HASH = "00".repeat(SecretHash.BYTES);
    private static final String GOOD = """
            organizations:
              - id: acme
                name: Acme Corporation
                state: suspended
                created_at: 2026-01-01T00:00:00Z
                limits: {requests_per_second: 100, events_per_second: 5000}
                guaranteed: {bytes_per_second: 1000000}
                unknown_streams: refuse
            keys:
              - id: "012345678901"
                organization: acme
                environment: live
                secret_sha256: %s
                label: website
                streams: [clicks, views]
                scopes: [ingest, tail]
                origins: ["https://Shop.example.com"]
                networks: [192.0.2.0/24]
                limits: {events_per_second: 10}
                state: revoked
                created_at: 2026-01-02T00:00:00Z
                expires_at: 2027-01-01T00:00:00Z
            """.formatted(HASH);

    @Test
    void everythingThatTheTopicCanSayAFileCanSay() throws UnusableKeysFileException {
        KeysFile file = KeysFileReader.read(GOOD);

        assertThat(file.organizations().values())
                .containsExactly(new Organization(
                        new OrgId("acme"),
                        "Acme Corporation",
                        OrganizationState.SUSPENDED,
                        Instant.parse("2026-01-01T00:00:00Z"),
                        new Limits(100L, 5000L, null),
                        new Limits(null, null, 1_000_000L),
                        UnknownStreams.REFUSE));
        assertThat(file.keys().values())
                .containsExactly(new KeyRecord(
                        // All digits: YAML would make a number of it, were it asked.
                        new KeyId("012345678901"),
                        new OrgId("acme"),
                        "live",
                        SecretHash.of(new byte[SecretHash.BYTES]),
                        KeyState.REVOKED,
                        Set.of(new StreamName("clicks"), new StreamName("views")),
                        Set.of(KeyScope.INGEST, KeyScope.TAIL),
                        Instant.parse("2026-01-02T00:00:00Z"),
                        Instant.parse("2027-01-01T00:00:00Z"),
                        "website",
                        Set.of(new Origin("https://shop.example.com")),
                        Set.of(SourceNetwork.parse("192.0.2.0/24")),
                        new Limits(null, 10L, null)));
    }

    @Test
    void aKeyNeedsLittle() throws UnusableKeysFileException {
        KeysFile file =
                KeysFileReader.read("keys: [{id: AbCdEf012345, organization: acme, secret_sha256: " + HASH + "}]");

        KeyRecord key = file.keys().values().iterator().next();
        assertThat(key.state()).isEqualTo(KeyState.ACTIVE);
        assertThat(key.scopes()).containsExactly(KeyScope.INGEST);
        assertThat(key.expiresAt()).isNull();
        assertThat(key.origins()).isEmpty();
    }

    /// Each row replaces a line of the good file by a bad one.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "environment: live | enviroment: live | line 12: keys[0].enviroment is no field that is known here",
                "events_per_second: 10 | events_per_seconds: 10 | line 19: keys[0].limits.events_per_seconds is no field",
                "events_per_second: 10 | events_per_second: 0 | line 19: keys[0].limits.events_per_second is not valid: it must be 1 to",
                "networks: [192.0.2.0/24] | networks: [192.0.2.1/24] | line 18: keys[0].networks is not valid",
                "networks: [192.0.2.0/24] | networks: 192.0.2.0/24 | line 18: keys[0].networks must be a list",
                "state: revoked | state: off | line 20: keys[0].state is not valid: it must be one of active, revoked: 'off'",
                "organization: acme | organisation: acme | line 10: keys[0].organization is missing",
                "expires_at: 2027-01-01T00:00:00Z | expires_at: 2027 | line 22: keys[0].expires_at is not valid: a time is written",
                "streams: [clicks, views] | streams: [1clicks] | line 15: keys[0].streams is not valid: stream name",
                "label: website | label: [website] | line 14: keys[0].label must be one value",
                "name: Acme Corporation | name: ' ' | line 3: organizations[0].name must not be blank",
                "label: website | state: active | line 20: keys[0].state is there twice",
                "label: website | secret: abc | line 14: keys[0].secret must not be in a file",
                "keys: | kees: | line 10: kees is no field that is known here",
                "- id: acme | - id: [acme | it is no YAML",
            })
    void whatIsWrongIsToldWithLineAndField(String good, String bad, String sentence) {
        assertThatThrownBy(() -> KeysFileReader.read(GOOD.replace(good, bad)))
                .isInstanceOf(UnusableKeysFileException.class)
                .hasMessageContaining(sentence);
    }

    @ParameterizedTest
    @CsvSource({"''", "'# nothing'", "'---'", "'keys: []'", "'{}'", "'[]'", "'text'", "'keys:'"})
    void anEmptyFileIsUnusable(String content) {
        assertThatThrownBy(() -> KeysFileReader.read(content)).isInstanceOf(UnusableKeysFileException.class);
    }

    @Test
    void aKeyThatIsThereTwiceIsUnusable() {
        String entry = "{id: AbCdEf012345, organization: acme, secret_sha256: " + HASH + "}";

        assertThatThrownBy(() -> KeysFileReader.read("keys: [" + entry + ", " + entry + "]"))
                .hasMessageContaining("keys[1].id is there twice");
    }

    /// A person who does not read the documentation puts the key itself there, and the sentence goes to a log.
    @Test
    void noSentenceRepeatsASecret() {
        String key = "pk_live_AbCdEf012345_" + "s".repeat(36);
        for (String field : new String[] {"secret_sha256", "id", "state", "networks", "x", "label: ]"}) {
            String file = "keys:\n- id: AbCdEf012345\n  organization: acme\n  secret_sha256: " + HASH + "\n";
            String broken = file.contains(field + ":")
                    ? file.replaceAll(field + ": .*", field + ": " + key)
                    : file + "  " + field + ": " + key + "\n";

            assertThatThrownBy(() -> KeysFileReader.read(broken))
                    .satisfies(e -> assertThat(e.getMessage()).doesNotContain("sss"));
        }
        assertThatThrownBy(() -> KeysFileReader.read(key))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("sss"));
        assertThatThrownBy(() -> KeysFileReader.read("keys:\n- " + key + ": 1"))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("sss"));
    }

    @Test
    void noTagMakesAnObject() throws UnusableKeysFileException {
        assertThatThrownBy(() -> KeysFileReader.read("keys: !!javax.script.ScriptEngineManager []"))
                .isInstanceOf(UnusableKeysFileException.class);
    }
}
