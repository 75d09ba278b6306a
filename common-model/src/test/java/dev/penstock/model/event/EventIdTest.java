package dev.penstock.model.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.model.organization.OrgId;
import dev.penstock.model.stream.StreamName;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventIdTest {

    private static final Instant TIME = Instant.parse("2026-11-21T10:00:00.123Z");

    private final EventIdGenerator generator = new EventIdGenerator();

    @Test
    void aGeneratedIdIsAVersion7UuidThatCarriesItsTime() {
        EventId id = generator.next(TIME);

        assertThat(id.toUuid().version()).isEqualTo(7);
        assertThat(id.toUuid().variant()).isEqualTo(2);
        assertThat(id.embeddedTime()).contains(TIME);
    }

    @Test
    void idsOfOneInstantDiffer() {
        Set<EventId> ids = new HashSet<>();
        for (int i = 0; i < 100_000; i++) {
            ids.add(generator.next(TIME));
        }

        assertThat(ids).hasSize(100_000);
    }

    @Test
    void twoGeneratorsDoNotDrawTheSameIds() {
        assertThat(new EventIdGenerator().next(TIME)).isNotEqualTo(new EventIdGenerator().next(TIME));
    }

    @Test
    void aTimeThatDoesNotFitIsRefused() {
        assertThatThrownBy(() -> generator.next(Instant.ofEpochMilli(-1))).hasMessageContaining("1969");
        assertThatThrownBy(() -> generator.next(Instant.ofEpochMilli(1L << 48))).hasMessageContaining("10889");
    }

    @Test
    void readsAUuidInEitherCase() {
        UUID uuid = UUID.fromString("019aa3c0-8e00-7abc-9234-56789abcdef0");

        assertThat(EventId.parse("019AA3C0-8e00-7abc-9234-56789ABCDEF0")).contains(EventId.of(uuid));
        assertThat(EventId.of(uuid)).hasToString(uuid.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1-1-1-1-1",
                "019aa3c0-8e00-7abc-9234-56789abcdef",
                "019aa3c0-8e00-7abc-9234-56789abcdefg",
                "019aa3c0+8e00-7abc-9234-56789abcdef0",
                "019aa3c08-e00-7abc-9234-56789abcdef0",
                "٠19aa3c0-8e00-7abc-9234-56789abcdef0"
            })
    void anythingElseIsNoId(String text) {
        assertThat(EventId.parse(text)).isEmpty();
    }

    @Test
    void onlyVersion7CarriesATime() {
        assertThat(EventId.of(UUID.randomUUID()).embeddedTime()).isEmpty();
    }

    /// Golden: an event that is sent again after an upgrade is still the same event.
    @Test
    void aForeignIdAlwaysGivesTheSameId() {
        EventId id = EventId.derived(new OrgId("acme"), Protocol.NATIVE, "order-17");

        assertThat(id).hasToString("df7050ee-73c9-5150-b881-ff32d9e07a34");
        assertThat(id.toUuid().version()).isEqualTo(5);
        assertThat(id.toUuid().variant()).isEqualTo(2);
    }

    @Test
    void aForeignIdIsAnotherInAnotherOrganizationOrProtocol() {
        EventId id = EventId.derived(new OrgId("acme"), Protocol.NATIVE, "order-17");

        assertThat(EventId.derived(new OrgId("acme2"), Protocol.NATIVE, "order-17"))
                .isNotEqualTo(id);
        assertThat(EventId.derived(new OrgId("acme"), Protocol.TINYBIRD, "order-17"))
                .isNotEqualTo(id);
    }

    /// Golden: a request that is sent again after an upgrade still has the same events.
    @Test
    void aRequestsKeyAlwaysGivesTheSameIds() {
        OrgId org = new OrgId("acme");
        StreamName web = new StreamName("web");
        EventId id = EventId.ofRequest(org, web, "order-17", 3);

        assertThat(id).hasToString("1e053f55-34e9-5077-a798-8663a58dc787");
        assertThat(id.toUuid().version()).isEqualTo(5);
        assertThat(EventId.ofRequest(org, web, "order-17", 4)).isNotEqualTo(id);
        assertThat(EventId.ofRequest(org, web, "order-18", 3)).isNotEqualTo(id);
        assertThat(EventId.ofRequest(org, StreamName.DEFAULT, "order-17", 3)).isNotEqualTo(id);
        assertThat(EventId.ofRequest(new OrgId("acme2"), web, "order-17", 3)).isNotEqualTo(id);
    }

    @Test
    void theIdsThatAThreadMakesForOneMillisecondAscendAndCarryIt() {
        EventIdGenerator ids = new EventIdGenerator();
        Instant time = Instant.ofEpochMilli(1_732_190_000_123L);
        EventId before = ids.next(time);
        for (int i = 0; i < 100_000; i++) {
            EventId id = ids.next(time);

            assertThat(id.toString()).isGreaterThan(before.toString());
            assertThat(id.embeddedTime()).contains(time);
            before = id;
        }
        assertThat(ids.next(time.plusMillis(1)).toString()).isGreaterThan(before.toString());
    }
}
