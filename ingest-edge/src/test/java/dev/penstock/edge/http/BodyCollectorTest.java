package dev.penstock.edge.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.edge.admit.BodyLimits;
import dev.penstock.edge.admit.InFlightBudget;
import dev.penstock.edge.admit.OrganizationShare;
import dev.penstock.model.refusal.Refusal;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.util.unit.DataSize;
import reactor.core.publisher.Sinks;

class BodyCollectorTest {

    // Two of the largest bodies find room, and a third does not.
    private static final int MOST = 500_000;
    private static final int ROOM = 1_100_000;

    private final InFlightBudget budget = new InFlightBudget(
            new BodyLimits(DataSize.ofBytes(MOST), DataSize.ofBytes(MOST), 100, DataSize.ofBytes(ROOM)),
            new OrganizationShare(1.0));

    @Test
    void anAnnouncementAloneHoldsNothing() {
        CompletableFuture<Body> body = collect(MOST, Sinks.many().unicast().onBackpressureBuffer());

        assertThat(body).isNotDone();
        assertThat(budget.used()).isZero();
    }

    @Test
    void theFirstBytesTakeAllThatWasAnnouncedSoThatTheLastWillFind() {
        Sinks.Many<DataBuffer> first = Sinks.many().unicast().onBackpressureBuffer();
        Sinks.Many<DataBuffer> second = Sinks.many().unicast().onBackpressureBuffer();
        Sinks.Many<DataBuffer> third = Sinks.many().unicast().onBackpressureBuffer();
        CompletableFuture<Body> whole = collect(MOST, first);
        CompletableFuture<Body> waiting = collect(MOST, second);
        CompletableFuture<Body> refused = collect(MOST, third);

        first.tryEmitNext(bytes(1_000)).orThrow();
        assertThat(budget.used()).isEqualTo(MOST);
        second.tryEmitNext(bytes(1_000)).orThrow();
        third.tryEmitNext(bytes(1_000)).orThrow();

        assertThatThrownBy(refused::join)
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        BodyFailure.class,
                        failure -> assertThat(failure.refusal()).isEqualTo(Refusal.EDGE_FULL));
        first.tryEmitNext(bytes(MOST - 1_000)).orThrow();
        first.tryEmitComplete().orThrow();
        assertThat(waiting).isNotDone();
        assertThat(whole.join().size()).isEqualTo(MOST);
        assertThat(budget.used()).isEqualTo(2L * MOST);
    }

    @Test
    void withoutAnAnnouncementItHoldsAboutWhatHasCome() {
        Sinks.Many<DataBuffer> chunks = Sinks.many().unicast().onBackpressureBuffer();
        CompletableFuture<Body> body = collect(-1, chunks);

        chunks.tryEmitNext(bytes(10_000)).orThrow();

        assertThat(body).isNotDone();
        assertThat(budget.used()).isBetween(10_000L, 20_000L);
    }

    private CompletableFuture<Body> collect(long announced, Sinks.Many<DataBuffer> chunks) {
        CompletableFuture<Body> body = new CompletableFuture<>();
        BodyCollector.collect(chunks.asFlux(), MOST, announced, budget.lease())
                .subscribe(body::complete, body::completeExceptionally);
        return body;
    }

    private static DataBuffer bytes(int count) {
        return DefaultDataBufferFactory.sharedInstance.wrap(new byte[count]);
    }
}
