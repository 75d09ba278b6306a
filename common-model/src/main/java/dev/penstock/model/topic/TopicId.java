package dev.penstock.model.topic;

import java.util.Base64;

/// Kafka's own id of a topic. A topic that was deleted and created again under its name has another one, so
/// coordinates of the old one are never mistaken for the new one's.
///
/// As text it is what Kafka's tools print: 22 characters of URL-safe Base64.
public record TopicId(long mostSignificantBits, long leastSignificantBits) {

    /// Bytes of an id on the wire.
    public static final int BYTES = 16;

    /// Reads an id from its 16 bytes, the most significant first.
    public static TopicId ofBytes(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("topic id has " + bytes.length + " bytes instead of " + BYTES);
        }
        long most = 0;
        long least = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            most = (most << 8) | (bytes[i] & 0xFF);
            least = (least << 8) | (bytes[Long.BYTES + i] & 0xFF);
        }
        return new TopicId(most, least);
    }

    /// Reads what [#toString] writes.
    ///
    /// @throws IllegalArgumentException when it is not that
    public static TopicId parse(String text) {
        return ofBytes(Base64.getUrlDecoder().decode(text));
    }

    public byte[] toByteArray() {
        byte[] bytes = new byte[BYTES];
        for (int i = 0; i < Long.BYTES; i++) {
            int shift = 56 - 8 * i;
            bytes[i] = (byte) (mostSignificantBits >>> shift);
            bytes[Long.BYTES + i] = (byte) (leastSignificantBits >>> shift);
        }
        return bytes;
    }

    @Override
    public String toString() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(toByteArray());
    }
}
