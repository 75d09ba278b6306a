package dev.penstock.system;

import dev.penstock.local.load.Requests;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/// Bodies that are small and unpack to much more than any process has. Made of parts that are known, without ever
/// packing the whole.
final class Bombs {

    private static final long GIGABYTE = 1L << 30;
    private static final int PART = 16 << 20;

    // An RFC 8878 block has up to 128 KB; the RLE form says them in four bytes.
    private static final int ZSTD_BLOCK = 128 * 1024;

    private Bombs() {}

    /// One request.
    ///
    /// @param expected the statuses it may get; all say that nothing was stored and never will be
    record Bomb(String name, ByteBuffer request, Set<Integer> expected) {

        static Bomb of(String name, String encoding, byte[] body, String key, Integer... expected) {
            byte[] head = Requests.head(
                    "POST",
                    "/v1/events/bomb",
                    body.length,
                    "Authorization: Bearer " + key,
                    "Content-Encoding: " + encoding);
            return new Bomb(name, ByteBuffer.wrap(Requests.joined(head, body)), Set.of(expected));
        }
    }

    /// All of them.
    ///
    /// @param brotliBytes what the brotli bomb unpacks to: it alone has to be packed whole
    static List<Bomb> all(String key, long brotliBytes) {
        byte[] small = gzip(4 * GIGABYTE);
        return List.of(
                Bomb.of("gzip, 10 GB, too large even packed", "gzip", gzip(10 * GIGABYTE), key, 413),
                Bomb.of("gzip, 4 GB", "gzip", small, key, 413),
                Bomb.of("gzip without a word", "identity", small, key, 400, 413, 415),
                Bomb.of("gzip in gzip, 4 GB, said once", "gzip", gzipOf(small), key, 400, 413),
                Bomb.of("gzip in gzip, 4 GB, said twice", "gzip, gzip", gzipOf(small), key, 415),
                Bomb.of(
                        "gzip, 4,000 members of 1 MB",
                        "gzip",
                        repeated(gzipOf(new byte[1 << 20]), 4_000),
                        key,
                        400,
                        413),
                Bomb.of("deflate, 4 GB", "deflate", zlib(4 * GIGABYTE), key, 413),
                Bomb.of("zstd, 10 GB", "zstd", zstd(10 * GIGABYTE, 17), key, 413),
                Bomb.of("zstd, a window of 1 GB", "zstd", zstd(GIGABYTE, 30), key, 400, 413),
                Bomb.of("zstd, 100 frames", "zstd", repeated(zstd(GIGABYTE / 10, 17), 100), key, 400, 413),
                Bomb.of("br", "br", brotli(brotliBytes), key, 413));
    }

    /// So many zeros as one gzip member. The checksum is wrong, which nobody comes to see.
    private static byte[] gzip(long bytes) {
        ByteArrayOutputStream gzip = new ByteArrayOutputStream();
        gzip.writeBytes(new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 3});
        gzip.writeBytes(deflated(bytes));
        gzip.writeBytes(new byte[8]);
        return gzip.toByteArray();
    }

    private static byte[] zlib(long bytes) {
        ByteArrayOutputStream zlib = new ByteArrayOutputStream();
        zlib.writeBytes(new byte[] {0x78, (byte) 0x9c});
        zlib.writeBytes(deflated(bytes));
        zlib.writeBytes(new byte[4]);
        return zlib.toByteArray();
    }

    /// A sound gzip member.
    private static byte[] gzipOf(byte[] bytes) {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        deflater.setInput(bytes);
        deflater.finish();
        CRC32 checksum = new CRC32();
        checksum.update(bytes);
        ByteArrayOutputStream gzip = new ByteArrayOutputStream();
        gzip.writeBytes(new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 3});
        drain(deflater, gzip, Deflater.NO_FLUSH);
        deflater.end();
        gzip.writeBytes(ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt((int) checksum.getValue())
                .putInt(bytes.length)
                .array());
        return gzip.toByteArray();
    }

    /// The same part again and again: after a full flush a stream of DEFLATE may go on with any other.
    private static byte[] deflated(long bytes) {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        deflater.setInput(new byte[PART]);
        ByteArrayOutputStream part = new ByteArrayOutputStream();
        drain(deflater, part, Deflater.FULL_FLUSH);
        deflater.end();
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(repeated(part.toByteArray(), (int) (bytes / PART)));
        // An empty last block.
        all.writeBytes(new byte[] {3, 0});
        return all.toByteArray();
    }

    private static void drain(Deflater deflater, ByteArrayOutputStream output, int flush) {
        byte[] buffer = new byte[64 * 1024];
        int count;
        do {
            count = deflater.deflate(buffer, 0, buffer.length, flush);
            output.write(buffer, 0, count);
        } while (count > 0 && !deflater.finished());
    }

    /// So many zeros as one frame of blocks that each say "this byte, so often".
    ///
    /// @param window the logarithm of the window that the frame asks for
    private static byte[] zstd(long bytes, int window) {
        int blocks = (int) (bytes / ZSTD_BLOCK);
        ByteBuffer frame = ByteBuffer.allocate(6 + 4 * blocks).order(ByteOrder.LITTLE_ENDIAN);
        frame.putInt(0xFD2FB528);
        frame.put((byte) 0);
        frame.put((byte) ((window - 10) << 3));
        for (int i = 0; i < blocks; i++) {
            int last = i == blocks - 1 ? 1 : 0;
            int header = last | (1 << 1) | (ZSTD_BLOCK << 3);
            frame.put((byte) header).put((byte) (header >> 8)).put((byte) (header >> 16));
            frame.put((byte) 0);
        }
        return frame.array();
    }

    private static byte[] brotli(long bytes) {
        String program = """
                const zlib = require('zlib');
                const brotli = zlib.createBrotliCompress({params: {[zlib.constants.BROTLI_PARAM_QUALITY]: 5}});
                brotli.pipe(process.stdout);
                const zeros = Buffer.alloc(1 << 24);
                let left = %d;
                (function write() {
                  while (left-- > 0) {
                    if (!brotli.write(zeros)) { brotli.once('drain', write); return; }
                  }
                  brotli.end();
                })();
                """.formatted(bytes >> 24);
        try {
            Process node = new ProcessBuilder("node", "-e", program)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            byte[] packed = node.getInputStream().readAllBytes();
            if (!node.waitFor(10, TimeUnit.SECONDS) || node.exitValue() != 0) {
                node.destroyForcibly();
                throw new IllegalStateException("node could not pack " + bytes + " zeros");
            }
            return packed;
        } catch (IOException e) {
            throw new UncheckedIOException("the bomb of brotli needs node", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while node was packing", e);
        }
    }

    private static byte[] repeated(byte[] part, int times) {
        byte[] all = new byte[Math.multiplyExact(part.length, times)];
        for (int i = 0; i < times; i++) {
            System.arraycopy(part, 0, all, i * part.length, part.length);
        }
        return all;
    }
}
