package dev.penstock.edge.protocol;

import org.jspecify.annotations.Nullable;

/// Finds the key in the headers all protocols of ours share: `Authorization: Bearer`, else `X-Penstock-Key`.
final class BearerKey {

    private static final String SCHEME = "Bearer ";

    private BearerKey() {}

    static @Nullable String of(RequestHead head) {
        String authorization = head.header("Authorization");
        if (authorization != null && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return authorization.substring(SCHEME.length()).strip();
        }
        return head.header("X-Penstock-Key");
    }
}
