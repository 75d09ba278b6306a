package dev.penstock.ctl.live;

import dev.penstock.model.pressure.Pressure;
import dev.penstock.model.topic.Topic;
import dev.penstock.model.wire.MalformedRecordException;
import dev.penstock.model.wire.PressureCodec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// How much of its buffer each partition has left, as the writers tell the edges once a second. Not thread-safe.
public final class WritersPressure implements AutoCloseable {

    private static final Duration PAST = Duration.ofMinutes(1);
    private static final Duration POLL = Duration.ofMillis(200);

    private final RecentRecords records;
    private final InstantSource clock;
    private final Map<Integer, Pressure> partitions = new TreeMap<>();

    /// @param prefix of all topics
    /// @param client Kafka's own settings
    public WritersPressure(String prefix, Map<String, Object> client, InstantSource clock) {
        this.clock = clock;
        this.records = new RecentRecords(
                Topic.PRESSURE.name(prefix), client, clock.instant().minus(PAST));
    }

    /// What was told last and may still be believed, by partition; nothing when no writer runs.
    public List<Pressure> now() {
        for (ConsumerRecord<byte[], byte[]> record : records.poll(POLL)) {
            take(record);
        }
        Instant now = clock.instant();
        partitions.values().removeIf(pressure -> pressure.validUntil().isBefore(now));
        return List.copyOf(partitions.values());
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            return;
        }
        try {
            Pressure pressure = PressureCodec.decode(record.value());
            partitions.put(pressure.partition(), pressure);
        } catch (MalformedRecordException e) {
            // Of a later version, or not of a writer: what is said of its partition is what was said before.
            return;
        }
    }

    @Override
    public void close() {
        records.close();
    }
}
