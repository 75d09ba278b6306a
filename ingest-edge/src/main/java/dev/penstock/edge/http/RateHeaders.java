package dev.penstock.edge.http;

import dev.penstock.edge.admit.Admission;
import dev.penstock.edge.admit.RateStatus;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/// The headers that tell a client what is left of its limit: `RateLimit` and `RateLimit-Policy` as
/// draft-ietf-httpapi-ratelimit-headers-10 has them, and the three older ones, which are what clients of Tinybird
/// read: all three, as integers, the reset in seconds from now.
final class RateHeaders {

    private final RetryAfter retryAfter;

    RateHeaders(RetryAfter retryAfter) {
        this.retryAfter = retryAfter;
    }

    /// Tells how long to wait after a refusal, and what is left.
    void refused(HttpHeaders headers, Admission.Refused refused) {
        if (refused.waitNanos() > 0) {
            headers.set(HttpHeaders.RETRY_AFTER, Integer.toString(retryAfter.seconds(refused.waitNanos())));
        }
        left(headers, refused.status());
    }

    /// Tells what is left; nothing when there is no limit.
    void left(HttpHeaders headers, @Nullable RateStatus status) {
        if (status == null) {
            return;
        }
        String name = '"' + status.dimension().code() + '"';
        headers.set("RateLimit-Policy", name + ";q=" + status.quota() + ";w=" + status.window());
        headers.set("RateLimit", name + ";r=" + status.remaining() + ";t=" + status.reset());
        headers.set("X-RateLimit-Limit", Long.toString(status.quota()));
        headers.set("X-RateLimit-Remaining", Long.toString(status.remaining()));
        headers.set("X-RateLimit-Reset", Long.toString(status.reset()));
    }
}
