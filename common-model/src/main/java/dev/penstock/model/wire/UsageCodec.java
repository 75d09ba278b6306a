package dev.penstock.model.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.penstock.model.key.KeyId;
import dev.penstock.model.organization.OrgId;
import dev.penstock.model.proto.Usage;
import dev.penstock.model.usage.EdgeUsage;
import dev.penstock.model.usage.KeyLastUse;
import dev.penstock.model.usage.OrganizationUsage;
import dev.penstock.model.usage.UsageRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Keys and values of the topic `usage`. The record's key tells what its value is: `edge/<instance>` an [EdgeUsage],
/// `key/<id>` a [KeyLastUse].
public final class UsageCodec {

    private static final String EDGE = "edge/";
    private static final String KEY = "key/";

    private UsageCodec() {}

    /// The record's key, by which the topic is compacted.
    public static byte[] encodeKey(UsageRecord record) {
        String key = switch (record) {
            case EdgeUsage edge -> EDGE + edge.instance();
            case KeyLastUse use -> KEY + use.key();
        };
        return key.getBytes(StandardCharsets.UTF_8);
    }

    /// The record's value.
    public static byte[] encode(UsageRecord record) {
        return switch (record) {
            case EdgeUsage edge -> messageOf(edge).toByteArray();
            case KeyLastUse use ->
                dev.penstock.model.proto.KeyLastUse.newBuilder()
                        .setKeyId(use.key().value())
                        .setMinuteMs(use.minute().toEpochMilli())
                        .build()
                        .toByteArray();
        };
    }

    /// Reads a record of the topic.
    ///
    /// @param key the record's key; null when it has none
    /// @return empty for a record of a kind that this version does not know
    /// @throws MalformedRecordException when the value is not what its key says, has a value it cannot have, or is
    ///     about something else than the key says
    public static Optional<UsageRecord> decode(byte @Nullable [] key, byte[] value) throws MalformedRecordException {
        String name = key == null ? "" : new String(key, StandardCharsets.UTF_8);
        UsageRecord record;
        try {
            if (name.startsWith(EDGE)) {
                record = edgeOf(Usage.parseFrom(value));
            } else if (name.startsWith(KEY)) {
                record = keyOf(dev.penstock.model.proto.KeyLastUse.parseFrom(value));
            } else {
                return Optional.empty();
            }
        } catch (InvalidProtocolBufferException e) {
            throw new MalformedRecordException("not a usage record: " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new MalformedRecordException("a usage record with an impossible field: " + e.getMessage(), e);
        }
        if (!name.equals(new String(encodeKey(record), StandardCharsets.UTF_8))) {
            throw new MalformedRecordException("a usage record about something else than its key");
        }
        return Optional.of(record);
    }

    private static Usage messageOf(EdgeUsage edge) {
        Usage.Builder message = Usage.newBuilder()
                .setInstance(edge.instance())
                .setAtMs(edge.at().toEpochMilli());
        for (OrganizationUsage organization : edge.organizations()) {
            message.addOrganizations(dev.penstock.model.proto.OrganizationUsage.newBuilder()
                    .setOrgId(organization.org().value())
                    .setRequests(organization.requests())
                    .setEvents(organization.events())
                    .setBytes(organization.bytes()));
        }
        return message.build();
    }

    private static EdgeUsage edgeOf(Usage message) {
        List<OrganizationUsage> organizations = new ArrayList<>(message.getOrganizationsCount());
        for (dev.penstock.model.proto.OrganizationUsage usage : message.getOrganizationsList()) {
            organizations.add(new OrganizationUsage(
                    new OrgId(usage.getOrgId()), usage.getRequests(), usage.getEvents(), usage.getBytes()));
        }
        return new EdgeUsage(message.getInstance(), Instant.ofEpochMilli(message.getAtMs()), organizations);
    }

    private static KeyLastUse keyOf(dev.penstock.model.proto.KeyLastUse message) {
        return new KeyLastUse(new KeyId(message.getKeyId()), Instant.ofEpochMilli(message.getMinuteMs()));
    }
}
