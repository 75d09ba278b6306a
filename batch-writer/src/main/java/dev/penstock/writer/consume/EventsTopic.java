package dev.penstock.writer.consume;

import dev.penstock.model.topic.TopicId;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The topic `events`: its name, and its id as soon as Kafka has answered. Never waits for the answer. Asks again
/// now and then: a topic that was deleted and made anew under its name has another id.
///
/// Not thread-safe: the thread that polls owns it.
final class EventsTopic {

    private static final Duration ASK_AGAIN = Duration.ofSeconds(1);

    private static final Duration BELIEVED = Duration.ofSeconds(15);

    private final String name;
    private final Supplier<CompletableFuture<TopicId>> kafka;

    private @Nullable CompletableFuture<TopicId> question;
    private @Nullable TopicId known;
    private long askedAt;

    EventsTopic(String name, Supplier<CompletableFuture<TopicId>> kafka) {
        this.name = name;
        this.kafka = kafka;
    }

    String name() {
        return name;
    }

    /// Forgets the id: what was known before an assignment may be older than what came with it.
    void forget() {
        question = null;
        known = null;
    }

    /// The id, or null until it is known.
    ///
    /// @param now a reading of [System#nanoTime]
    @Nullable
    TopicId id(long now) {
        CompletableFuture<TopicId> asked = question;
        if (asked == null) {
            if (known == null || now - askedAt > BELIEVED.toNanos()) {
                question = kafka.get();
                askedAt = now;
            }
        } else if (asked.isCompletedExceptionally()) {
            // Kafka is away, or the topic is, for a moment or for good: what was known is not less true for it.
            question = now - askedAt > ASK_AGAIN.toNanos() ? null : asked;
        } else if (asked.isDone()) {
            known = asked.join();
            question = null;
        }
        return known;
    }
}
