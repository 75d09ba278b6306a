package dev.penstock.edge.http;

import dev.penstock.model.refusal.Refusal;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// How a door tells the handler behind the server that a request is refused: by a header. A request that could not
/// be read is replaced by an empty one which has this header, takes the way of all requests, and so is answered in
/// its turn, counted and logged like any other.
///
/// Its value begins with a number only this process knows, so that no client can send one.
final class RefusalMark {

    static final AsciiString HEADER = AsciiString.cached("x-penstock-refused");

    private static final int SECRET_BYTES = 16;

    private final String prefix;

    RefusalMark(SecureRandom random) {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        this.prefix = HexFormat.of().formatHex(secret) + '-';
    }

    String of(Refusal refusal) {
        return prefix + refusal.name();
    }

    /// What a door wrote; null when it was no door.
    @Nullable
    Refusal read(HttpHeaders headers) {
        String value = headers.get(HEADER);
        return value == null || !value.startsWith(prefix) ? null : Refusal.valueOf(value.substring(prefix.length()));
    }
}
