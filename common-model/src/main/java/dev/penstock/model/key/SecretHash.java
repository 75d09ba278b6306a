package dev.penstock.model.key;

import java.security.MessageDigest;
import java.util.Arrays;

/// SHA-256 of a key's secret. Compared in constant time; never printed.
public final class SecretHash {

    /// Bytes of a hash.
    public static final int BYTES = 32;

    private final byte[] bytes;

    private SecretHash(byte[] bytes) {
        this.bytes = bytes;
    }

    /// Takes a hash as it was computed or kept.
    ///
    /// @param bytes 32 bytes, copied
    public static SecretHash of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("a SHA-256 has " + BYTES + " bytes: " + bytes.length);
        }
        return new SecretHash(bytes.clone());
    }

    public byte[] toByteArray() {
        return bytes.clone();
    }

    /// In the same time wherever the first difference is.
    @Override
    public boolean equals(Object other) {
        return other instanceof SecretHash that && MessageDigest.isEqual(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "SecretHash[…]";
    }
}
