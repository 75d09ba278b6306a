package dev.penstock.edge.authenticate;

import dev.penstock.model.event.SourceAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// Remembers which addresses present keys that are not known, and tells when one does so too often.
///
/// Asked after a key was found bad and never about a good one: behind one address may be a whole company, whose good
/// keys must not pay for a bad one. No guess is made any likelier by this: a secret has 178 bits. It tells a client
/// that hammers with a dead key to slow down, and an operator that somebody does.
///
/// An IPv6 sender owns a /64, so that is what is remembered. Bounded by [BadKeyPolicy#addresses]. Thread-safe; the
/// lock is held for the time of a look into a map, and only bad keys take it.
public final class BadKeys {

    private static final long MAPPED_IPV4 = 0xFFFF;

    private final long interval;
    private final long tolerance;
    private final int most;
    private final LongSupplier nanoTime;
    private final AtomicLong forgotten = new AtomicLong();

    // For each address the time up to which its bad keys have used its allowance (GCRA); least recent first.
    private final Map<Sender, Long> spentUntil = new LinkedHashMap<>(16, 0.75f, true);

    public BadKeys(BadKeyPolicy policy, LongSupplier nanoTime) {
        this.interval = TimeUnit.MINUTES.toNanos(1) / policy.perMinute();
        this.tolerance = interval * policy.burst();
        this.most = policy.addresses();
        this.nanoTime = nanoTime;
    }

    /// Notes a bad key.
    ///
    /// @return whether the address has presented more of them than it may
    public boolean isOneTooMany(SourceAddress source) {
        Sender sender = Sender.of(source);
        long now = nanoTime.getAsLong();
        synchronized (spentUntil) {
            Long before = spentUntil.get(sender);
            long spent = (before == null || before - now < 0 ? now : before) + interval;
            if (spent - now > tolerance) {
                return true;
            }
            spentUntil.put(sender, spent);
            if (before == null) {
                forgetOne(now);
            }
            return false;
        }
    }

    /// Addresses remembered at the moment.
    public int remembered() {
        synchronized (spentUntil) {
            return spentUntil.size();
        }
    }

    /// Addresses that were forgotten, for want of room, while something was still held against them.
    public long forgotten() {
        return forgotten.get();
    }

    private void forgetOne(long now) {
        if (spentUntil.size() <= most) {
            return;
        }
        Map.Entry<Sender, Long> oldest = spentUntil.entrySet().iterator().next();
        if (oldest.getValue() - now > 0) {
            forgotten.incrementAndGet();
        }
        spentUntil.remove(oldest.getKey());
    }

    private record Sender(long high, long low) {

        static Sender of(SourceAddress source) {
            boolean ipv4 = source.high() == 0 && source.low() >>> 32 == MAPPED_IPV4;
            return new Sender(source.high(), ipv4 ? source.low() : 0);
        }
    }
}
