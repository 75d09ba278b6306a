package dev.penstock.edge.unpack;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.encoder.BrotliOutputStream;
import com.aayushatharva.brotli4j.encoder.Encoder;
import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4FrameOutputStream;
import net.jpountz.xxhash.XXHashFactory;

/// Packs bodies as clients do, and as nobody would who means well.
public final class Packing {

    private static final int MB = 1 << 20;

    private Packing() {}

    /// Packs a body by another implementation than the one under test, where there is one.
    public static byte[] pack(ContentCoding coding, byte[] body) {
        try {
            return switch (coding) {
                case GZIP -> gzip(body);
                case DEFLATE -> deflate(body);
                case ZSTD -> Zstd.compress(body);
                case BR -> brotli(body);
                case LZ4 -> lz4(body);
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A small body that would unpack to ten gigabytes or more.
    static byte[] bomb(ContentCoding coding) {
        try {
            return switch (coding) {
                case GZIP -> concat(new byte[] {0x1F, (byte) 0x8B, 8, 0, 0, 0, 0, 0, 0, 0}, bareBomb());
                case DEFLATE -> bareBomb();
                case ZSTD -> zstdBomb();
                case BR -> brotliBomb();
                case LZ4 -> lz4Bomb();
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    static byte[] repeat(byte[] part, int times) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(part.length * times);
        for (int i = 0; i < times; i++) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    /// The head of an LZ4 frame, blocks of 4 MB at most, without checksums of them.
    static byte[] lz4Header(boolean independent) {
        byte[] descriptor = {(byte) (independent ? 0x60 : 0x40), 0x70};
        byte checksum = (byte) (XXHashFactory.safeInstance().hash32().hash(descriptor, 0, 2, 0) >>> 8);
        return concat(new byte[] {0x04, 0x22, 0x4D, 0x18}, descriptor, new byte[] {checksum});
    }

    static byte[] littleEndian(int value) {
        return new byte[] {(byte) value, (byte) (value >>> 8), (byte) (value >>> 16), (byte) (value >>> 24)};
    }

    private static byte[] gzip(byte[] body) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(body);
        }
        return out.toByteArray();
    }

    private static byte[] deflate(byte[] body) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflate = new DeflaterOutputStream(out)) {
            deflate.write(body);
        }
        return out.toByteArray();
    }

    private static byte[] brotli(byte[] body) throws IOException {
        Brotli4jLoader.ensureAvailability();
        return Encoder.compress(body, new Encoder.Parameters().setQuality(5));
    }

    private static byte[] lz4(byte[] body) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (LZ4FrameOutputStream lz4 = new LZ4FrameOutputStream(out, LZ4FrameOutputStream.BLOCKSIZE.SIZE_64KB)) {
            lz4.write(body);
        }
        return out.toByteArray();
    }

    /// 640 times 16 MB of nothing; each part begins anew, so that the next may be the same bytes.
    private static byte[] bareBomb() {
        Deflater deflater = new Deflater(1, true);
        try {
            deflater.setInput(new byte[16 * MB]);
            byte[] part = new byte[MB];
            int length = deflater.deflate(part, 0, part.length, Deflater.FULL_FLUSH);
            return repeat(java.util.Arrays.copyOf(part, length), 640);
        } finally {
            deflater.end();
        }
    }

    /// 81,920 blocks, each of which says 128 KB of the same byte in four.
    private static byte[] zstdBomb() {
        byte[] header = {0x28, (byte) 0xB5, 0x2F, (byte) 0xFD, 0, 0x38};
        byte[] block = {0x02, 0x00, 0x10, 0x00};
        byte[] last = {0x03, 0x00, 0x10, 0x00};
        return concat(header, repeat(block, 81_919), last);
    }

    private static byte[] brotliBomb() throws IOException {
        Brotli4jLoader.ensureAvailability();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] nothing = new byte[16 * MB];
        try (BrotliOutputStream brotli = new BrotliOutputStream(out, new Encoder.Parameters().setQuality(2))) {
            brotli.write(nothing);
            brotli.flush();
            byte[] first = out.toByteArray();
            brotli.write(nothing);
            brotli.flush();
            byte[] two = out.toByteArray();
            return concat(first, repeat(java.util.Arrays.copyOfRange(two, first.length, two.length), 640));
        }
    }

    private static byte[] lz4Bomb() {
        byte[] block = LZ4Factory.safeInstance().fastCompressor().compress(new byte[4 * MB]);
        return concat(lz4Header(true), repeat(concat(littleEndian(block.length), block), 2_600), littleEndian(0));
    }
}
