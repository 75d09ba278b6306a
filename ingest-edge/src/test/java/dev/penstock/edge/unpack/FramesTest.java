package dev.penstock.edge.unpack;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is particular to one of the codings.
class FramesTest {

    private static final int MOST = 1 << 20;
    private static final byte[] SKIPPABLE = {0x50, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 'x', 'y', 'z'};

    @ParameterizedTest
    @EnumSource(names = {"ZSTD", "LZ4"})
    void framesOneAfterAnotherAreOneBodyAndOthersAreSkipped(ContentCoding coding) {
        byte[] frames = Packing.concat(
                Packing.pack(coding, bytes("one ")), SKIPPABLE, Packing.pack(coding, bytes("two")), SKIPPABLE);

        assertThat(unpacked(coding, frames)).isEqualTo("one two");
    }

    @ParameterizedTest
    @EnumSource(names = {"ZSTD", "LZ4"})
    void aThousandFramesAreTakenAndOneMoreIsNot(ContentCoding coding) {
        assertThat(verdict(coding, Packing.repeat(SKIPPABLE, 1_000))).isEqualTo(Unpacking.UNPACKED);
        assertThat(verdict(coding, Packing.repeat(SKIPPABLE, 1_001))).isEqualTo(Unpacking.TOO_MANY_PARTS);
    }

    @ParameterizedTest
    @EnumSource(names = {"ZSTD", "LZ4"})
    void aSkippableFrameLongerThanTheBodyIsMalformed(ContentCoding coding) {
        byte[] frame = SKIPPABLE.clone();
        frame[7] = (byte) 0xFF;

        assertThat(verdict(coding, frame)).isEqualTo(Unpacking.MALFORMED);
    }

    @Test
    void aZstdChecksumIsVerified() throws IOException {
        byte[] packed = zstd(3, 0, true);
        byte[] damaged = packed.clone();
        damaged[packed.length - 1] ^= 1;

        assertThat(verdict(ContentCoding.ZSTD, packed)).isEqualTo(Unpacking.UNPACKED);
        assertThat(verdict(ContentCoding.ZSTD, damaged)).isEqualTo(Unpacking.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 23})
    void aZstdWindowOfEightMegabytesIsTaken(int bits) throws IOException {
        assertThat(verdict(ContentCoding.ZSTD, zstd(3, bits, false))).isEqualTo(Unpacking.UNPACKED);
    }

    @ParameterizedTest
    @ValueSource(ints = {24, 27})
    void aLargerZstdWindowIsRefusedAndNoRoomIsAskedForIt(int bits) throws IOException {
        byte[] packed = zstd(3, bits, false);
        Meter meter = new Meter();
        try (Unpacker unpacker = ContentCoding.ZSTD.unpacker(packed, packed.length, MOST, meter)) {
            assertThat(unpacker.unpack()).isEqualTo(Unpacking.WINDOW_TOO_LARGE);
        }
        assertThat(meter.peak()).isZero();
    }

    @Test
    void lz4BlocksThatGoBackIntoTheBlockBeforeAreRead() {
        byte[] stored = bytes("abcdefgh");
        // No bytes of its own, a match of 4 + 8 at a distance of 8, then five bytes.
        byte[] linked = {0x08, 8, 0, 0x50, 'v', 'w', 'x', 'y', 'z'};
        byte[] blocks = Packing.concat(
                Packing.littleEndian(stored.length | 0x8000_0000),
                stored,
                Packing.littleEndian(linked.length),
                linked,
                Packing.littleEndian(0));

        assertThat(unpacked(ContentCoding.LZ4, Packing.concat(Packing.lz4Header(false), blocks)))
                .isEqualTo("abcdefghabcdefghabcdvwxyz");
        // A block that says it stands alone must.
        assertThat(verdict(ContentCoding.LZ4, Packing.concat(Packing.lz4Header(true), blocks)))
                .isEqualTo(Unpacking.MALFORMED);
    }

    @Test
    void anLz4LengthThatNeverEndsIsMalformed() {
        byte[] endless = new byte[60_000];
        Arrays.fill(endless, (byte) 0xFF);
        byte[] frame = Packing.concat(
                Packing.lz4Header(true), Packing.littleEndian(endless.length), endless, Packing.littleEndian(0));

        assertThat(verdict(ContentCoding.LZ4, frame)).isEqualTo(Unpacking.MALFORMED);
    }

    @Test
    void deflateIsTakenBareToo() {
        Deflater bare = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        try {
            bare.setInput(bytes("{\"a\":\"some text that is long enough\"}"));
            bare.finish();
            byte[] packed = new byte[100];
            int length = bare.deflate(packed);

            assertThat(unpacked(ContentCoding.DEFLATE, Arrays.copyOf(packed, length)))
                    .isEqualTo("{\"a\":\"some text that is long enough\"}");
        } finally {
            bare.end();
        }
    }

    @Test
    void aWrongChecksumOfDeflateIsMalformed() {
        byte[] packed = Packing.pack(ContentCoding.DEFLATE, bytes("{\"a\":1}"));
        packed[packed.length - 1] ^= 1;

        assertThat(verdict(ContentCoding.DEFLATE, packed)).isEqualTo(Unpacking.MALFORMED);
    }

    @Test
    void aLargeWindowOfBrotliIsAnotherFormat() {
        assertThat(verdict(ContentCoding.BR, new byte[] {0x11, 0x18, 0x03})).isEqualTo(Unpacking.MALFORMED);
    }

    private static byte[] zstd(int level, int windowBits, boolean checksum) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZstdOutputStream zstd = new ZstdOutputStream(out, level)) {
            zstd.setChecksum(checksum);
            if (windowBits > 0) {
                zstd.setLong(windowBits);
            }
            // Streamed: the packer does not know how little it will be, and says the whole window.
            zstd.write(bytes("{\"a\":"));
            zstd.flush();
            zstd.write(bytes("1}"));
        }
        return out.toByteArray();
    }

    private static Unpacking verdict(ContentCoding coding, byte[] packed) {
        try (Unpacker unpacker = coding.unpacker(packed, packed.length, MOST, new Meter())) {
            return unpacker.unpack();
        }
    }

    private static String unpacked(ContentCoding coding, byte[] packed) {
        try (Unpacker unpacker = coding.unpacker(packed, packed.length, MOST, new Meter())) {
            assertThat(unpacker.unpack()).isEqualTo(Unpacking.UNPACKED);
            return new String(unpacker.output().bytes(), 0, unpacker.output().size(), StandardCharsets.UTF_8);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
