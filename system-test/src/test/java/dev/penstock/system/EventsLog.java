package dev.penstock.system;

import dev.penstock.local.load.NumberedEvents;
import dev.penstock.model.event.EventId;
import dev.penstock.model.wire.EventCodec;
import dev.penstock.model.wire.MalformedRecordException;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// What the events topic holds.
final class EventsLog {

    private static final Duration READ = Duration.ofMinutes(5);

    private final String bootstrap;
    private final List<TopicPartition> partitions;

    EventsLog(String bootstrap, String topic, int partitions) {
        this.bootstrap = bootstrap;
        this.partitions = IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
    }

    /// Records that were ever written.
    long size() {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            return end(consumer);
        }
    }

    /// Looks for the events of requests that were answered 202.
    ///
    /// @param accepted numbers of those requests
    /// @return how many of their events are not there; 0 is what a 202 promises
    long missing(NumberedEvents requests, BitSet accepted) {
        BitSet there = new BitSet();
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long end = end(consumer);
            long deadline = System.nanoTime() + READ.toNanos();
            long read = 0;
            while (read < end) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("only " + read + " of " + end + " records read in " + READ);
                }
                for (var record : consumer.poll(Duration.ofMillis(500))) {
                    EventId id = idOf(record.value());
                    if (requests.sent(id.mostSignificantBits(), id.leastSignificantBits())) {
                        there.set(Math.toIntExact(NumberedEvents.number(id.leastSignificantBits()) * requests.events()
                                + NumberedEvents.index(id.leastSignificantBits())));
                    }
                    read++;
                }
            }
        }
        return accepted.stream()
                .mapToLong(number -> requests.events()
                        - there.get(number * requests.events(), (number + 1) * requests.events())
                                .cardinality())
                .sum();
    }

    private long end(KafkaConsumer<byte[], byte[]> consumer) {
        return consumer.endOffsets(partitions).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrap, "max.poll.records", 20_000),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    private static EventId idOf(byte[] record) {
        try {
            return EventCodec.decode(record).id();
        } catch (MalformedRecordException e) {
            throw new AssertionError("the edge wrote a record that cannot be read", e);
        }
    }
}
