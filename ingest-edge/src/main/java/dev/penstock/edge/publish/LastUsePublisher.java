package dev.penstock.edge.publish;

import dev.penstock.edge.authenticate.LastUse;
import dev.penstock.model.usage.KeyLastUse;
import dev.penstock.model.wire.UsageCodec;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.springframework.context.SmartLifecycle;

/// Writes down, once a minute, when each key was last used: one record for each key that was, whatever the traffic.
///
/// What Kafka does not take waits, no more than one record a key, and is tried again with the next. Nothing else
/// depends on it.
final class LastUsePublisher implements SmartLifecycle {

    // After the web server and before the producer (see PublishLifecycle): the last request is written down too.
    private static final int PHASE = 1;

    private static final long INTERVAL_SECONDS = 60;
    private static final long RETRY_SECONDS = 1;

    private final Producer<byte[], byte[]> producer;
    private final String topic;
    private final LastUse lastUse;
    private final Counter written;
    private final Counter failed;

    private volatile CountDownLatch stopping = new CountDownLatch(0);

    LastUsePublisher(Producer<byte[], byte[]> producer, String topic, LastUse lastUse, MeterRegistry registry) {
        this.producer = producer;
        this.topic = topic;
        this.lastUse = lastUse;
        this.written = records(registry, "written");
        this.failed = records(registry, "failed");
    }

    @Override
    public void start() {
        CountDownLatch stop = new CountDownLatch(1);
        stopping = stop;
        // Long before the first record is due, so that the topic's place is known by then: the producer does not wait.
        Thread.ofPlatform().daemon().name("last-use").start(() -> run(stop));
    }

    @Override
    public void stop() {
        stopping.countDown();
        flush();
    }

    @Override
    public boolean isRunning() {
        return stopping.getCount() > 0;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }

    private void run(CountDownLatch stop) {
        try {
            long wait = 0;
            while (!stop.await(wait, TimeUnit.SECONDS)) {
                boolean reachable = isReachable();
                if (reachable) {
                    flush();
                }
                wait = reachable ? INTERVAL_SECONDS : RETRY_SECONDS;
            }
        } catch (InterruptedException e) {
            // Nobody interrupts this thread; it is told to end by the latch.
            Thread.currentThread().interrupt();
        }
    }

    // The producer waits for nothing, so it has to be asked for a topic before it can be given a record.
    private boolean isReachable() {
        try {
            return !producer.partitionsFor(topic).isEmpty();
        } catch (KafkaException e) {
            return false;
        }
    }

    /// Hands over what there is. Does not wait for Kafka.
    @SuppressWarnings("FutureReturnValueIgnored") // the callback says the same
    void flush() {
        for (KeyLastUse use : lastUse.take()) {
            producer.send(
                    new ProducerRecord<>(topic, UsageCodec.encodeKey(use), UsageCodec.encode(use)),
                    (metadata, failure) -> {
                        if (failure == null) {
                            written.increment();
                        } else {
                            failed.increment();
                            lastUse.putBack(use);
                        }
                    });
        }
    }

    private static Counter records(MeterRegistry registry, String outcome) {
        return Counter.builder("penstock.edge.last_use")
                .description("records of when a key was last used, by what became of them")
                .baseUnit("records")
                .tag("outcome", outcome)
                .register(registry);
    }
}
