package dev.penstock.ctl.replay.log;

import dev.penstock.ctl.replay.plan.OffsetSpan;
import dev.penstock.ctl.replay.plan.PartitionLog;
import dev.penstock.ctl.replay.plan.PlannedSpan;
import dev.penstock.ctl.replay.plan.ReplayFilter;
import dev.penstock.model.wire.EventCodec;
import dev.penstock.model.wire.MalformedRecordException;
import java.time.Instant;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/// Counts what is in a span, by reading it.
public final class Survey {

    private final EventsLog log;
    private final ReplayFilter filter;

    public Survey(EventsLog log, ReplayFilter filter) {
        this.log = log;
        this.filter = filter;
    }

    /// Reads a span once.
    ///
    /// @param told how many records were read, each time some were
    public PlannedSpan of(OffsetSpan span, PartitionLog partition, LongConsumer told) {
        long records = 0;
        long matching = 0;
        long bytes = 0;
        long first = Long.MAX_VALUE;
        long last = Long.MIN_VALUE;
        try (SpanReader reader = log.read(span, span.from())) {
            while (!reader.isAtEnd()) {
                for (ConsumerRecord<byte[], byte[]> record : reader.poll()) {
                    records++;
                    if (matches(record.value())) {
                        matching++;
                        bytes += Math.max(0, record.serializedValueSize());
                        first = Math.min(first, record.timestamp());
                        last = Math.max(last, record.timestamp());
                    }
                }
                told.accept(records);
            }
        }
        return new PlannedSpan(
                span,
                partition.start(),
                partition.end(),
                records,
                matching,
                bytes,
                matching == 0 ? null : Instant.ofEpochMilli(first),
                matching == 0 ? null : Instant.ofEpochMilli(last));
    }

    private boolean matches(byte @Nullable [] value) {
        if (filter.isAll() || value == null) {
            return true;
        }
        try {
            return filter.matches(EventCodec.decode(value));
        } catch (MalformedRecordException e) {
            // Nobody can tell whose it is: the run sets it aside, where it is seen.
            return true;
        }
    }
}
