package dev.penstock.model.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.penstock.model.ledger.LedgerCount;
import dev.penstock.model.ledger.LedgerRecord;
import dev.penstock.model.ledger.LedgerRecord.EdgeMinute;
import dev.penstock.model.ledger.LedgerRecord.WriterBatch;
import dev.penstock.model.topic.TopicId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Keys and values of the topic `ledger`: `<instance>/<boot>/<minute>` an edge's minute, `<topic
/// id>/<partition>/<first offset>` a writer's batch.
public final class LedgerCodec {

    private LedgerCodec() {}

    /// The record's key, which names the line.
    public static byte[] encodeKey(LedgerRecord line) {
        String key = switch (line) {
            case EdgeMinute edge ->
                edge.instance() + "/" + edge.boot() + "/" + edge.minute().toEpochMilli();
            case WriterBatch batch -> batch.topic() + "/" + batch.partition() + "/" + batch.first();
        };
        return key.getBytes(StandardCharsets.UTF_8);
    }

    public static byte[] encode(LedgerRecord line) {
        dev.penstock.model.proto.LedgerRecord.Builder message = dev.penstock.model.proto.LedgerRecord.newBuilder();
        switch (line) {
            case EdgeMinute edge ->
                message.setEdge(dev.penstock.model.proto.EdgeMinute.newBuilder()
                        .setInstance(edge.instance())
                        .setBoot(edge.boot())
                        .setMinuteMs(edge.minute().toEpochMilli())
                        .setState(
                                edge.closed()
                                        ? dev.penstock.model.proto.EdgeMinute.State.STATE_CLOSED
                                        : dev.penstock.model.proto.EdgeMinute.State.STATE_OPEN));
            case WriterBatch batch ->
                message.setWriter(dev.penstock.model.proto.WriterBatch.newBuilder()
                        .setTopicId(ByteString.copyFrom(batch.topic().toByteArray()))
                        .setPartition(batch.partition())
                        .setFirst(batch.first())
                        .setLast(batch.last()));
        }
        line.counts().forEach(count -> message.addCounts(messageOf(count)));
        return message.build().toByteArray();
    }

    /// Reads the value of a record of the topic. Its key says nothing that the value does not.
    ///
    /// @return empty for a line of a kind that this version does not know
    /// @throws MalformedRecordException when it is no line, or a field has a value it cannot have
    public static Optional<LedgerRecord> decode(byte[] value) throws MalformedRecordException {
        try {
            dev.penstock.model.proto.LedgerRecord message = dev.penstock.model.proto.LedgerRecord.parseFrom(value);
            List<LedgerCount> counts =
                    message.getCountsList().stream().map(LedgerCodec::countOf).toList();
            return switch (message.getSourceCase()) {
                case EDGE -> Optional.of(edgeOf(message.getEdge(), counts));
                case WRITER -> Optional.of(batchOf(message.getWriter(), counts));
                case SOURCE_NOT_SET -> Optional.empty();
            };
        } catch (InvalidProtocolBufferException e) {
            throw new MalformedRecordException("not a line of the ledger: " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new MalformedRecordException("a line of the ledger with an impossible field: " + e.getMessage(), e);
        }
    }

    private static EdgeMinute edgeOf(dev.penstock.model.proto.EdgeMinute message, List<LedgerCount> counts) {
        return new EdgeMinute(
                message.getInstance(),
                message.getBoot(),
                Instant.ofEpochMilli(message.getMinuteMs()),
                message.getState() == dev.penstock.model.proto.EdgeMinute.State.STATE_CLOSED,
                counts);
    }

    private static WriterBatch batchOf(dev.penstock.model.proto.WriterBatch message, List<LedgerCount> counts) {
        return new WriterBatch(
                TopicId.ofBytes(message.getTopicId().toByteArray()),
                message.getPartition(),
                message.getFirst(),
                message.getLast(),
                counts);
    }

    private static dev.penstock.model.proto.LedgerCount messageOf(LedgerCount count) {
        return dev.penstock.model.proto.LedgerCount.newBuilder()
                .setOrgId(count.organization())
                .setStream(count.stream())
                .setOutcome(count.outcome())
                .setReason(count.reason())
                .setEvents(count.events())
                .setRequests(count.requests())
                .setMinuteMs(count.minute().toEpochMilli())
                .build();
    }

    private static LedgerCount countOf(dev.penstock.model.proto.LedgerCount message) {
        return new LedgerCount(
                message.getOrgId(),
                message.getStream(),
                message.getOutcome(),
                message.getReason(),
                message.getEvents(),
                message.getRequests(),
                Instant.ofEpochMilli(message.getMinuteMs()));
    }
}
