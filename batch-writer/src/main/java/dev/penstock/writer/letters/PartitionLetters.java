package dev.penstock.writer.letters;

import dev.penstock.model.topic.TopicId;
import dev.penstock.writer.intent.Intent;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/// The letters of one partition that wait to be loaded, in the order of their offsets.
///
/// Not thread-safe: the thread that polls owns it. Times are readings of [System#nanoTime].
final class PartitionLetters {

    // What a record costs besides its value: its headers, at most a few kilobytes, and the objects around them.
    private static final long OVERHEAD = 2_048;

    private final TopicId topic;
    private final Deque<ConsumerRecord<byte[], byte[]>> waiting = new ArrayDeque<>();

    private @Nullable Intent rebuild;
    private long next;
    private long bytes;
    private long waitingSince;

    /// Begins to take letters.
    ///
    /// @param next the first offset
    /// @param rebuild of the batch that another loader has begun, which comes first; null for none
    PartitionLetters(TopicId topic, long next, @Nullable Intent rebuild) {
        this.topic = topic;
        this.next = next;
        this.rebuild = rebuild;
    }

    /// Adds the next letter.
    ///
    /// @return how many letters before it there should have been and are not
    long add(ConsumerRecord<byte[], byte[]> record, long now) {
        if (waiting.isEmpty()) {
            waitingSince = now;
        }
        long missing = Math.max(0, record.offset() - next);
        next = record.offset() + 1;
        waiting.addLast(record);
        bytes += bytes(record);
        return missing;
    }

    /// Takes the next batch out, when one is full or its oldest letter has waited long enough.
    Optional<LetterBatch> cut(LettersLimits limits, long now) {
        if (waiting.isEmpty()) {
            return Optional.empty();
        }
        Intent begun = rebuild;
        if (begun != null) {
            return cutAt(begun);
        }
        boolean due = bytes >= limits.size().toBytes()
                || waiting.size() >= limits.rows()
                || now - waitingSince >= limits.linger().toNanos();
        if (!due) {
            return Optional.empty();
        }
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        long size = 0;
        while (!waiting.isEmpty()
                && records.size() < limits.rows()
                && size < limits.size().toBytes()
                && follows(records, waiting.getFirst())) {
            size += bytes(waiting.getFirst());
            records.add(take());
        }
        // What is left has waited as long, nearly: it is cut when its turn comes.
        return Optional.of(new LetterBatch(topic, records, null));
    }

    /// Whether the batch that was begun before is not all here yet.
    boolean rebuilding() {
        Intent begun = rebuild;
        return begun != null && (waiting.isEmpty() || waiting.getLast().offset() < begun.end());
    }

    long bytes() {
        return bytes;
    }

    int size() {
        return waiting.size();
    }

    /// When the oldest of them was written.
    Optional<Instant> oldest() {
        return Optional.ofNullable(waiting.peekFirst()).map(record -> Instant.ofEpochMilli(record.timestamp()));
    }

    private Optional<LetterBatch> cutAt(Intent begun) {
        if (waiting.getLast().offset() < begun.end()) {
            return Optional.empty();
        }
        rebuild = null;
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        while (!waiting.isEmpty()
                && waiting.getFirst().offset() <= begun.end()
                && follows(records, waiting.getFirst())) {
            records.add(take());
        }
        return records.isEmpty() ? Optional.empty() : Optional.of(new LetterBatch(topic, records, begun));
    }

    // A topic that was made anew begins again below: that is another batch.
    private static boolean follows(List<ConsumerRecord<byte[], byte[]>> records, ConsumerRecord<byte[], byte[]> next) {
        return records.isEmpty() || next.offset() > records.getLast().offset();
    }

    private ConsumerRecord<byte[], byte[]> take() {
        ConsumerRecord<byte[], byte[]> record = waiting.removeFirst();
        bytes -= bytes(record);
        return record;
    }

    private static long bytes(ConsumerRecord<byte[], byte[]> record) {
        return OVERHEAD + Math.max(0, record.serializedValueSize());
    }
}
