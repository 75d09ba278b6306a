package dev.penstock.edge.publish;

import dev.penstock.edge.ledger.EdgeLedger;
import dev.penstock.model.wire.LedgerCodec;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/// Writes the ledger of this edge, on a thread of its own: each second what is due. What Kafka does not take is due
/// again; events never wait for it.
final class LedgerPublisher implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(LedgerPublisher.class);

    // After the web server and before the producer (see PublishLifecycle): the last request is counted too.
    private static final int PHASE = 1;

    private static final long TURN_MILLIS = 1_000;

    // Until Kafka has said where the topic is.
    private static final long FIRST_MILLIS = 100;

    // A start takes some, an outage is told by others first: half a minute.
    private static final int REMARKABLE = 300;

    private final Producer<byte[], byte[]> producer;
    private final String topic;
    private final EdgeLedger ledger;
    private final InstantSource clock;

    private volatile CountDownLatch stopping = new CountDownLatch(0);
    private int failures;

    LedgerPublisher(Producer<byte[], byte[]> producer, String topic, EdgeLedger ledger, InstantSource clock) {
        this.producer = producer;
        this.topic = topic;
        this.ledger = ledger;
        this.clock = clock;
    }

    @Override
    public void start() {
        CountDownLatch stop = new CountDownLatch(1);
        stopping = stop;
        Thread.ofPlatform().daemon().name("edge-ledger").start(() -> run(stop));
    }

    /// Closes every minute. The producer, which is closed next, waits until Kafka has the lines.
    @Override
    public void stop() {
        stopping.countDown();
        write(true);
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
            while (!stop.await(wait, TimeUnit.MILLISECONDS)) {
                wait = turn() || failures > REMARKABLE ? TURN_MILLIS : FIRST_MILLIS;
            }
        } catch (InterruptedException e) {
            // Nobody interrupts this thread; it is told to end by the latch.
            Thread.currentThread().interrupt();
        }
    }

    private boolean turn() {
        try {
            // The producer waits for nothing, so it has to be asked for a topic before it can be given a record.
            if (producer.partitionsFor(topic).isEmpty()) {
                return false;
            }
            write(false);
            failures = 0;
            return true;
        } catch (RuntimeException e) {
            if (++failures == REMARKABLE) {
                log.atError().setCause(e).log("the ledger of this edge cannot be written, will go on trying");
            }
            return false;
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback says the same
    private synchronized void write(boolean end) {
        if (!end && !isRunning()) {
            // The last word is said.
            return;
        }
        for (EdgeLedger.Line line : ledger.lines(clock.instant(), end)) {
            producer.send(
                    new ProducerRecord<>(
                            topic, LedgerCodec.encodeKey(line.record()), LedgerCodec.encode(line.record())),
                    (metadata, failure) -> {
                        if (failure == null) {
                            line.written();
                        } else {
                            line.failed();
                        }
                    });
        }
    }
}
