package dev.penstock.model.event;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// Makes UUIDv7 ids: 48 bits of time, 74 random ones.
///
/// Thread-safe, without a lock: each thread has a generator of its own, seeded from the system's entropy, because
/// two edges that start at the same instant must not draw the same ids.
public final class EventIdGenerator {

    private static final RandomGeneratorFactory<RandomGenerator> ALGORITHM =
            RandomGeneratorFactory.of("L128X128MixRandom");

    private static final int SEED_BYTES = 32;

    private final ThreadLocal<RandomGenerator> random = ThreadLocal.withInitial(EventIdGenerator::seeded);

    /// A new id that carries `time`, to the millisecond.
    ///
    /// @param time not before 1970 and within 48 bits of milliseconds (the year 10889)
    public EventId next(Instant time) {
        long millis = time.toEpochMilli();
        if (millis < 0 || millis >>> 48 != 0) {
            throw new IllegalArgumentException("a UUIDv7 cannot carry the time " + time);
        }
        RandomGenerator generator = random.get();
        long most = (millis << 16) | 0x7000L | (generator.nextLong() & 0x0FFFL);
        long least = (generator.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new EventId(most, least);
    }

    private static RandomGenerator seeded() {
        byte[] seed = new byte[SEED_BYTES];
        // Not generateSeed, which may wait for entropy, and the caller may be an event loop.
        new SecureRandom().nextBytes(seed);
        return ALGORITHM.create(seed);
    }
}
