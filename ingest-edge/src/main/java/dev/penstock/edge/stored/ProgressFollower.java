package dev.penstock.edge.stored;

import dev.penstock.edge.follow.Following;
import dev.penstock.edge.stored.StoredMetrics.RecordOutcome;
import dev.penstock.model.topic.TopicId;
import dev.penstock.model.wire.MalformedRecordException;
import dev.penstock.model.wire.ProgressCodec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Follows the topic `progress` and asks Kafka which topic `events` is, on a thread of its own.
///
/// Begins at the end of the topic: writers repeat each second what they say of their last offsets, and nobody waits
/// for what was published before. After trouble it is opened again, at the end again: who waits may then get 202.
final class ProgressFollower implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ProgressFollower.class);

    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration ANSWER = Duration.ofSeconds(5);

    // While nobody waits; who waits makes it ask at once, though not more often than it polls.
    private static final long ASK_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Following following;
    private final Map<String, Object> adminSettings;
    private final String events;
    private final String progress;
    private final Awaiting awaiting;
    private final StoredMetrics metrics;

    // Of the following thread alone.
    private @Nullable KafkaFuture<Uuid> answer;
    private long askedFor;
    private long nextAsk;
    private boolean interrupted;

    ProgressFollower(
            Map<String, Object> consumerSettings,
            Map<String, Object> adminSettings,
            String events,
            String progress,
            Awaiting awaiting,
            StoredMetrics metrics) {
        this.following = new Following("edge-progress", consumerSettings, this::follow, this::interrupted);
        this.adminSettings = Map.copyOf(adminSettings);
        this.events = events;
        this.progress = progress;
        this.awaiting = awaiting;
        this.metrics = metrics;
    }

    /// Begins to follow. Does not wait for Kafka. To be called once.
    void start() {
        following.start();
    }

    @Override
    public void close() {
        following.close();
    }

    private void follow(KafkaConsumer<byte[], byte[]> consumer)
            throws ExecutionException, TimeoutException, InterruptedException {
        try (Admin admin = Admin.create(adminSettings)) {
            try {
                follow(consumer, admin);
            } finally {
                // Not as long as its own close would wait for Kafka.
                admin.close(Duration.ZERO);
            }
        }
    }

    private void follow(KafkaConsumer<byte[], byte[]> consumer, Admin admin)
            throws ExecutionException, TimeoutException, InterruptedException {
        // Before the other topic is looked for: that one may be missing, and then nobody is told to wait for it.
        identify(admin);
        List<TopicPartition> all = consumer.partitionsFor(progress, ANSWER).stream()
                .map(info -> new TopicPartition(progress, info.partition()))
                .toList();
        if (all.isEmpty()) {
            throw new KafkaException("topic " + progress + " does not exist: create it with `ingestctl topics apply`");
        }
        consumer.assign(all);
        consumer.seekToEnd(all);
        for (TopicPartition partition : all) {
            consumer.position(partition, ANSWER);
        }
        while (!following.isClosing()) {
            ask(admin);
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                take(record.value());
            }
        }
    }

    private void take(byte @Nullable [] value) {
        if (value == null) {
            return;
        }
        try {
            boolean ours = awaiting.progress(ProgressCodec.decode(value), System.nanoTime());
            metrics.record(ours ? RecordOutcome.APPLIED : RecordOutcome.FOREIGN);
            if (!ours) {
                nextAsk = System.nanoTime();
            }
        } catch (MalformedRecordException e) {
            metrics.record(RecordOutcome.MALFORMED);
        }
    }

    private void identify(Admin admin) throws ExecutionException, TimeoutException, InterruptedException {
        long number = awaiting.unconfirmed();
        confirm(askId(admin).get(ANSWER.toMillis(), TimeUnit.MILLISECONDS), number);
        answer = null;
        nextAsk = System.nanoTime() + ASK_NANOS;
    }

    /// Asks Kafka for the id of the topic when somebody waits for it, and else now and then. At most one question is
    /// under way.
    private void ask(Admin admin) throws ExecutionException, TimeoutException, InterruptedException {
        KafkaFuture<Uuid> asked = answer;
        if (asked != null && asked.isDone()) {
            answer = null;
            confirm(asked.get(0, TimeUnit.NANOSECONDS), askedFor);
            if (interrupted) {
                interrupted = false;
                log.atInfo().addKeyValue("topic", progress).log("the writers' progress is followed again");
            }
        }
        if (answer != null) {
            return;
        }
        long now = System.nanoTime();
        long number = awaiting.unconfirmed();
        if (number >= 0 || now - nextAsk >= 0) {
            askedFor = number;
            nextAsk = now + ASK_NANOS;
            answer = askId(admin);
        }
    }

    private KafkaFuture<Uuid> askId(Admin admin) {
        return Objects.requireNonNull(
                        admin.describeTopics(List.of(events)).topicNameValues().get(events))
                .thenApply(description -> description.topicId());
    }

    private void confirm(Uuid id, long number) {
        awaiting.confirmed(new TopicId(id.getMostSignificantBits(), id.getLeastSignificantBits()), number);
    }

    private void interrupted(Exception cause) {
        metrics.interrupted();
        if (!interrupted) {
            interrupted = true;
            log.atWarn()
                    .setCause(cause)
                    .addKeyValue("topic", progress)
                    .log("the writers' progress cannot be followed, will retry, ack=stored is answered 202");
        }
    }
}
