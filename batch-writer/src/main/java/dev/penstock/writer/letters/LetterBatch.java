package dev.penstock.writer.letters;

import dev.penstock.model.topic.TopicId;
import dev.penstock.writer.intent.Intent;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/// Letters of one partition in a row, to be loaded together.
///
/// @param topic the id of the topic `dead-letters`
/// @param begun the intent of the loader that has begun it, whose rows may be in the table; null for a new one
record LetterBatch(
        TopicId topic,
        List<ConsumerRecord<byte[], byte[]>> records,
        @Nullable Intent begun) {

    LetterBatch {
        if (records.isEmpty()) {
            throw new IllegalArgumentException("a batch has at least one letter");
        }
        records = List.copyOf(records);
    }

    boolean begunBefore() {
        return begun != null;
    }

    int partition() {
        return records.getFirst().partition();
    }

    long firstOffset() {
        return records.getFirst().offset();
    }

    long lastOffset() {
        return records.getLast().offset();
    }
}
