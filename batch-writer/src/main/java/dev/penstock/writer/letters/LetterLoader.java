package dev.penstock.writer.letters;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The thread that loads dead letters, with a consumer in a group of its own. When Kafka fails, or the topic is not
/// there, it begins anew with another consumer after a pause, for ever.
///
/// Does nothing to the events: they are stored whether their letters are loaded or not.
final class LetterLoader implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(LetterLoader.class);

    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(3);
    private static final Duration LEAVE = Duration.ofSeconds(2);
    private static final Duration MEASURE = Duration.ofSeconds(1);
    private static final Duration PAUSE = Duration.ofSeconds(5);

    // A consumer that has nothing to do and has not failed for so long is well.
    private static final Duration WELL = Duration.ofSeconds(10);

    private final String topic;
    private final Map<String, Object> settings;
    private final Flows flows;
    private final LettersLook look;
    private final LettersState state;
    private final LettersMetrics metrics;
    private final InstantSource clock;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;

    private volatile @Nullable KafkaConsumer<byte[], byte[]> open;
    private long measuredAt;

    /// Makes what takes letters from one consumer.
    interface Flows {

        LetterFlow of(Consumer<byte[], byte[]> consumer);
    }

    LetterLoader(
            String topic,
            Map<String, Object> settings,
            Flows flows,
            LettersLook look,
            LettersState state,
            LettersMetrics metrics,
            InstantSource clock) {
        this.topic = topic;
        this.settings = Map.copyOf(settings);
        this.flows = flows;
        this.look = look;
        this.state = state;
        this.metrics = metrics;
        this.clock = clock;
        this.thread = Thread.ofPlatform().daemon().name("letters").unstarted(this::run);
    }

    /// Begins to load. Does not wait for Kafka or ClickHouse. To be called once.
    void start() {
        thread.start();
    }

    /// Ends it. What is under way is begun again, as the same batch, by whoever starts next; it is waited for a
    /// moment only.
    @Override
    public void close() {
        closing.countDown();
        KafkaConsumer<byte[], byte[]> consumer = open;
        if (consumer != null) {
            consumer.wakeup();
        }
        try {
            if (!thread.join(LONGEST_CLOSE)) {
                log.atInfo().log("dead letters that are being loaded are left to the next writer");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!isClosing()) {
            try {
                follow();
            } catch (WakeupException e) {
                // Only the end wakes it up.
                return;
            } catch (RuntimeException e) {
                if (isClosing()) {
                    return;
                }
                metrics.failed(LettersMetrics.Failure.KAFKA);
                log.atDebug().setCause(e).log("the consumer of dead letters failed, will open another");
                state.waiting(e.getClass().getSimpleName());
                pause();
            }
        }
    }

    private void follow() {
        KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        open = consumer;
        try {
            long openedAt = System.nanoTime();
            LetterFlow flow = flows.of(consumer);
            consumer.subscribe(List.of(topic), flow);
            while (!isClosing()) {
                flow.turn();
                measure(flow);
                if (flow.idle()) {
                    if (System.nanoTime() - openedAt > WELL.toNanos()) {
                        state.loading();
                    }
                    if (flow.first()) {
                        look.whenDue(System.nanoTime());
                    }
                }
            }
        } finally {
            open = null;
            consumer.close(CloseOptions.timeout(LEAVE));
        }
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

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    private void pause() {
        try {
            closing.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            // Nobody interrupts this thread; it is told to end by the latch.
            Thread.currentThread().interrupt();
        }
    }
}
