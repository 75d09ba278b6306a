package dev.penstock.edge.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.model.event.Event;
import dev.penstock.model.event.EventId;
import dev.penstock.model.event.Payload;
import dev.penstock.model.event.Protocol;
import dev.penstock.model.event.SourceAddress;
import dev.penstock.model.key.KeyId;
import dev.penstock.model.organization.OrgId;
import dev.penstock.model.stream.StreamName;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class EventPublisherTest {

    private static final Event EVENT = new Event(
            new OrgId("acme"),
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
            Protocol.NATIVE,
            new KeyId("k1k1k1k1k1k1"),
            "r",
            "",
            Payload.of("{}"));

    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<Publication> told = new ArrayList<>();
    private final EventPublisher publisher = publisher();

    @Test
    void allAreAcknowledgedWithTheLast() {
        assertThat(publisher.publish(List.of(EVENT, EVENT), told::add)).isNotNull();
        producer.completeNext();
        assertThat(told).isEmpty();
        producer.completeNext();

        assertThat(told).containsExactly(new Publication.Acknowledged());
    }

    @Test
    void whoWantsToKnowIsToldWhereEachEventIs() {
        Placement placement = new Placement(2);
        publisher.publish(List.of(EVENT), told::add);

        publisher.publish(List.of(EVENT, EVENT), "", placement, told::add);
        while (producer.completeNext()) {}

        assertThat(told).hasSize(2);
        assertThat(placement.partition(0)).isZero();
        assertThat(placement.offset(0)).isEqualTo(1);
        assertThat(placement.offset(1)).isEqualTo(2);
    }

    @Test
    void aProducerThatIsBrokenForGoodMakesEventsUnknown() {
        producer.sendException = new ClusterAuthorizationException("no");

        assertThat(publisher.publish(List.of(EVENT, EVENT), told::add)).isNull();
        assertThat(told).containsExactly(new Publication.Unknown(0, 2));
    }

    @Test
    void aClosedProducerMakesEventsUnknown() {
        producer.close();

        assertThat(publisher.publish(List.of(EVENT), told::add)).isNull();
        assertThat(told).containsExactly(new Publication.Unknown(0, 1));
    }

    @Test
    void whateverIsThrownEachRequestIsSettled() {
        producer.sendException = new UnsupportedOperationException("a mistake of ours");
        for (int i = 0; i < 10; i++) {
            assertThatThrownBy(() -> publisher.publish(List.of(EVENT, EVENT, EVENT), told::add))
                    .isInstanceOf(UnsupportedOperationException.class);
        }

        assertThat(told).isEqualTo(Collections.nCopies(10, new Publication.Unknown(0, 3)));
        assertThat(meters.get("penstock.edge.publish.waiting").gauge().value()).isZero();
        // A permit that is not settled is not counted either.
        assertThat(publisher.isRefusing()).isTrue();
    }

    private EventPublisher publisher() {
        PublishPolicy policy = new PublishPolicy(
                Duration.ofSeconds(1),
                Duration.ofSeconds(8),
                Duration.ofSeconds(4),
                Duration.ofMillis(5),
                DataSize.ofKilobytes(256),
                DataSize.ofMegabytes(64),
                Duration.ofSeconds(8),
                Duration.ofSeconds(10));
        return new EventPublisher(
                producer, "events", () -> true, new LogBreaker(policy), new PublishMetrics(meters), policy);
    }
}
