package dev.penstock.ctl.replay.log;

import dev.penstock.ctl.replay.plan.ReplayRefusedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/// The records of one partition up to an offset, in order. For one thread.
public final class SpanReader implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration ANSWER = Duration.ofSeconds(15);
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final TopicPartition place;
    private final long end;
    private long position;
    private long movedAt = System.nanoTime();

    SpanReader(KafkaConsumer<byte[], byte[]> consumer, TopicPartition place, long from, long end) {
        this.consumer = consumer;
        this.place = place;
        this.end = end;
        this.position = from;
        consumer.assign(Set.of(place));
        consumer.seek(place, from);
    }

    /// Offset of the next record, or the end.
    public long position() {
        return Math.min(position, end);
    }

    public boolean isAtEnd() {
        return position >= end;
    }

    /// The next records, none when Kafka has sent none yet.
    ///
    /// @throws ReplayRefusedException when retention has taken them
    /// @throws TimeoutException when Kafka sends none for a minute
    public List<ConsumerRecord<byte[], byte[]>> poll() {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        if (isAtEnd()) {
            return records;
        }
        try {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL).records(place)) {
                if (record.offset() < end) {
                    records.add(record);
                }
            }
            long next = consumer.position(place, ANSWER);
            if (next > position) {
                movedAt = System.nanoTime();
            } else if (System.nanoTime() - movedAt > PATIENCE.toNanos()) {
                throw new TimeoutException("no record of " + place + " for " + PATIENCE.toSeconds() + " s");
            }
            position = next;
        } catch (OffsetOutOfRangeException e) {
            throw ReplayRefusedException.refused(
                    "records of partition " + place.partition() + " from offset " + position
                            + " on are out of retention by now",
                    "plan again from what is still there");
        }
        return records;
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(Duration.ZERO));
    }
}
