package dev.penstock.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.model.event.SourceAddress;
import dev.penstock.model.key.KeyId;
import dev.penstock.model.organization.OrgId;
import dev.penstock.model.stream.StreamName;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {

    @ParameterizedTest
    @ValueSource(strings = {"default", "audit_logs__v2", "_x", "A"})
    void namesOfTinybirdDataSourcesNameStreams(String name) {
        assertThat(new StreamName(name)).hasToString(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1st", "a-b", "a.b", "a b", "a`b", "über", "a\u0000"})
    void aStreamNameCanBePartOfATableName(String name) {
        assertThatThrownBy(() -> new StreamName(name)).hasMessageContaining("stream name");
    }

    @Test
    void aLongStreamNameIsRefusedAndNotRepeatedWhole() {
        assertThatThrownBy(() -> new StreamName("x".repeat(100_000)))
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(300));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-a", ".a", "a/b", "a b", "a\n", "ä"})
    void anOrganizationIdIsPlain(String id) {
        assertThatThrownBy(() -> new OrgId(id)).hasMessageContaining("organization id");
    }

    /// Whatever was mistaken for a key id may have been the key.
    @Test
    void aWrongKeyIdIsNotRepeated() {
        assertThatThrownBy(() -> new KeyId("secret!"))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret!"));
    }

    @Test
    void anIpv4AddressIsMapped() throws UnknownHostException {
        assertThat(SourceAddress.of(InetAddress.getByName("192.0.2.1")))
                .isEqualTo(new SourceAddress(0, 0x0000_FFFF_C000_0201L));
        assertThat(SourceAddress.of(InetAddress.getByName("2001:db8::1")))
                .isEqualTo(new SourceAddress(0x2001_0DB8_0000_0000L, 1));
    }
}
