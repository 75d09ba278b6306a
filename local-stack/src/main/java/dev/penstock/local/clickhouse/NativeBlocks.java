package dev.penstock.local.clickhouse;

import com.github.luben.zstd.Zstd;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import net.jpountz.lz4.LZ4Factory;

/// ClickHouse's own framing of compressed bytes (`compress=1`, `decompress=1`): a sum, a method, two sizes, the
/// bytes.
final class NativeBlocks {

    private static final int SUM = 16;
    private static final int HEADER = 9;
    private static final byte NONE = (byte) 0x02;
    private static final byte LZ4 = (byte) 0x82;
    private static final byte ZSTD = (byte) 0x90;
    // What ClickHouse itself fills a block to.
    private static final int BLOCK = 1024 * 1024;
    // A larger one is broken or an attack; ClickHouse refuses at the same size.
    private static final int LARGEST = 1024 * 1024 * 1024;

    private NativeBlocks() {}

    /// Packs what is written into blocks. Closing writes the last one and closes `out`.
    static final class Out extends OutputStream {

        private final OutputStream out;
        private final boolean zstd;
        private final byte[] block = new byte[BLOCK];
        private int filled;

        Out(OutputStream out, boolean zstd) {
            this.out = out;
            this.zstd = zstd;
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            int at = offset;
            int left = length;
            while (left > 0) {
                int part = Math.min(left, BLOCK - filled);
                System.arraycopy(bytes, at, block, filled, part);
                filled += part;
                at += part;
                left -= part;
                if (filled == BLOCK) {
                    writeBlock();
                }
            }
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }

        @Override
        public void close() throws IOException {
            if (filled > 0) {
                writeBlock();
            }
            out.close();
        }

        private void writeBlock() throws IOException {
            byte[] packed = zstd
                    ? Zstd.compress(filled == BLOCK ? block : Arrays.copyOf(block, filled))
                    : LZ4Factory.fastestInstance().fastCompressor().compress(block, 0, filled);
            ByteBuffer frame = ByteBuffer.allocate(SUM + HEADER + packed.length).order(ByteOrder.LITTLE_ENDIAN);
            frame.position(SUM);
            frame.put(zstd ? ZSTD : LZ4)
                    .putInt(HEADER + packed.length)
                    .putInt(filled)
                    .put(packed);
            CityHash.Hash128 sum = CityHash.hash128(frame.array(), SUM, HEADER + packed.length);
            frame.putLong(0, sum.low()).putLong(8, sum.high());
            out.write(frame.array());
            filled = 0;
        }
    }

    /// Unpacks blocks and checks their sums.
    static final class In extends InputStream {

        private final InputStream in;
        private byte[] block = new byte[0];
        private int position;

        In(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            return next() ? block[position++] & 0xff : -1;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (!next()) {
                return -1;
            }
            int part = Math.min(length, block.length - position);
            System.arraycopy(block, position, bytes, offset, part);
            position += part;
            return part;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }

        private boolean next() throws IOException {
            while (position == block.length) {
                byte[] start = in.readNBytes(SUM + HEADER);
                if (start.length == 0) {
                    return false;
                }
                if (start.length < SUM + HEADER) {
                    throw new EOFException("a compressed block ends in its header");
                }
                ByteBuffer header = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN);
                int packedSize = header.getInt(SUM + 1);
                int size = header.getInt(SUM + 5);
                if (packedSize < HEADER || packedSize > LARGEST || size < 0 || size > LARGEST) {
                    throw new IOException("a compressed block claims " + packedSize + " and " + size + " bytes");
                }
                byte[] frame = Arrays.copyOf(Arrays.copyOfRange(start, SUM, SUM + HEADER), packedSize);
                if (in.readNBytes(frame, HEADER, packedSize - HEADER) < packedSize - HEADER) {
                    throw new EOFException("a compressed block ends early");
                }
                CityHash.Hash128 sum = CityHash.hash128(frame, 0, packedSize);
                if (sum.low() != header.getLong(0) || sum.high() != header.getLong(8)) {
                    throw new IOException("the sum of a compressed block does not fit its bytes");
                }
                block = unpacked(frame, size);
                position = 0;
            }
            return true;
        }

        private static byte[] unpacked(byte[] frame, int size) throws IOException {
            byte[] bytes = new byte[size];
            switch (frame[0]) {
                case NONE -> System.arraycopy(frame, HEADER, bytes, 0, Math.min(size, frame.length - HEADER));
                case LZ4 ->
                    LZ4Factory.fastestInstance()
                            .safeDecompressor()
                            .decompress(frame, HEADER, frame.length - HEADER, bytes, 0, size);
                case ZSTD -> Zstd.decompressByteArray(bytes, 0, size, frame, HEADER, frame.length - HEADER);
                default -> throw new IOException("unknown method of a compressed block: " + (frame[0] & 0xff));
            }
            return bytes;
        }
    }
}
