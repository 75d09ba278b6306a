package dev.penstock.model.event;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/// An event's own bytes, as its sender wrote them.
///
/// A view of an array it does not own: nobody may change the array afterwards, and whoever keeps a payload keeps
/// the whole array alive. A class, not a record: a record with an array would compare it by identity while looking
/// like a value.
public final class Payload {

    private final byte[] array;
    private final int offset;
    private final int length;

    private Payload(byte[] array, int offset, int length) {
        this.array = array;
        this.offset = offset;
        this.length = length;
    }

    /// Views `length` bytes of `array` from `offset` on, without a copy.
    public static Payload of(byte[] array, int offset, int length) {
        if (offset < 0 || length < 0 || length > array.length - offset) {
            throw new IndexOutOfBoundsException(
                    "payload of " + length + " bytes at " + offset + " in an array of " + array.length);
        }
        return new Payload(array, offset, length);
    }

    public static Payload of(byte[] array) {
        return new Payload(array, 0, array.length);
    }

    public static Payload of(String json) {
        return of(json.getBytes(StandardCharsets.UTF_8));
    }

    /// The array behind the view, not a copy; read from [#offset] on, [#length] bytes.
    public byte[] array() {
        return array;
    }

    public int offset() {
        return offset;
    }

    public int length() {
        return length;
    }

    public byte[] toByteArray() {
        return Arrays.copyOfRange(array, offset, offset + length);
    }

    public int crc32c() {
        CRC32C crc = new CRC32C();
        crc.update(array, offset, length);
        return (int) crc.getValue();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Payload that
                && Arrays.equals(array, offset, offset + length, that.array, that.offset, that.offset + that.length);
    }

    @Override
    public int hashCode() {
        return crc32c();
    }

    /// Its length only: payloads are personal data and stay out of logs.
    @Override
    public String toString() {
        return "Payload[" + length + " bytes]";
    }
}
