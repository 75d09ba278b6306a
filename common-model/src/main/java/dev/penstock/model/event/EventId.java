package dev.penstock.model.event;

import dev.penstock.model.organization.OrgId;
import dev.penstock.model.stream.StreamName;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// Identifies an event within its organization: the same id and timestamp sent twice is one row.
///
/// Kept as two longs, the form in which it travels and is stored; as text it is a UUID.
public record EventId(long mostSignificantBits, long leastSignificantBits) {

    /// Bytes of an id on the wire.
    public static final int BYTES = 16;

    // RFC 9562, appendix: names that are neither DNS, URL, OID nor X.500 take a namespace of one's own.
    private static final UUID NAMESPACE = UUID.fromString("6f2a1a52-9c0e-5d0b-8a55-70656e73746f");

    public static EventId of(UUID uuid) {
        return new EventId(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
    }

    /// Reads the 36 characters of a UUID in its canonical form, in either case.
    ///
    /// @return empty when `text` is anything else; `UUID.fromString` alone also takes `1-1-1-1-1`
    public static Optional<EventId> parse(String text) {
        if (text.length() != 36) {
            return Optional.empty();
        }
        for (int i = 0; i < 36; i++) {
            char c = text.charAt(i);
            boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
            boolean fits = dash ? c == '-' : c < 128 && Character.digit(c, 16) >= 0;
            if (!fits) {
                return Optional.empty();
            }
        }
        return Optional.of(of(UUID.fromString(text)));
    }

    /// The id of an event whose sender named it by something that is no UUID: a UUIDv5 of the organization, the
    /// protocol and that name, so that the same name sent again is the same event.
    public static EventId derived(OrgId org, Protocol protocol, String foreignId) {
        // A NUL cannot occur in the first two parts, so no two triples give the same name.
        return version5(org.value() + '\0' + protocol.code() + '\0' + foreignId);
    }

    /// The id of an event that has none, in a request that has a key: a UUIDv5 of the organization, the stream,
    /// that key and the event's place, so that a retry of the request brings the same events. What the event says
    /// is no part of it.
    ///
    /// @param stream as the request or the event names it
    /// @param key without a NUL
    /// @param index place among the events of the request, from 0
    public static EventId ofRequest(OrgId org, StreamName stream, String key, int index) {
        // An organization's name is not empty: what begins with a NUL is no name of a foreign id.
        return version5('\0' + org.value() + '\0' + stream.value() + '\0' + key + '\0' + index);
    }

    private static EventId version5(String name) {
        MessageDigest sha1 = sha1();
        sha1.update(bytes(NAMESPACE));
        sha1.update(name.getBytes(StandardCharsets.UTF_8));
        byte[] digest = sha1.digest();
        long most = (longAt(digest, 0) & ~0xF000L) | 0x5000L;
        long least = (longAt(digest, 8) & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new EventId(most, least);
    }

    /// The time within the id, when it is a UUIDv7.
    public Optional<Instant> embeddedTime() {
        boolean version7 = (mostSignificantBits & 0xF000L) == 0x7000L && (leastSignificantBits >>> 62) == 2;
        return version7 ? Optional.of(Instant.ofEpochMilli(mostSignificantBits >>> 16)) : Optional.empty();
    }

    public UUID toUuid() {
        return new UUID(mostSignificantBits, leastSignificantBits);
    }

    @Override
    public String toString() {
        return toUuid().toString();
    }

    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }

    private static byte[] bytes(UUID uuid) {
        byte[] bytes = new byte[BYTES];
        for (int i = 0; i < 8; i++) {
            bytes[i] = (byte) (uuid.getMostSignificantBits() >>> (56 - 8 * i));
            bytes[8 + i] = (byte) (uuid.getLeastSignificantBits() >>> (56 - 8 * i));
        }
        return bytes;
    }

    private static long longAt(byte[] bytes, int offset) {
        long value = 0;
        for (int i = 0; i < 8; i++) {
            value = (value << 8) | (bytes[offset + i] & 0xFF);
        }
        return value;
    }
}
