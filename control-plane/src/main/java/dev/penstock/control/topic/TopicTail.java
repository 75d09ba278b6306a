package dev.penstock.control.topic;

import dev.penstock.control.state.ControlState;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/// An open place in the topic, from which its committed records are read in order.
///
/// For one thread, except [#abandon]. Every method that asks Kafka fails with a [KafkaException], within the time
/// given.
public final class TopicTail implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(100);

    private final TopicPartition partition;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Admin admin;

    TopicTail(TopicPartition partition, KafkaConsumer<byte[], byte[]> consumer, Admin admin) {
        this.partition = partition;
        this.consumer = consumer;
        this.admin = admin;
        consumer.assign(Set.of(partition));
    }

    /// Kafka's id of the topic: another one after the topic was deleted and created again.
    public Uuid topicId(Duration timeout) {
        try {
            TopicDescription found = admin.describeTopics(Set.of(partition.topic()))
                    .allTopicNames()
                    .get(timeout.toMillis(), TimeUnit.MILLISECONDS)
                    .get(partition.topic());
            if (found == null) {
                throw missing();
            }
            return found.topicId();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                throw missing();
            }
            throw new KafkaException("topic " + partition.topic() + " could not be described", e.getCause());
        } catch (TimeoutException e) {
            throw new org.apache.kafka.common.errors.TimeoutException(
                    "no answer from Kafka about topic " + partition.topic() + " within " + timeout.toMillis() / 1_000.0
                            + " s",
                    e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    /// Reads on from `offset`.
    public void seek(long offset) {
        consumer.seek(partition, offset);
    }

    /// The next records, empty when none came in time. An empty answer does not prove that Kafka is there.
    public Arrivals poll(Duration timeout) {
        return new Arrivals(List.copyOf(consumer.poll(timeout).records(partition)));
    }

    /// The offset that the next committed record will not be before.
    public long end(Duration timeout) {
        Long end = consumer.endOffsets(Set.of(partition), timeout).get(partition);
        if (end == null) {
            throw missing();
        }
        return end;
    }

    /// Offset of the record that is read next.
    public long position(Duration timeout) {
        return consumer.position(partition, timeout);
    }

    /// Reads all that is committed, from the first record on.
    ///
    /// @param timeout for each step; a topic that takes longer is not read in vain but fails
    public ControlState readToEnd(Duration timeout, RecordObserver observer) {
        long end = end(timeout);
        seek(0);
        long begun = System.nanoTime();
        ControlState state = ControlState.EMPTY;
        while (position(timeout) < end) {
            if (System.nanoTime() - begun > timeout.toNanos()) {
                throw new org.apache.kafka.common.errors.TimeoutException(
                        "read " + (state.revision() + 1) + " of " + end + " control records");
            }
            state = poll(POLL).after(state, observer);
        }
        return state;
    }

    /// Makes the thread that waits in here give up with a [KafkaException]. May be called by any thread; afterwards
    /// the tail can only be closed.
    public void abandon() {
        consumer.wakeup();
        admin.close(Duration.ZERO);
    }

    private UnknownTopicOrPartitionException missing() {
        return new UnknownTopicOrPartitionException(
                "topic " + partition.topic() + " does not exist: create it with `ingestctl topics apply`");
    }

    @Override
    public void close() {
        // There is nothing to lose, and a good close would wait for the answer to the last fetch, half a second.
        admin.close(Duration.ZERO);
        consumer.close(CloseOptions.timeout(Duration.ZERO));
    }
}
