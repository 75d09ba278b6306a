package dev.penstock.sink.encode;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A growing array and the primitives of ClickHouse's Native format. What has a fixed width is written into room that
/// was reserved for it; strings make their own. The array is kept for the next block.
final class ColumnBytes {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle BIG_LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    // Bytes of the longest length prefix.
    static final int MAX_VARINT = 5;

    private byte[] array;
    private int position;

    ColumnBytes(int size) {
        array = new byte[size];
    }

    int position() {
        return position;
    }

    /// Forgets what was written.
    void clear() {
        position = 0;
    }

    byte[] array() {
        return array;
    }

    /// Makes room for `bytes` more.
    void reserve(int bytes) {
        int needed = Math.addExact(position, bytes);
        if (needed > array.length) {
            array = Arrays.copyOf(array, (int)
                    Math.max(needed, Math.min(array.length * 3L / 2, Integer.MAX_VALUE - 8)));
        }
    }

    void writeByte(int value) {
        array[position++] = (byte) value;
    }

    void writeShort(int value) {
        SHORT.set(array, position, (short) value);
        position += Short.BYTES;
    }

    void writeInt(int value) {
        INT.set(array, position, value);
        position += Integer.BYTES;
    }

    void writeLong(long value) {
        LONG.set(array, position, value);
        position += Long.BYTES;
    }

    /// The number that was written as an int at `position`.
    int intAt(int position) {
        return (int) INT.get(array, position);
    }

    /// A long with its most significant byte first, as in an address.
    void writeBigEndianLong(long value) {
        BIG_LONG.set(array, position, value);
        position += Long.BYTES;
    }

    /// A whole number in `width` bytes, 4, 8, 16 or 32, that it fits into.
    void writeWide(BigInteger value, int width) {
        if (width == Integer.BYTES) {
            writeInt(value.intValue());
            return;
        }
        if (value.bitLength() < Long.SIZE) {
            // Nearly all are that small, and then nothing is allocated.
            writeLong(value.longValue());
            for (int written = Long.BYTES; written < width; written += Long.BYTES) {
                writeLong(value.signum() >> 1);
            }
            return;
        }
        byte[] bytes = value.toByteArray();
        // An unsigned number that fills its width has a byte more, which is zero.
        int known = Math.min(bytes.length, width);
        for (int i = 0; i < known; i++) {
            array[position++] = bytes[bytes.length - 1 - i];
        }
        for (int i = known; i < width; i++) {
            writeByte(value.signum() >> 1);
        }
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
        reserve(Math.addExact(MAX_VARINT, length));
        writeVarint(length);
        System.arraycopy(bytes, offset, array, position, length);
        position += length;
    }

    /// A string in UTF-8. Most are ASCII, which is tried first.
    void writeString(String value) {
        int length = value.length();
        reserve(Math.toIntExact(roomFor(value)));
        int start = position;
        writeVarint(length);
        for (int i = 0; i < length; i++) {
            char c = value.charAt(i);
            if (c >= 0x80) {
                position = start;
                writeUnicode(value);
                return;
            }
            array[position++] = (byte) c;
        }
    }

    private void writeUnicode(String value) {
        int bytes = (int) utf8Length(value);
        if (bytes < 0) {
            byte[] replaced = value.getBytes(StandardCharsets.UTF_8);
            writeBytes(replaced, 0, replaced.length);
            return;
        }
        writeVarint(bytes);
        int length = value.length();
        for (int i = 0; i < length; i++) {
            char c = value.charAt(i);
            if (c < 0x80) {
                writeByte(c);
            } else if (c < 0x800) {
                writeByte(0xC0 | (c >> 6));
                writeContinuation(c);
            } else if (!Character.isSurrogate(c)) {
                writeByte(0xE0 | (c >> 12));
                writeContinuation(c >> 6);
                writeContinuation(c);
            } else {
                int point = Character.toCodePoint(c, value.charAt(++i));
                writeByte(0xF0 | (point >> 18));
                writeContinuation(point >> 12);
                writeContinuation(point >> 6);
                writeContinuation(point);
            }
        }
    }

    private void writeContinuation(int bits) {
        writeByte(0x80 | (bits & 0x3F));
    }

    /// Bytes of `value` in UTF-8, or -1 when it has half a surrogate pair, which UTF-8 cannot say.
    static long utf8Length(String value) {
        int length = value.length();
        long bytes = length;
        for (int i = 0; i < length; i++) {
            char c = value.charAt(i);
            if (c < 0x80) {
                continue;
            }
            if (c < 0x800) {
                bytes++;
            } else if (!Character.isSurrogate(c)) {
                bytes += 2;
            } else {
                if (Character.isLowSurrogate(c) || ++i == length || !Character.isLowSurrogate(value.charAt(i))) {
                    return -1;
                }
                bytes += 2;
            }
        }
        return bytes;
    }

    /// The most bytes [#writeString] can take for `value`.
    static long roomFor(String value) {
        return MAX_VARINT + 3L * value.length();
    }
}
