package dev.penstock.model.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.penstock.model.pressure.Pressure;
import dev.penstock.model.pressure.PressureLevel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/// The key and the value of the topic `pressure`.
public final class PressureCodec {

    private PressureCodec() {}

    /// The key of a partition's record: its number in decimal.
    public static byte[] key(int partition) {
        return Integer.toString(partition).getBytes(StandardCharsets.US_ASCII);
    }

    public static byte[] encode(Pressure pressure) {
        return dev.penstock.model.proto.Pressure.newBuilder()
                .setPartition(pressure.partition())
                .setLevel(pressure.level().number())
                .setLagSeconds(pressure.lag().toSeconds())
                .setHeadRoom(pressure.headRoom())
                .setValidUntilMs(pressure.validUntil().toEpochMilli())
                .build()
                .toByteArray();
    }

    /// Reads the value of a pressure record.
    ///
    /// @throws MalformedRecordException when it is no pressure record, or a field has a value it cannot have
    public static Pressure decode(byte[] value) throws MalformedRecordException {
        try {
            dev.penstock.model.proto.Pressure message = dev.penstock.model.proto.Pressure.parseFrom(value);
            return new Pressure(
                    message.getPartition(),
                    PressureLevel.ofNumber(message.getLevel()),
                    Duration.ofSeconds(message.getLagSeconds()),
                    message.getHeadRoom(),
                    Instant.ofEpochMilli(message.getValidUntilMs()));
        } catch (InvalidProtocolBufferException e) {
            throw new MalformedRecordException("not a pressure record: " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new MalformedRecordException("a pressure record with an impossible field: " + e.getMessage(), e);
        }
    }
}
