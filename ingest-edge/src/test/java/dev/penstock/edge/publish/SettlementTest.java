package dev.penstock.edge.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.common.errors.TimeoutException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class SettlementTest {

    private final List<Publication> told = new ArrayList<>();
    private final Settlement settlement = new Settlement(3, new FailureLog(), told::add);

    @Test
    void itIsAcknowledgedWithTheLastEventAndNotBefore() {
        acknowledge();
        acknowledge();
        assertThat(told).isEmpty();

        acknowledge();
        assertThat(told).containsExactly(new Publication.Acknowledged());
    }

    @Test
    void oneFailureMakesTheFateOfThatOneUnknown() {
        acknowledge();
        settlement.onCompletion(null, new TimeoutException());
        assertThat(settlement.hasFailed()).isTrue();
        acknowledge();

        assertThat(told).containsExactly(new Publication.Unknown(2, 1));
    }

    @Test
    void atTheDeadlineWhatIsNotAcknowledgedIsUnknownAndLaterNewsIsNone() {
        acknowledge();
        settlement.expire();
        assertThat(told).containsExactly(new Publication.Unknown(1, 2));

        acknowledge();
        acknowledge();
        assertThat(told).hasSize(1);
    }

    @Test
    void aDeadlineAfterTheLastAcknowledgementIsNoNews() {
        acknowledge();
        acknowledge();
        acknowledge();
        settlement.expire();

        assertThat(told).containsExactly(new Publication.Acknowledged());
    }

    @Test
    void eventsThatWereNeverSentAreNotAccepted() {
        acknowledge();
        settlement.abandon(2);

        assertThat(told).containsExactly(new Publication.Unknown(1, 2));
    }

    @Test
    void whatTheListenerHoldsIsFreeOnceItIsTold() {
        byte[] body = new byte[1024];
        WeakReference<byte[]> held = new WeakReference<>(body);
        Settlement answered = new Settlement(1, new FailureLog(), holding(body));
        body = null;
        answered.expire();

        // Kafka still has the settlement.
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> {
            System.gc();
            return held.get() == null;
        });
        answered.onCompletion(null, null);
    }

    private Consumer<Publication> holding(byte[] body) {
        return publication -> assertThat(body).isNotEmpty();
    }

    private void acknowledge() {
        settlement.onCompletion(null, null);
    }
}
