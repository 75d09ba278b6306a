package dev.penstock.control.topic;

import dev.penstock.control.state.ControlState;
import dev.penstock.control.state.Objection;
import dev.penstock.control.state.Revised;
import dev.penstock.model.control.ControlRecord;
import dev.penstock.model.wire.ControlCodec;
import dev.penstock.model.wire.MalformedRecordException;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// Records as they came from the topic, in its order.
public final class Arrivals {

    private final List<ConsumerRecord<byte[], byte[]>> records;

    Arrivals(List<ConsumerRecord<byte[], byte[]>> records) {
        this.records = records;
    }

    public boolean isEmpty() {
        return records.isEmpty();
    }

    /// Offset of the first record, when there is one; else `Long.MAX_VALUE`.
    public long first() {
        return records.isEmpty() ? Long.MAX_VALUE : records.getFirst().offset();
    }

    /// The state after these records. One that cannot be read or must not be is left out: it never makes the state
    /// forget.
    public ControlState after(ControlState state, RecordObserver observer) {
        if (records.isEmpty()) {
            return state;
        }
        ControlState.Changes changes = state.change();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            take(record, changes, observer);
        }
        return changes.done();
    }

    private static void take(
            ConsumerRecord<byte[], byte[]> arrival, ControlState.Changes changes, RecordObserver observer) {
        long revision = arrival.offset();
        // Kafka's own classes are not annotated: the value of a tombstone is null.
        if (arrival.value() == null) {
            changes.skip(revision);
            observer.refused(revision, Objection.TOMBSTONE, "a record without a value");
            return;
        }
        ControlRecord record;
        try {
            record = ControlCodec.decode(arrival.key(), arrival.value());
        } catch (MalformedRecordException e) {
            changes.skip(revision);
            observer.refused(revision, Objection.MALFORMED, String.valueOf(e.getMessage()));
            return;
        }
        changes.apply(new Revised(revision, record))
                .ifPresentOrElse(
                        objection -> observer.refused(
                                revision, objection, record.fact().name().text() + " by " + record.actor()),
                        () -> observer.applied(revision));
    }
}
