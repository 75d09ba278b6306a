package dev.penstock.sink.encode;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/// A growing array and the primitives of ClickHouse's RowBinary. Callers reserve room for a row, then write it; the
/// array is kept for the next block.
final class RowBinary {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle BIG_LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    // Bytes of the longest length prefix.
    static final int MAX_VARINT = 5;

    private byte[] array;
    private int position;

    RowBinary(int size) {
        array = new byte[size];
    }

    int position() {
        return position;
    }

    /// Forgets what was written from `position` on.
    void rewind(int position) {
        this.position = position;
    }

    byte[] array() {
        return array;
    }

    int fingerprint() {
        CRC32C crc = new CRC32C();
        crc.update(array, 0, position);
        return (int) crc.getValue();
    }

    /// Makes room for `bytes` more.
    void reserve(int bytes) {
        int needed = Math.addExact(position, bytes);
        if (needed > array.length) {
            array = Arrays.copyOf(array, (int) Math.max(needed, Math.min(array.length * 2L, Integer.MAX_VALUE - 8)));
        }
    }

    void writeByte(int value) {
        array[position++] = (byte) value;
    }

    void writeInt(int value) {
        INT.set(array, position, value);
        position += Integer.BYTES;
    }

    void writeLong(long value) {
        LONG.set(array, position, value);
        position += Long.BYTES;
    }

    /// A long with its most significant byte first, as in an address.
    void writeBigEndianLong(long value) {
        BIG_LONG.set(array, position, value);
        position += Long.BYTES;
    }

    void writeVarint(int value) {
        int rest = value;
        while ((rest & ~0x7F) != 0) {
            writeByte((rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        writeByte(rest);
    }

    void writeBytes(byte[] bytes, int offset, int length) {
        writeVarint(length);
        System.arraycopy(bytes, offset, array, position, length);
        position += length;
    }

    /// A string in UTF-8. Most are ASCII, and then nothing is allocated.
    void writeString(String value) {
        int start = position;
        int length = value.length();
        writeVarint(length);
        for (int i = 0; i < length; i++) {
            char c = value.charAt(i);
            if (c >= 0x80) {
                position = start;
                byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
                writeBytes(bytes, 0, bytes.length);
                return;
            }
            array[position++] = (byte) c;
        }
    }

    /// The most bytes [#writeString] can take for `value`.
    static int roomFor(String value) {
        return MAX_VARINT + 3 * value.length();
    }
}
