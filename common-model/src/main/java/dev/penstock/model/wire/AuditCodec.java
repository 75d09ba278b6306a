package dev.penstock.model.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.penstock.model.audit.AuditRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/// Keys and values of the topic `audit-log`.
public final class AuditCodec {

    private AuditCodec() {}

    /// The record's key: the actor.
    public static byte[] encodeKey(AuditRecord record) {
        return record.actor().getBytes(StandardCharsets.UTF_8);
    }

    /// The record's value.
    public static byte[] encode(AuditRecord record) {
        return dev.penstock.model.proto.AuditRecord.newBuilder()
                .setActor(record.actor())
                .setAtMs(record.at().toEpochMilli())
                .setAction(record.action())
                .setSubject(record.subject())
                .setDetail(record.detail())
                .setRevision(record.revision())
                .build()
                .toByteArray();
    }

    /// Reads the value of an audit record.
    ///
    /// @throws MalformedRecordException when it is none
    public static AuditRecord decode(byte[] value) throws MalformedRecordException {
        try {
            dev.penstock.model.proto.AuditRecord message = dev.penstock.model.proto.AuditRecord.parseFrom(value);
            return new AuditRecord(
                    message.getActor(),
                    Instant.ofEpochMilli(message.getAtMs()),
                    message.getAction(),
                    message.getSubject(),
                    message.getDetail(),
                    message.getRevision());
        } catch (InvalidProtocolBufferException e) {
            throw new MalformedRecordException("not an audit record: " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new MalformedRecordException("an audit record with an impossible field: " + e.getMessage(), e);
        }
    }
}
