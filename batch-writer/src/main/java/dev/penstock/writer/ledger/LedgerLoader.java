package dev.penstock.writer.ledger;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The thread that loads the ledger, with a consumer in a group of its own, and looks it over when it is loaded. When
/// Kafka fails, or the topic is not there, it begins anew with another consumer after a pause, for ever.
///
/// Does nothing to the events: they are stored whether the ledger is loaded or not.
final class LedgerLoader implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(LedgerLoader.class);

    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(3);
    private static final Duration LEAVE = Duration.ofSeconds(2);
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final String topic;
    private final Map<String, Object> settings;
    private final LedgerFlow.Tools tools;
    private final LedgerWatch watch;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;

    private volatile @Nullable KafkaConsumer<byte[], byte[]> open;
    private boolean failing;

    LedgerLoader(String topic, Map<String, Object> settings, LedgerFlow.Tools tools, LedgerWatch watch) {
        this.topic = topic;
        this.settings = Map.copyOf(settings);
        this.tools = tools;
        this.watch = watch;
        this.thread = Thread.ofPlatform().daemon().name("ledger").unstarted(this::run);
    }

    /// Begins to load. Does not wait for Kafka or ClickHouse. To be called once.
    void start() {
        thread.start();
    }

    /// Ends it. What is under way is loaded again by whoever starts next; it is waited for a moment only.
    @Override
    public void close() {
        closing.countDown();
        KafkaConsumer<byte[], byte[]> consumer = open;
        if (consumer != null) {
            consumer.wakeup();
        }
        try {
            if (!thread.join(LONGEST_CLOSE)) {
                log.atInfo().log("lines of the ledger that are being loaded are left to the next writer");
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
                tools.metrics().kafkaFailed();
                if (!failing) {
                    failing = true;
                    log.atWarn().setCause(e).log("the ledger cannot be read, will open another consumer");
                }
                pause();
            }
        }
    }

    private void follow() {
        KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        open = consumer;
        try {
            LedgerFlow flow = new LedgerFlow(consumer, tools);
            consumer.subscribe(List.of(topic), flow);
            while (!isClosing()) {
                flow.turn();
                if (flow.isAtEnd()) {
                    failing = false;
                    watch.whenDue(System.nanoTime());
                }
            }
        } finally {
            open = null;
            consumer.close(CloseOptions.timeout(LEAVE));
        }
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
