package dev.penstock.writer.consume;

import dev.penstock.writer.intent.PartitionFacts;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The open question to Kafka where newly assigned partitions begin. One at a time, and again when it was not
/// answered; never waits for the answer.
///
/// Not thread-safe: the thread that polls owns it.
final class PartitionStarts {

    private static final Logger log = LoggerFactory.getLogger(PartitionStarts.class);

    private static final Duration ASK_AGAIN = Duration.ofSeconds(1);

    private final Function<Collection<Integer>, CompletableFuture<Map<Integer, PartitionFacts>>> kafka;

    private @Nullable CompletableFuture<Map<Integer, PartitionFacts>> question;
    private long askedAt;
    private boolean failing;

    PartitionStarts(Function<Collection<Integer>, CompletableFuture<Map<Integer, PartitionFacts>>> kafka) {
        this.kafka = kafka;
    }

    /// Forgets the open question: what was asked before an assignment says nothing about what came with it.
    void forget() {
        question = null;
    }

    /// What is known of `partitions` by now; empty until it is.
    ///
    /// @param now a reading of [System#nanoTime]
    Map<Integer, PartitionFacts> of(Collection<Integer> partitions, long now) {
        CompletableFuture<Map<Integer, PartitionFacts>> asked = question;
        if (asked == null || (asked.isCompletedExceptionally() && now - askedAt > ASK_AGAIN.toNanos())) {
            asked = kafka.apply(partitions);
            question = asked;
            askedAt = now;
        }
        if (!asked.isDone()) {
            return Map.of();
        }
        try {
            Map<Integer, PartitionFacts> facts = asked.join();
            failing = false;
            question = null;
            return facts;
        } catch (CompletionException e) {
            if (!failing) {
                failing = true;
                log.atWarn().setCause(e).log("where partitions begin is not known yet, will ask again");
            }
            return Map.of();
        }
    }
}
