package dev.penstock.edge.follow;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A thread with a consumer that has no group, as long as the edge runs. When the work fails, because Kafka is away
/// or a topic is not there, it begins anew with another consumer after a pause of one second, for ever.
///
/// [#start] and [#close] may be called from any thread; the rest belongs to the work.
public final class Following implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Following.class);

    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(5);
    private static final long PAUSE_MILLIS = 1_000;

    private final String name;
    private final Map<String, Object> settings;
    private final Work work;
    private final Consumer<Exception> trouble;
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile @Nullable KafkaConsumer<byte[], byte[]> open;
    private volatile @Nullable Thread thread;

    /// What is done with the consumer.
    @FunctionalInterface
    public interface Work {

        /// Assigns, polls and reads until [Following#isClosing].
        void follow(KafkaConsumer<byte[], byte[]> consumer)
                throws ExecutionException, TimeoutException, InterruptedException;
    }

    /// Makes a thread that does not run yet.
    ///
    /// @param name of the thread
    /// @param settings of a consumer that has no group
    /// @param trouble told each time the work has failed, and not of the end; must be quick
    public Following(String name, Map<String, Object> settings, Work work, Consumer<Exception> trouble) {
        this.name = name;
        this.settings = Map.copyOf(settings);
        this.work = work;
        this.trouble = trouble;
    }

    /// Begins to follow. Does not wait for Kafka. To be called once.
    public void start() {
        Thread following = new Thread(this::run, name);
        following.setDaemon(true);
        thread = following;
        following.start();
    }

    /// Ends the work and waits for it, five seconds at most.
    @Override
    public void close() {
        closing.countDown();
        KafkaConsumer<byte[], byte[]> consumer = open;
        if (consumer != null) {
            consumer.wakeup();
        }
        Thread following = thread;
        if (following == null) {
            return;
        }
        try {
            if (!following.join(LONGEST_CLOSE)) {
                log.atWarn().addKeyValue("thread", name).log("a follower did not stop in time and is left behind");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Whether the work is to end.
    public boolean isClosing() {
        return closing.getCount() == 0;
    }

    /// Waits a second, or until the end if that is sooner.
    public void pause() {
        try {
            closing.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            // Nobody interrupts this thread; it is told to end by the latch.
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!isClosing()) {
            KafkaConsumer<byte[], byte[]> consumer = null;
            try {
                consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
                open = consumer;
                work.follow(consumer);
            } catch (ExecutionException | TimeoutException | RuntimeException e) {
                if (!isClosing()) {
                    trouble.accept(e);
                }
                pause();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } finally {
                open = null;
                if (consumer != null) {
                    consumer.close(CloseOptions.timeout(Duration.ZERO));
                }
            }
        }
    }
}
