package dev.penstock.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.model.event.EventId;
import dev.penstock.model.event.EventIdGenerator;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestIdsTest {

    private static final Instant NOW = Instant.parse("2026-11-21T10:15:30.123Z");

    private final RequestIds ids = new RequestIds(new EventIdGenerator());

    @ParameterizedTest
    @ValueSource(strings = {"x", "0190b6d8-7c1e-7000-8000-000000000000", "Root=1-67891233-abcdef:a/b+c_d.e="})
    void aHarmlessIdOfTheClientIsKept(String sent) {
        assertThat(ids.of(sent, NOW)).isEqualTo(sent);
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(
            strings = {
                " ",
                "a b",
                "a\r\nSet-Cookie: b",
                "a\u0000",
                "a\u001b[31m",
                "a\u2028b",
                "a\"b",
                "a\\b",
                "<script>",
                "${jndi:ldap://x}",
                "caf\u00e9",
                "a,b",
            })
    void anythingElseIsReplaced(@Nullable String sent) {
        assertThat(EventId.parse(ids.of(sent, NOW)))
                .hasValueSatisfying(id -> assertThat(id.embeddedTime()).contains(NOW));
    }

    @Test
    void theLongestIsKeptAndOneCharacterMoreIsNot() {
        String longest = "x".repeat(128);

        assertThat(ids.of(longest, NOW)).isEqualTo(longest);
        assertThat(ids.of(longest + "x", NOW)).hasSize(36);
    }

    @Test
    void noTwoAreTheSame() {
        assertThat(ids.of(null, NOW)).isNotEqualTo(ids.of(null, NOW));
    }
}
