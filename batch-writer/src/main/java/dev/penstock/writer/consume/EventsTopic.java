package dev.penstock.writer.consume;

import dev.penstock.model.topic.TopicId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.jspecify.annotations.Nullable;

/// Asks Kafka for the id of `events` without waiting for the answer. Not thread-safe: the thread that polls owns it.
final class EventsTopic {

    private static final Duration ASK_AGAIN = Duration.ofSeconds(1);

    private final Admin admin;
    private final String name;

    private @Nullable CompletableFuture<TopicDescription> answer;
    private @Nullable TopicId id;
    private long askedAt;

    EventsTopic(Admin admin, String name) {
        this.admin = admin;
        this.name = name;
    }

    String name() {
        return name;
    }

    /// Forgets the id: it may have changed while this writer had no partition.
    void forget() {
        id = null;
        answer = null;
    }

    /// The id, or null until it is known.
    ///
    /// @param now a reading of [System#nanoTime]
    @Nullable
    TopicId id(long now) {
        if (id != null) {
            return id;
        }
        CompletableFuture<TopicDescription> asked = answer;
        if (asked == null || (asked.isCompletedExceptionally() && now - askedAt > ASK_AGAIN.toNanos())) {
            ask(now);
        } else if (asked.isDone() && !asked.isCompletedExceptionally()) {
            TopicDescription description = asked.join();
            id = new TopicId(
                    description.topicId().getMostSignificantBits(),
                    description.topicId().getLeastSignificantBits());
        }
        return id;
    }

    private void ask(long now) {
        @Nullable
        KafkaFuture<TopicDescription> future =
                admin.describeTopics(List.of(name)).topicNameValues().get(name);
        if (future != null) {
            answer = future.toCompletionStage().toCompletableFuture();
            askedAt = now;
        }
    }
}
