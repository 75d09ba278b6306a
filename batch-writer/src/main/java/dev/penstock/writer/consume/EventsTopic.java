package dev.penstock.writer.consume;

import dev.penstock.model.topic.TopicId;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The topic `events`: its name, and its id as soon as Kafka has answered. Never waits for the answer.
///
/// Not thread-safe: the thread that polls owns it.
final class EventsTopic {

    private static final Duration ASK_AGAIN = Duration.ofSeconds(1);

    private final String name;
    private final Supplier<CompletableFuture<TopicId>> kafka;

    private @Nullable CompletableFuture<TopicId> answer;
    private long askedAt;

    EventsTopic(String name, Supplier<CompletableFuture<TopicId>> kafka) {
        this.name = name;
        this.kafka = kafka;
    }

    String name() {
        return name;
    }

    /// Forgets the id: it may have changed while this writer had no partition.
    void forget() {
        answer = null;
    }

    /// The id, or null until it is known.
    ///
    /// @param now a reading of [System#nanoTime]
    @Nullable
    TopicId id(long now) {
        CompletableFuture<TopicId> asked = answer;
        if (asked == null || (asked.isCompletedExceptionally() && now - askedAt > ASK_AGAIN.toNanos())) {
            asked = kafka.get();
            answer = asked;
            askedAt = now;
        }
        return asked.isCompletedExceptionally() ? null : asked.getNow(null);
    }
}
