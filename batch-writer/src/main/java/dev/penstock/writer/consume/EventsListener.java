package dev.penstock.writer.consume;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.listener.BatchAcknowledgingConsumerAwareMessageListener;
import org.springframework.kafka.listener.CommonErrorHandler;
import org.springframework.kafka.listener.ConsumerAwareRebalanceListener;
import org.springframework.kafka.listener.MessageListenerContainer;
import org.springframework.kafka.support.Acknowledgment;

/// The one place where the container meets the workers: polls, rebalances, errors, all on the container's thread.
///
/// Acknowledges nothing to the container: the workers commit by themselves, and only what is settled. An error
/// skips no record: what is not settled is read again.
final class EventsListener
        implements BatchAcknowledgingConsumerAwareMessageListener<byte[], byte[]>,
                ConsumerAwareRebalanceListener,
                CommonErrorHandler {

    private static final Logger log = LoggerFactory.getLogger(EventsListener.class);

    private static final long PAUSE_AFTER_ERROR = 200_000_000;

    private final PartitionWorkers workers;
    private final ConsumeLimits limits;

    private @Nullable String lastError;

    EventsListener(PartitionWorkers workers, ConsumeLimits limits) {
        this.workers = workers;
        this.limits = limits;
    }

    void tick(Consumer<byte[], byte[]> consumer) {
        try {
            workers.tick(consumer);
        } catch (WakeupException e) {
            throw e;
        } catch (RuntimeException e) {
            workers.rewind(consumer, e);
        }
    }

    void stopping(Consumer<?, ?> consumer) {
        workers.stop(typed(consumer), limits.stopDeadline());
    }

    @Override
    public boolean wantsPollResult() {
        return true;
    }

    @Override
    public void onMessage(
            ConsumerRecords<byte[], byte[]> records,
            @Nullable Acknowledgment acknowledgment,
            Consumer<byte[], byte[]> consumer) {
        lastError = null;
        try {
            workers.add(records);
        } catch (RuntimeException e) {
            workers.rewind(consumer, e);
        }
    }

    @Override
    public void onMessage(
            List<ConsumerRecord<byte[], byte[]>> records,
            @Nullable Acknowledgment acknowledgment,
            @Nullable Consumer<?, ?> consumer) {
        throw new IllegalStateException("the container was asked for whole polls");
    }

    @Override
    public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        workers.assigned(typed(consumer), partitions);
    }

    @Override
    public void onPartitionsRevokedBeforeCommit(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        workers.revoked(typed(consumer), partitions, limits.revokeDeadline());
    }

    @Override
    public void onPartitionsLost(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        workers.lost(partitions);
    }

    // Of the error handler: nothing may be committed because an error was handled.
    @Override
    public boolean isAckAfterHandle() {
        return false;
    }

    @Override
    public void handleBatch(
            Exception error,
            ConsumerRecords<?, ?> records,
            Consumer<?, ?> consumer,
            MessageListenerContainer container,
            Runnable invokeListener) {
        workers.rewind(typed(consumer), error);
    }

    @Override
    public void handleOtherException(
            Exception error, Consumer<?, ?> consumer, MessageListenerContainer container, boolean batchListener) {
        String kind = error.getClass().getName();
        if (!kind.equals(lastError)) {
            lastError = kind;
            log.atWarn().setCause(error).log("the consumer failed, will poll again");
        }
        LockSupport.parkNanos(PAUSE_AFTER_ERROR);
    }

    // The container's consumer is the one our factory made.
    @SuppressWarnings("unchecked")
    private static Consumer<byte[], byte[]> typed(Consumer<?, ?> consumer) {
        return (Consumer<byte[], byte[]>) consumer;
    }
}
