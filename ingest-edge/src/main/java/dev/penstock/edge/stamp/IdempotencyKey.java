package dev.penstock.edge.stamp;

import dev.penstock.model.event.EventId;
import java.time.Instant;
import java.util.Optional;

/// What a sender names a request by, so that the same request sent again brings the same events: their ids follow
/// from it (see [EventId#ofRequest]). No edge remembers it. Whoever uses it for another body, too, says that those
/// are the same events.
///
/// @param value 1 to 255 visible characters of ASCII
public record IdempotencyKey(String value) {

    /// The header that carries it.
    public static final String HEADER = "Idempotency-Key";

    private static final int LONGEST = 255;

    /// The rule as a sentence for the sender.
    public static final String RULE =
            HEADER + " must be 1 to " + LONGEST + " visible characters of ASCII, with or without quotes around them";

    public IdempotencyKey {
        if (!isValid(value)) {
            throw new IllegalArgumentException(RULE);
        }
    }

    /// Reads the header: a string in quotes, as its draft (draft-ietf-httpapi-idempotency-key-header) says, or the
    /// bare characters, as most clients send it. Both spellings are the same key.
    ///
    /// @return empty when it can be no key
    public static Optional<IdempotencyKey> parse(String header) {
        String text = header.strip();
        String value = text.startsWith("\"") ? unquoted(text) : text;
        return isValid(value) ? Optional.of(new IdempotencyKey(value)) : Optional.empty();
    }

    /// The time within the key, when it is a UUIDv7.
    Optional<Instant> time() {
        return EventId.parse(value).flatMap(EventId::embeddedTime);
    }

    /// The characters between the quotes; empty when they are not closed, or something follows them.
    private static String unquoted(String text) {
        StringBuilder value = new StringBuilder();
        for (int i = 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                return i == text.length() - 1 ? value.toString() : "";
            }
            if (c == '\\') {
                i++;
                boolean escapable = i < text.length() && (text.charAt(i) == '"' || text.charAt(i) == '\\');
                if (!escapable) {
                    return "";
                }
                c = text.charAt(i);
            }
            value.append(c);
        }
        return "";
    }

    private static boolean isValid(String value) {
        if (value.isEmpty() || value.length() > LONGEST) {
            return false;
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c <= ' ' || c > '~') {
                return false;
            }
        }
        return true;
    }
}
