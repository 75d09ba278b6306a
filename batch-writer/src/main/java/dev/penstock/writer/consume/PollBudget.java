package dev.penstock.writer.consume;

import java.nio.ByteBuffer;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/// Ends a poll early when its records have many bytes. Kafka bounds a poll by the number of its records, and a
/// fetch by its bytes as they are compressed: events that were squeezed a hundredfold would fill any memory in one
/// poll.
///
/// A record beyond the budget is refused. The consumer then hands out those before it and offers the same record
/// again at the next poll, when there is a new budget; the first record of a poll always fits.
///
/// Not thread-safe: the thread that polls reads the records.
final class PollBudget implements Deserializer<byte[]> {

    private final long most;

    private long taken;

    PollBudget(long most) {
        this.most = most;
    }

    /// To be called before every poll.
    void renew() {
        taken = 0;
    }

    @Override
    public byte @Nullable [] deserialize(String topic, byte @Nullable [] value) {
        take(value == null ? 0 : value.length);
        return value;
    }

    @Override
    public byte @Nullable [] deserialize(String topic, Headers headers, @Nullable ByteBuffer value) {
        if (value == null) {
            return null;
        }
        take(value.remaining());
        byte[] bytes = new byte[value.remaining()];
        value.get(value.position(), bytes);
        return bytes;
    }

    private void take(int bytes) {
        if (taken > 0 && taken + bytes > most) {
            throw new Spent();
        }
        taken += bytes;
    }

    /// The budget is spent. Nothing is wrong, so nobody needs to know where it was thrown.
    static final class Spent extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Spent() {
            super("the budget of this poll is spent", null, false, false);
        }
    }
}
