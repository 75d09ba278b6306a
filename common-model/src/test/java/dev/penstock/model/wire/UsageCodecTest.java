package dev.penstock.model.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.model.key.KeyId;
import dev.penstock.model.organization.OrgId;
import dev.penstock.model.usage.EdgeUsage;
import dev.penstock.model.usage.KeyLastUse;
import dev.penstock.model.usage.OrganizationUsage;
import dev.penstock.model.usage.UsageRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class UsageCodecTest {

    private static final Instant MINUTE = Instant.parse("2026-03-01T10:07:00Z");
    private static final KeyLastUse USE = new KeyLastUse(new KeyId("AbCdEf123456"), MINUTE);

    static Stream<UsageRecord> records() {
        return Stream.of(
                USE,
                new EdgeUsage("edge-1", MINUTE.plusMillis(17), List.of()),
                new EdgeUsage(
                        "edge-1",
                        MINUTE,
                        List.of(
                                new OrganizationUsage(new OrgId("acme"), 1, 100, 30_000),
                                new OrganizationUsage(new OrgId("beta"), 0, 0, 0))));
    }

    @ParameterizedTest
    @MethodSource("records")
    void everyRecordComesBackAsItWas(UsageRecord record) throws MalformedRecordException {
        assertThat(UsageCodec.decode(UsageCodec.encodeKey(record), UsageCodec.encode(record)))
                .contains(record);
    }

    @Test
    void theKeyTellsTheKind() {
        assertThat(records()
                        .map(record -> new String(UsageCodec.encodeKey(record), StandardCharsets.UTF_8))
                        .distinct())
                .containsExactly("key/AbCdEf123456", "edge/edge-1");
    }

    @Test
    void aKindOfALaterVersionIsNone() throws MalformedRecordException {
        assertThat(UsageCodec.decode(bytes("org/acme"), new byte[0])).isEmpty();
        assertThat(UsageCodec.decode(null, new byte[0])).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("records")
    void aRecordUnderTheKeyOfAnotherIsMalformed(UsageRecord record) {
        String kind = record instanceof KeyLastUse ? "key/" : "edge/";

        assertThatThrownBy(() -> UsageCodec.decode(bytes(kind + "other"), UsageCodec.encode(record)))
                .isInstanceOf(MalformedRecordException.class);
    }

    @Test
    void garbageIsMalformed() {
        assertThatThrownBy(() -> UsageCodec.decode(bytes("key/AbCdEf123456"), bytes("garbage")))
                .isInstanceOf(MalformedRecordException.class);
        assertThatThrownBy(() -> new KeyLastUse(USE.key(), MINUTE.plusSeconds(1)))
                .hasMessageContaining("beginning of a minute");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
