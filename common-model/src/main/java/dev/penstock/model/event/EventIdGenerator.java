package dev.penstock.model.event;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// Makes UUIDv7 ids: 48 bits of time, 32 that count up from a random number, 42 random ones (RFC 9562, section
/// 6.2, method 2). The ids that one thread makes for one millisecond ascend, so the events of a request that have
/// no time of their own keep their order in the table, whose key they end.
///
/// Thread-safe, without a lock: each thread has a generator of its own, seeded from the system's entropy, because
/// two edges that start at the same instant must not draw the same ids.
public final class EventIdGenerator {

    private static final RandomGeneratorFactory<RandomGenerator> ALGORITHM =
            RandomGeneratorFactory.of("L128X128MixRandom");

    private static final int SEED_BYTES = 32;

    private final ThreadLocal<Source> sources = ThreadLocal.withInitial(Source::new);

    /// A new id that carries `time`, to the millisecond.
    ///
    /// @param time not before 1970 and within 48 bits of milliseconds (the year 10889)
    public EventId next(Instant time) {
        long millis = time.toEpochMilli();
        if (millis < 0 || millis >>> 48 != 0) {
            throw new IllegalArgumentException("a UUIDv7 cannot carry the time " + time);
        }
        return sources.get().next(millis);
    }

    /// The state of one thread.
    private static final class Source {

        private static final int COUNTER_BITS = 32;
        private static final int RANDOM_BITS = 42;

        private final RandomGenerator random = seeded();
        private long millis = -1;
        private long counter;

        EventId next(long time) {
            long noise = random.nextLong();
            // Steps of up to 256, so that an id does not tell the next one.
            counter += 1 + (noise >>> 56);
            if (time != millis || counter >>> COUNTER_BITS != 0) {
                millis = time;
                // The upper half is left for counting: eight million ids of one millisecond at least.
                counter = random.nextLong() >>> (Long.SIZE - COUNTER_BITS + 1);
            }
            long most = (time << 16) | 0x7000L | (counter >>> 20);
            long least =
                    0x8000_0000_0000_0000L | (counter & 0xF_FFFFL) << RANDOM_BITS | (noise & ((1L << RANDOM_BITS) - 1));
            return new EventId(most, least);
        }
    }

    private static RandomGenerator seeded() {
        byte[] seed = new byte[SEED_BYTES];
        // Not generateSeed, which may wait for entropy, and the caller may be an event loop.
        new SecureRandom().nextBytes(seed);
        return ALGORITHM.create(seed);
    }
}
