package dev.penstock.model.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.penstock.model.audit.AuditRecord;
import dev.penstock.model.pressure.Pressure;
import dev.penstock.model.pressure.PressureLevel;
import dev.penstock.model.progress.OffsetRange;
import dev.penstock.model.progress.Progress;
import dev.penstock.model.topic.TopicId;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class FlowCodecsTest {

    private static final Instant AT = Instant.ofEpochMilli(1_790_000_000_000L);

    @Test
    void progressReadsBackAsItWasWritten() throws MalformedRecordException {
        Progress progress =
                new Progress(new TopicId(5, -6), 2, 1_000, 7, AT, List.of(new OffsetRange(7, 7)), List.of());

        assertThat(ProgressCodec.decode(ProgressCodec.encode(progress))).isEqualTo(progress);
    }

    @Test
    void aProgressRecordThatVerifiesNothingIsNotTakenForOneThatVerifiesAll() throws MalformedRecordException {
        byte[] old = dev.penstock.model.proto.Progress.newBuilder()
                .setTopicId(ByteString.copyFrom(new TopicId(5, -6).toByteArray()))
                .setStoredThrough(1_000)
                .build()
                .toByteArray();

        assertThat(ProgressCodec.decode(old).verifiedFrom()).isEqualTo(1_000);
    }

    @Test
    void progressThatIsVerifiedFromBeyondItsEndIsRefused() {
        byte[] impossible = dev.penstock.model.proto.Progress.newBuilder()
                .setTopicId(ByteString.copyFrom(new TopicId(5, -6).toByteArray()))
                .setStoredThrough(1_000)
                .setVerifiedFrom(1_001)
                .build()
                .toByteArray();

        assertThatThrownBy(() -> ProgressCodec.decode(impossible)).isInstanceOf(MalformedRecordException.class);
    }

    @Test
    void pressureReadsBackAsItWasWritten() throws MalformedRecordException {
        Pressure pressure = new Pressure(2, PressureLevel.HIGH, Duration.ofSeconds(90), 0.25, AT);

        assertThat(PressureCodec.decode(PressureCodec.encode(pressure))).isEqualTo(pressure);
    }

    @Test
    void anAuditRecordReadsBackAsItWasWritten() throws MalformedRecordException {
        AuditRecord record = new AuditRecord("ann", AT, "keys.revoke", "key/AbCdEf012345", "", 17);

        assertThat(AuditCodec.decode(AuditCodec.encode(record))).isEqualTo(record);
        assertThatThrownBy(() -> AuditCodec.decode(new byte[0])).isInstanceOf(MalformedRecordException.class);
    }

    @Test
    void aLevelNotKnownYetIsTakenForTheWorst() {
        assertThat(PressureLevel.ofNumber(9)).isEqualTo(PressureLevel.CRITICAL);
    }

    @Test
    void aProgressRecordWithoutATopicIsRefused() {
        assertThatThrownBy(() -> ProgressCodec.decode(HexFormat.of().parseHex("1001")))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessageContaining("topic id");
    }
}
