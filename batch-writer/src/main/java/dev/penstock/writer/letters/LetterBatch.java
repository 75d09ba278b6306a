package dev.penstock.writer.letters;

import dev.penstock.model.topic.TopicId;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// Letters of one partition in a row, to be loaded together.
///
/// @param topic the id of the topic `dead-letters`
/// @param begunBefore whether another loader has begun it: its rows may be in the table
record LetterBatch(TopicId topic, List<ConsumerRecord<byte[], byte[]>> records, boolean begunBefore) {

    LetterBatch {
        if (records.isEmpty()) {
            throw new IllegalArgumentException("a batch has at least one letter");
        }
        records = List.copyOf(records);
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
