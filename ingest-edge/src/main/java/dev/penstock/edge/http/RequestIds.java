package dev.penstock.edge.http;

import dev.penstock.model.event.EventIdGenerator;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Gives a request a name that client, logs and table share: the client's own if it is harmless, else a new one.
final class RequestIds {

    private static final int LONGEST = 128;

    private final EventIdGenerator ids;

    RequestIds(EventIdGenerator ids) {
        this.ids = ids;
    }

    String of(@Nullable String sent, Instant now) {
        return sent != null && isHarmless(sent) ? sent : ids.next(now).toString();
    }

    private static boolean isHarmless(String id) {
        if (id.isEmpty() || id.length() > LONGEST) {
            return false;
        }
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!plain && "-_.:/+=".indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }
}
