package dev.penstock.edge.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// Finds the key that is the user's name of `Authorization: Basic`; a password is not looked at.
final class BasicKey {

    private static final String SCHEME = "Basic ";

    private BasicKey() {}

    static @Nullable String of(RequestHead head) {
        String authorization = head.header("Authorization");
        if (authorization == null || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return null;
        }
        String credentials = decoded(authorization.substring(SCHEME.length()).strip());
        int colon = credentials.indexOf(':');
        return colon < 0 ? credentials : credentials.substring(0, colon);
    }

    /// The text, or one that is no key.
    private static String decoded(String base64) {
        try {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "?";
        }
    }
}
