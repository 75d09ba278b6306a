package dev.penstock.writer.load;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A thread that reads one topic beside the events, with a consumer in a group of its own. When Kafka fails, or the
/// topic is not there, it begins anew with another consumer after a pause, for ever.
///
/// Does nothing to the events: they are stored whether this topic is loaded or not.
public final class TopicLoader implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(TopicLoader.class);

    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(3);
    private static final Duration LEAVE = Duration.ofSeconds(2);
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final String topic;
    private final Map<String, Object> settings;
    private final Work work;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;

    private volatile @Nullable KafkaConsumer<byte[], byte[]> open;

    /// Makes a loader that does nothing yet.
    ///
    /// @param name of the thread
    /// @param settings of the consumer, from [LoaderSettings]
    public TopicLoader(String name, String topic, Map<String, Object> settings, Work work) {
        this.topic = topic;
        this.settings = Map.copyOf(settings);
        this.work = work;
        this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
    }

    /// Begins to load. Does not wait for Kafka or ClickHouse. To be called once.
    public void start() {
        thread.start();
    }

    /// Ends it. What is under way is left to whoever starts next; it is waited for a moment only.
    @Override
    public void close() {
        closing.countDown();
        KafkaConsumer<byte[], byte[]> consumer = open;
        if (consumer != null) {
            consumer.wakeup();
        }
        try {
            if (!thread.join(LONGEST_CLOSE)) {
                log.atInfo().addKeyValue("topic", topic).log("what is being loaded is left to the next writer");
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
                work.failed(e);
                pause();
            }
        }
    }

    private void follow() {
        KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        open = consumer;
        try {
            Flow flow = work.begin(consumer);
            consumer.subscribe(List.of(topic), flow.assignments());
            while (!isClosing()) {
                flow.turn().run();
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

    /// What is done with the records. Called by the loader's thread alone.
    public interface Work {

        /// Begins with a new consumer, which has no partitions yet.
        Flow begin(Consumer<byte[], byte[]> consumer);

        /// Is told why a consumer has ended; another one is opened soon.
        void failed(RuntimeException cause);
    }

    /// The work of one consumer.
    ///
    /// @param assignments is told which partitions come and go
    /// @param turn polls once and does what is due; what it throws ends the consumer
    public record Flow(ConsumerRebalanceListener assignments, Runnable turn) {}
}
