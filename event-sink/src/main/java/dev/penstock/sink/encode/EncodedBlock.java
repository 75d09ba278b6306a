package dev.penstock.sink.encode;

import dev.penstock.sink.block.Block;
import dev.penstock.sink.block.BlockOrigin;
import dev.penstock.sink.block.InsertToken;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.zip.CRC32C;

/// A block as bytes, and the token that stands for exactly these bytes.
///
/// Views the arrays of the encoder that made it: valid until that encoder encodes the next block.
public final class EncodedBlock {

    private final List<ColumnBytes> parts;
    private final int length;
    private final InsertToken token;

    EncodedBlock(List<ColumnBytes> parts, BlockOrigin origin, Block block) {
        this.parts = List.copyOf(parts);
        long sum = 0;
        CRC32C crc = new CRC32C();
        for (ColumnBytes part : parts) {
            sum += part.position();
            crc.update(part.array(), 0, part.position());
        }
        this.length = Math.toIntExact(sum);
        this.token = InsertToken.of(origin, block, (int) crc.getValue());
    }

    public int length() {
        return length;
    }

    public InsertToken token() {
        return token;
    }

    /// The bytes, from the first one each time it is called.
    public InputStream open() {
        return new PartsStream(parts);
    }

    /// Fills what it is asked to fill from as many parts as that takes.
    private static final class PartsStream extends InputStream {

        private final List<ColumnBytes> parts;
        private int part;
        private int position;

        PartsStream(List<ColumnBytes> parts) {
            this.parts = parts;
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] buffer, int offset, int wanted) {
            Objects.checkFromIndexSize(offset, wanted, buffer.length);
            int read = 0;
            while (read < wanted && part < parts.size()) {
                ColumnBytes bytes = parts.get(part);
                int chunk = Math.min(wanted - read, bytes.position() - position);
                System.arraycopy(bytes.array(), position, buffer, offset + read, chunk);
                read += chunk;
                position += chunk;
                if (position == bytes.position()) {
                    part++;
                    position = 0;
                }
            }
            return read == 0 && wanted > 0 ? -1 : read;
        }
    }
}
