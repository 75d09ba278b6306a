package dev.penstock.edge.unpack;

import java.util.List;

/// One way in which a body may be packed, by the name that `Content-Encoding` has for it.
public enum ContentCoding {
    GZIP("gzip"),
    ZSTD("zstd"),
    BR("br"),
    LZ4("lz4"),
    DEFLATE("deflate");

    /// All of them, in the order in which `Accept-Encoding` names them.
    static final List<ContentCoding> ALL = List.of(values());

    private final String token;

    ContentCoding(String token) {
        this.token = token;
    }

    /// The name in HTTP.
    public String token() {
        return token;
    }

    /// Prepares to unpack a body.
    ///
    /// @param length bytes of `packed` that count
    /// @param most bytes of output that are allowed
    public Unpacker unpacker(byte[] packed, int length, int most, Room room) {
        return switch (this) {
            case GZIP -> new Gunzip(packed, length, most, room);
            case ZSTD -> new Unzstd(packed, length, most, room);
            case BR -> new Unbrotli(packed, length, most, room);
            case LZ4 -> new Unlz4(packed, length, most, room);
            case DEFLATE -> new Undeflate(packed, length, most, room);
        };
    }

    /// Whether a body begins as this coding does and as no JSON can. Of brotli and deflate nothing can be told.
    public boolean begins(byte[] body, int length) {
        return switch (this) {
            case GZIP -> Gunzip.begins(body, length);
            case ZSTD -> Unzstd.begins(body, length);
            case LZ4 -> Unlz4.begins(body, length);
            case BR, DEFLATE -> false;
        };
    }

    /// Whether its library can be loaded on this machine.
    boolean isAvailable() {
        return switch (this) {
            case ZSTD -> Unzstd.isAvailable();
            case GZIP, BR, LZ4, DEFLATE -> true;
        };
    }
}
