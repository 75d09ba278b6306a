package dev.penstock.edge.http;

import dev.penstock.edge.admit.InFlightBudget;
import dev.penstock.edge.unpack.ContentCoding;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// A body that may be the base64 of gzip, as some clients send it where only text gets through.
final class Base64Body {

    private Base64Body() {}

    /// The bytes behind the base64; the body itself when it is none, or when what is behind it is no gzip.
    ///
    /// @return null when the budget has no room for them
    static @Nullable Body decoded(Body body, InFlightBudget.Lease lease) {
        byte[] bytes = body.bytes();
        int from = 0;
        int to = body.size();
        while (from < to && bytes[from] <= ' ' && bytes[from] >= 0) {
            from++;
        }
        while (to > from && bytes[to - 1] <= ' ' && bytes[to - 1] >= 0) {
            to--;
        }
        // What gzip begins with, 1f 8b 08, in base64.
        boolean armored = to - from > 4 && bytes[from] == 'H' && bytes[from + 1] == '4' && bytes[from + 2] == 's';
        if (!armored) {
            return body;
        }
        // The text is copied for the decoder, and what it decodes to takes three quarters of it.
        if (!lease.grow(2L * (to - from))) {
            return null;
        }
        byte[] decoded;
        try {
            decoded = Base64.getDecoder().decode(Arrays.copyOfRange(bytes, from, to));
        } catch (IllegalArgumentException e) {
            return body;
        }
        return ContentCoding.GZIP.begins(decoded, decoded.length) ? new Body(decoded, decoded.length) : body;
    }
}
