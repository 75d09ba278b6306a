package dev.penstock.edge.publish;

import java.util.Arrays;
import org.apache.kafka.clients.producer.RecordMetadata;

/// Where Kafka has put the events of one request, by their place in the list that was published.
///
/// Written by the producer's thread; to be read by whoever has been told that all are acknowledged, not before.
public final class Placement {

    private static final long NOWHERE = -1;

    private final int[] partitions;
    private final long[] offsets;

    /// Begins with no event anywhere.
    public Placement(int events) {
        this.partitions = new int[events];
        this.offsets = new long[events];
        Arrays.fill(offsets, NOWHERE);
    }

    public int events() {
        return offsets.length;
    }

    public int partition(int event) {
        return partitions[event];
    }

    /// Negative when Kafka did not say: it does not for a record that it had already.
    public long offset(int event) {
        return offsets[event];
    }

    /// Notes where one event is.
    public void put(int event, int partition, long offset) {
        partitions[event] = partition;
        offsets[event] = offset;
    }

    void put(int event, RecordMetadata metadata) {
        put(event, metadata.partition(), metadata.hasOffset() ? metadata.offset() : NOWHERE);
    }
}
