package dev.penstock.local.clickhouse;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.InflaterInputStream;
import net.jpountz.lz4.LZ4FrameInputStream;
import net.jpountz.lz4.LZ4FrameOutputStream;
import org.jspecify.annotations.Nullable;

/// The content codings both directions understand.
enum Compression {
    LZ4("lz4"),
    GZIP("gzip"),
    DEFLATE("deflate"),
    ZSTD("zstd");

    // The order in which ClickHouse chooses when a client accepts several.
    private static final List<Compression> PREFERRED = List.of(LZ4, GZIP, DEFLATE, ZSTD);
    private static final Map<String, Compression> BY_CODING =
            Map.of("lz4", LZ4, "gzip", GZIP, "x-gzip", GZIP, "deflate", DEFLATE, "zstd", ZSTD);

    private final String coding;

    Compression(String coding) {
        this.coding = coding;
    }

    String coding() {
        return coding;
    }

    /// What the body is packed with; null for not at all.
    static @Nullable Compression ofBody(@Nullable String contentEncoding) throws QueryFailed {
        String coding = contentEncoding == null ? "" : contentEncoding.strip().toLowerCase(Locale.ROOT);
        if (coding.isEmpty() || coding.equals("identity")) {
            return null;
        }
        Compression compression = BY_CODING.get(coding);
        if (compression == null) {
            throw QueryFailed.of(
                    QueryFailed.UNKNOWN_COMPRESSION_METHOD,
                    "UNKNOWN_COMPRESSION_METHOD",
                    "Unknown compression method " + coding);
        }
        return compression;
    }

    /// The best the client accepts, or null.
    static @Nullable Compression accepted(@Nullable String acceptEncoding) {
        String accepted = acceptEncoding == null ? "" : acceptEncoding.toLowerCase(Locale.ROOT);
        for (Compression compression : PREFERRED) {
            if (accepted.contains(compression.coding)) {
                return compression;
            }
        }
        return null;
    }

    InputStream unpack(InputStream packed) throws IOException {
        return switch (this) {
            case LZ4 -> new LZ4FrameInputStream(packed);
            case GZIP -> new GZIPInputStream(packed, 64 * 1024);
            case DEFLATE -> new InflaterInputStream(packed);
            case ZSTD -> new ZstdInputStream(packed);
        };
    }

    OutputStream pack(OutputStream plain) throws IOException {
        return switch (this) {
            case LZ4 -> new LZ4FrameOutputStream(plain);
            case GZIP -> new GZIPOutputStream(plain, 64 * 1024);
            case DEFLATE -> new DeflaterOutputStream(plain);
            case ZSTD -> new ZstdOutputStream(plain);
        };
    }
}
