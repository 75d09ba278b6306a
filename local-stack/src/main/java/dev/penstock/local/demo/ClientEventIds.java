package dev.penstock.local.demo;

import java.util.UUID;
import java.util.random.RandomGenerator;

/// Makes UUIDv7 ids as a client's SDK would: the event's milliseconds, then random bits.
///
/// Not ordered within a millisecond; nothing here needs that. Not thread-safe.
final class ClientEventIds {

    private final RandomGenerator random;

    ClientEventIds(RandomGenerator random) {
        this.random = random;
    }

    UUID next(long epochMillis) {
        long high = (epochMillis << 16) | 0x7000L | (random.nextLong() & 0x0FFFL);
        long low = (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }
}
