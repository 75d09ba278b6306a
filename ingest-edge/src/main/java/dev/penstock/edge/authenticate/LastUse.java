package dev.penstock.edge.authenticate;

import dev.penstock.model.key.KeyId;
import dev.penstock.model.usage.KeyLastUse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// The minute in which each key last opened the door, until somebody takes it away to write it down.
///
/// A request costs a look into a map, and a write once a minute and key. Only keys that were proved get here, so it
/// never holds more than the keys there are. Thread-safe, without a lock.
public final class LastUse {

    private static final long MINUTE = TimeUnit.MINUTES.toMillis(1);

    private final Map<KeyId, Long> minutes = new ConcurrentHashMap<>();

    /// Notes that a key was used.
    public void used(KeyId key, Instant now) {
        long minute = now.toEpochMilli() / MINUTE;
        Long known = minutes.get(key);
        if (known == null || known < minute) {
            minutes.merge(key, minute, Math::max);
        }
    }

    /// Takes away what was noted since the last time.
    public List<KeyLastUse> take() {
        List<KeyLastUse> taken = new ArrayList<>();
        minutes.forEach((key, minute) -> {
            if (minutes.remove(key, minute)) {
                taken.add(new KeyLastUse(key, Instant.ofEpochMilli(minute * MINUTE)));
            }
        });
        return taken;
    }

    /// Puts back what could not be written down; what was noted meanwhile is later and stays.
    public void putBack(KeyLastUse use) {
        minutes.merge(use.key(), use.minute().toEpochMilli() / MINUTE, Math::max);
    }

    /// Keys that wait to be written down.
    public int waiting() {
        return minutes.size();
    }
}
