package dev.penstock.writer.letters;

import dev.penstock.writer.load.TopicLoader;
import java.time.Duration;
import java.time.InstantSource;
import org.apache.kafka.clients.consumer.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Loads dead letters, says how far behind they are, and looks the open ones over when there is nothing to load.
final class LettersLoad implements TopicLoader.Work {

    private static final Logger log = LoggerFactory.getLogger(LettersLoad.class);

    private static final Duration MEASURE = Duration.ofSeconds(1);

    // A consumer that has nothing to do and has not failed for so long is well.
    private static final Duration WELL = Duration.ofSeconds(10);

    private final Flows flows;
    private final LettersLook look;
    private final LettersState state;
    private final LettersMetrics metrics;
    private final InstantSource clock;

    private long measuredAt;

    /// Makes what takes letters from one consumer.
    interface Flows {

        LetterFlow of(Consumer<byte[], byte[]> consumer);
    }

    LettersLoad(Flows flows, LettersLook look, LettersState state, LettersMetrics metrics, InstantSource clock) {
        this.flows = flows;
        this.look = look;
        this.state = state;
        this.metrics = metrics;
        this.clock = clock;
    }

    @Override
    public TopicLoader.Flow begin(Consumer<byte[], byte[]> consumer) {
        long begunAt = System.nanoTime();
        LetterFlow flow = flows.of(consumer);
        return new TopicLoader.Flow(flow, () -> turn(flow, begunAt));
    }

    private void turn(LetterFlow flow, long begunAt) {
        flow.turn();
        measure(flow);
        if (flow.idle()) {
            if (System.nanoTime() - begunAt > WELL.toNanos()) {
                state.loading();
            }
            if (flow.first()) {
                look.whenDue(System.nanoTime());
            }
        }
    }

    @Override
    public void failed(RuntimeException cause) {
        metrics.failed(LettersMetrics.Failure.KAFKA);
        log.atDebug().setCause(cause).log("the consumer of dead letters failed, will open another");
        state.waiting(cause.getClass().getSimpleName());
    }

    private void measure(LetterFlow flow) {
        long now = System.nanoTime();
        if (now - measuredAt < MEASURE.toNanos()) {
            return;
        }
        measuredAt = now;
        double lag = flow.oldest()
                .map(oldest -> Duration.between(oldest, clock.instant()).toMillis() / 1_000.0)
                .orElse(0.0);
        state.measured(flow.unread(), Math.max(0, lag));
    }
}
