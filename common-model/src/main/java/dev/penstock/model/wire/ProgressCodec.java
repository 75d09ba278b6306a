package dev.penstock.model.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.penstock.model.progress.OffsetRange;
import dev.penstock.model.progress.Progress;
import dev.penstock.model.topic.TopicId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/// The key and the value of the topic `progress`.
public final class ProgressCodec {

    private ProgressCodec() {}

    /// The key of a partition's record: its number in decimal.
    public static byte[] key(int partition) {
        return Integer.toString(partition).getBytes(StandardCharsets.US_ASCII);
    }

    public static byte[] encode(Progress progress) {
        dev.penstock.model.proto.Progress.Builder message = dev.penstock.model.proto.Progress.newBuilder()
                .setTopicId(ByteString.copyFrom(progress.topic().toByteArray()))
                .setPartition(progress.partition())
                .setStoredThrough(progress.storedThrough())
                .setVerifiedFrom(progress.verifiedFrom())
                .setAtMs(progress.at().toEpochMilli());
        progress.deadLettered().forEach(range -> message.addDeadLettered(toMessage(range)));
        progress.parked().forEach(range -> message.addParked(toMessage(range)));
        return message.build().toByteArray();
    }

    /// Reads the value of a progress record.
    ///
    /// @throws MalformedRecordException when it is no progress record, or a field has a value it cannot have
    public static Progress decode(byte[] value) throws MalformedRecordException {
        try {
            dev.penstock.model.proto.Progress message = dev.penstock.model.proto.Progress.parseFrom(value);
            return new Progress(
                    TopicId.ofBytes(message.getTopicId().toByteArray()),
                    message.getPartition(),
                    message.getStoredThrough(),
                    // Of a writer that did not know the field: no single offset is vouched for.
                    message.hasVerifiedFrom() ? message.getVerifiedFrom() : message.getStoredThrough(),
                    Instant.ofEpochMilli(message.getAtMs()),
                    toRanges(message.getDeadLetteredList()),
                    toRanges(message.getParkedList()));
        } catch (InvalidProtocolBufferException e) {
            throw new MalformedRecordException("not a progress record: " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new MalformedRecordException("a progress record with an impossible field: " + e.getMessage(), e);
        }
    }

    private static dev.penstock.model.proto.OffsetRange toMessage(OffsetRange range) {
        return dev.penstock.model.proto.OffsetRange.newBuilder()
                .setFirst(range.first())
                .setLast(range.last())
                .build();
    }

    private static List<OffsetRange> toRanges(List<dev.penstock.model.proto.OffsetRange> messages) {
        return messages.stream()
                .map(message -> new OffsetRange(message.getFirst(), message.getLast()))
                .toList();
    }
}
