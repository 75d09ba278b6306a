package dev.penstock.model.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The texts that were read lately, by their bytes, so that the same ones are decoded, checked and kept once. A new one
/// takes the place of whichever has the same hash: nothing grows.
///
/// Not thread-safe.
final class RecentTexts {

    // Names and agents are shorter; what is longer would be kept for a long time for little.
    private static final int LONGEST = 512;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final byte[][] bytes;
    private final @Nullable String[] texts;

    /// Keeps as many as there are `places`.
    ///
    /// @param places a power of two, or 0
    RecentTexts(int places) {
        this.bytes = new byte[places][];
        this.texts = new String[places];
    }

    /// The text of these bytes.
    ///
    /// @throws InvalidProtocolBufferException when they are not UTF-8
    String of(byte[] record, int offset, int length) throws InvalidProtocolBufferException {
        if (length == 0) {
            return "";
        }
        if (length > LONGEST || texts.length == 0) {
            return decoded(record, offset, length);
        }
        int place = hash(record, offset, length) & (texts.length - 1);
        String known = texts[place];
        if (known != null && Arrays.equals(bytes[place], 0, bytes[place].length, record, offset, offset + length)) {
            return known;
        }
        String text = decoded(record, offset, length);
        texts[place] = text;
        bytes[place] = Arrays.copyOfRange(record, offset, offset + length);
        return text;
    }

    // Of the ends and the middle: enough to tell names apart, and the same whatever the length.
    private static int hash(byte[] record, int offset, int length) {
        long mixed = length;
        if (length >= Long.BYTES) {
            mixed = mixed * 31 + (long) LONG.get(record, offset);
            mixed = mixed * 31 + (long) LONG.get(record, offset + (length - Long.BYTES) / 2);
            mixed = mixed * 31 + (long) LONG.get(record, offset + length - Long.BYTES);
        } else {
            for (int i = 0; i < length; i++) {
                mixed = (mixed << Byte.SIZE) | (record[offset + i] & 0xFF);
            }
        }
        mixed *= 0x9E37_79B9_7F4A_7C15L;
        return (int) (mixed >>> 48);
    }

    private static String decoded(byte[] record, int offset, int length) throws InvalidProtocolBufferException {
        String text = new String(record, offset, length, StandardCharsets.UTF_8);
        // What stands for bytes that are none; a text may have it of itself.
        if (text.indexOf('\uFFFD') >= 0) {
            try {
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(record, offset, length))
                        .toString();
            } catch (CharacterCodingException e) {
                throw new InvalidProtocolBufferException("a text that is not UTF-8", e);
            }
        }
        return text;
    }
}
