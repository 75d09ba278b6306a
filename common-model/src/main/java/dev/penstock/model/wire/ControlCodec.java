package dev.penstock.model.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.penstock.model.control.ControlFact;
import dev.penstock.model.control.ControlRecord;
import dev.penstock.model.key.KeyId;
import dev.penstock.model.key.KeyRecord;
import dev.penstock.model.key.KeyScope;
import dev.penstock.model.key.KeyState;
import dev.penstock.model.key.Origin;
import dev.penstock.model.key.SecretHash;
import dev.penstock.model.limit.Limits;
import dev.penstock.model.network.SourceNetwork;
import dev.penstock.model.organization.OrgId;
import dev.penstock.model.organization.Organization;
import dev.penstock.model.organization.OrganizationState;
import dev.penstock.model.organization.UnknownStreams;
import dev.penstock.model.proto.HaltFact;
import dev.penstock.model.proto.KeyFact;
import dev.penstock.model.proto.OrganizationFact;
import dev.penstock.model.proto.StreamFact;
import dev.penstock.model.stream.StreamName;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Keys and values of the topic `control`.
///
/// Times are kept to the millisecond.
public final class ControlCodec {

    private ControlCodec() {}

    /// The record's key: the name of the fact.
    public static byte[] encodeKey(ControlFact fact) {
        return fact.name().text().getBytes(StandardCharsets.UTF_8);
    }

    /// The record's value.
    public static byte[] encode(ControlRecord record) {
        dev.penstock.model.proto.ControlRecord.Builder message = dev.penstock.model.proto.ControlRecord.newBuilder()
                .setWrittenAtMs(record.writtenAt().toEpochMilli())
                .setActor(record.actor());
        switch (record.fact()) {
            case ControlFact.KeyFact fact -> message.setKey(messageOf(fact.key()));
            case ControlFact.OrganizationFact fact -> message.setOrganization(messageOf(fact.organization()));
            case ControlFact.StreamFact stream ->
                message.setStream(StreamFact.newBuilder()
                        .setStream(stream.stream().value())
                        .setVersion(stream.version())
                        .setDefinition(ByteString.copyFromUtf8(stream.definition())));
            case ControlFact.HaltFact halt ->
                message.setHalt(HaltFact.newBuilder()
                        .setStream(halt.stream().value())
                        .setNumber(halt.number())
                        .setHalted(halt.halted())
                        .setReason(halt.reason()));
        }
        return message.build().toByteArray();
    }

    /// Reads a record of the topic.
    ///
    /// @param key the record's key; null when it has none
    /// @throws MalformedRecordException when the value is no control record, has a value it cannot have, is of a
    ///     kind or state that this version does not know, or is about something else than the key says
    public static ControlRecord decode(byte @Nullable [] key, byte[] value) throws MalformedRecordException {
        ControlRecord record = decode(value);
        String name = record.fact().name().text();
        if (key == null || !name.equals(new String(key, StandardCharsets.UTF_8))) {
            throw new MalformedRecordException("a control record about " + name + " under another key");
        }
        return record;
    }

    /// Reads a value whose key was checked before.
    ///
    /// @throws MalformedRecordException as [#decode(byte[], byte[])] does, but for the key
    public static ControlRecord decode(byte[] value) throws MalformedRecordException {
        try {
            dev.penstock.model.proto.ControlRecord message = dev.penstock.model.proto.ControlRecord.parseFrom(value);
            return new ControlRecord(
                    factOf(message), message.getActor(), Instant.ofEpochMilli(message.getWrittenAtMs()));
        } catch (InvalidProtocolBufferException e) {
            throw new MalformedRecordException("not a control record: " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new MalformedRecordException("a control record with an impossible field: " + e.getMessage(), e);
        }
    }

    private static ControlFact factOf(dev.penstock.model.proto.ControlRecord message) throws MalformedRecordException {
        return switch (message.getFactCase()) {
            case KEY -> new ControlFact.KeyFact(keyOf(message.getKey()));
            case ORGANIZATION -> new ControlFact.OrganizationFact(organizationOf(message.getOrganization()));
            case STREAM -> streamOf(message.getStream());
            case HALT -> haltOf(message.getHalt());
            case FACT_NOT_SET ->
                throw new MalformedRecordException("a control record without a fact, or with one of a later version");
        };
    }

    private static KeyFact messageOf(KeyRecord key) {
        KeyFact.Builder message = KeyFact.newBuilder()
                .setKeyId(key.id().value())
                .setOrgId(key.org().value())
                .setEnvironment(key.environment())
                .setSecretSha256(ByteString.copyFrom(key.secretHash().toByteArray()))
                .setState(
                        switch (key.state()) {
                            case ACTIVE -> KeyFact.State.STATE_ACTIVE;
                            case REVOKED -> KeyFact.State.STATE_REVOKED;
                        })
                .setCreatedAtMs(key.createdAt().toEpochMilli())
                .setLabel(key.label());
        // In order, so that the same key always becomes the same bytes.
        key.streams().stream().map(StreamName::value).sorted().forEach(message::addStreams);
        for (KeyScope scope : new TreeSet<>(key.scopes())) {
            message.addScopes(
                    switch (scope) {
                        case INGEST -> KeyFact.Scope.SCOPE_INGEST;
                        case TAIL -> KeyFact.Scope.SCOPE_TAIL;
                        case ADMIN -> KeyFact.Scope.SCOPE_ADMIN;
                    });
        }
        Instant expiresAt = key.expiresAt();
        if (expiresAt != null) {
            message.setExpiresAtMs(expiresAt.toEpochMilli());
        }
        key.origins().stream().map(Origin::value).sorted().forEach(message::addOrigins);
        key.networks().stream().map(SourceNetwork::toString).sorted().forEach(message::addNetworks);
        if (!key.limits().isNone()) {
            message.setLimits(messageOf(key.limits()));
        }
        return message.build();
    }

    private static KeyRecord keyOf(KeyFact message) throws MalformedRecordException {
        KeyFact readable = readable(message);
        return new KeyRecord(
                new KeyId(message.getKeyId()),
                new OrgId(message.getOrgId()),
                message.getEnvironment(),
                SecretHash.of(message.getSecretSha256().toByteArray()),
                switch (message.getState()) {
                    case STATE_ACTIVE -> KeyState.ACTIVE;
                    case STATE_REVOKED -> KeyState.REVOKED;
                    case STATE_UNSPECIFIED, UNRECOGNIZED ->
                        throw new MalformedRecordException("a key in a state that this version does not know");
                },
                message.getStreamsList().stream().map(StreamName::new).collect(Collectors.toSet()),
                scopesOf(message),
                Instant.ofEpochMilli(message.getCreatedAtMs()),
                message.hasExpiresAtMs() ? Instant.ofEpochMilli(message.getExpiresAtMs()) : null,
                message.getLabel(),
                setOf(readable.getOriginsList(), Origin::new),
                setOf(readable.getNetworksList(), SourceNetwork::parse),
                limitsOf(readable.getLimits()));
    }

    // A place or a limit written in a way of a later version must not keep this one from learning that the key is
    // revoked, so it is left out there. Of an active key it is an error: left out, it would open the key to all.
    private static KeyFact readable(KeyFact message) {
        if (message.getState() != KeyFact.State.STATE_REVOKED) {
            return message;
        }
        try {
            setOf(message.getOriginsList(), Origin::new);
            setOf(message.getNetworksList(), SourceNetwork::parse);
            limitsOf(message.getLimits());
            return message;
        } catch (IllegalArgumentException e) {
            return message.toBuilder()
                    .clearOrigins()
                    .clearNetworks()
                    .clearLimits()
                    .build();
        }
    }

    private static <T> Set<T> setOf(Collection<String> texts, Function<String, T> reading) {
        return texts.stream().map(reading).collect(Collectors.toSet());
    }

    private static dev.penstock.model.proto.Limits messageOf(Limits limits) {
        dev.penstock.model.proto.Limits.Builder message = dev.penstock.model.proto.Limits.newBuilder();
        Long requests = limits.requestsPerSecond();
        if (requests != null) {
            message.setRequestsPerSecond(requests);
        }
        Long events = limits.eventsPerSecond();
        if (events != null) {
            message.setEventsPerSecond(events);
        }
        Long bytes = limits.bytesPerSecond();
        if (bytes != null) {
            message.setBytesPerSecond(bytes);
        }
        return message.build();
    }

    private static Limits limitsOf(dev.penstock.model.proto.Limits message) {
        return new Limits(
                message.hasRequestsPerSecond() ? message.getRequestsPerSecond() : null,
                message.hasEventsPerSecond() ? message.getEventsPerSecond() : null,
                message.hasBytesPerSecond() ? message.getBytesPerSecond() : null);
    }

    // A scope of a later version is left out: it allows what this version cannot do anyway.
    private static Set<KeyScope> scopesOf(KeyFact message) {
        Set<KeyScope> scopes = EnumSet.noneOf(KeyScope.class);
        for (KeyFact.Scope scope : message.getScopesList()) {
            switch (scope) {
                case SCOPE_INGEST -> scopes.add(KeyScope.INGEST);
                case SCOPE_TAIL -> scopes.add(KeyScope.TAIL);
                case SCOPE_ADMIN -> scopes.add(KeyScope.ADMIN);
                case SCOPE_UNSPECIFIED, UNRECOGNIZED -> {}
            }
        }
        return scopes;
    }

    private static OrganizationFact messageOf(Organization organization) {
        OrganizationFact.Builder message = OrganizationFact.newBuilder()
                .setOrgId(organization.id().value())
                .setName(organization.name())
                .setState(
                        switch (organization.state()) {
                            case ACTIVE -> OrganizationFact.State.STATE_ACTIVE;
                            case SUSPENDED -> OrganizationFact.State.STATE_SUSPENDED;
                        })
                .setCreatedAtMs(organization.createdAt().toEpochMilli());
        if (!organization.limits().isNone()) {
            message.setLimits(messageOf(organization.limits()));
        }
        if (!organization.guaranteed().isNone()) {
            message.setGuaranteed(messageOf(organization.guaranteed()));
        }
        return message.setUnknownStreams(
                        switch (organization.unknownStreams()) {
                            // Unsaid, as it was before there was a choice.
                            case ANY -> OrganizationFact.UnknownStreams.UNKNOWN_STREAMS_UNSPECIFIED;
                            case DEFAULT -> OrganizationFact.UnknownStreams.UNKNOWN_STREAMS_DEFAULT;
                            case REFUSE -> OrganizationFact.UnknownStreams.UNKNOWN_STREAMS_REFUSE;
                        })
                .build();
    }

    private static Organization organizationOf(OrganizationFact message) throws MalformedRecordException {
        return new Organization(
                new OrgId(message.getOrgId()),
                message.getName(),
                switch (message.getState()) {
                    case STATE_ACTIVE -> OrganizationState.ACTIVE;
                    case STATE_SUSPENDED -> OrganizationState.SUSPENDED;
                    case STATE_UNSPECIFIED, UNRECOGNIZED ->
                        throw new MalformedRecordException(
                                "an organization in a state that this version does not know");
                },
                Instant.ofEpochMilli(message.getCreatedAtMs()),
                limitsOf(message.getLimits()),
                limitsOf(message.getGuaranteed()),
                switch (message.getUnknownStreams()) {
                    case UNKNOWN_STREAMS_UNSPECIFIED, UNKNOWN_STREAMS_ANY -> UnknownStreams.ANY;
                    case UNKNOWN_STREAMS_DEFAULT -> UnknownStreams.DEFAULT;
                    case UNKNOWN_STREAMS_REFUSE -> UnknownStreams.REFUSE;
                    // It keeps the events and does not make tables that somebody meant to keep out.
                    case UNRECOGNIZED -> UnknownStreams.DEFAULT;
                });
    }

    private static ControlFact streamOf(StreamFact message) throws MalformedRecordException {
        if (!message.getDefinition().isValidUtf8()) {
            throw new MalformedRecordException("a stream whose definition is no UTF-8");
        }
        return new ControlFact.StreamFact(
                new StreamName(message.getStream()),
                message.getVersion(),
                message.getDefinition().toStringUtf8());
    }

    private static ControlFact haltOf(HaltFact message) {
        return new ControlFact.HaltFact(
                new StreamName(message.getStream()), message.getNumber(), message.getHalted(), message.getReason());
    }
}
