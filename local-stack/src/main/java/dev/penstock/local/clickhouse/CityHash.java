package dev.penstock.local.clickhouse;

/// CityHash128 of version 1.0.2, the one ClickHouse signs its compressed blocks with; later versions give other
/// sums.
final class CityHash {

    private static final long K0 = 0xc3a5c85c97cb3127L;
    private static final long K1 = 0xb492b66fbe98f273L;
    private static final long K2 = 0x9ae16a3b2f90404fL;
    private static final long K3 = 0xc949d7c7509e6557L;
    private static final long MULTIPLIER = 0x9ddfea08eb382d69L;

    private CityHash() {}

    record Hash128(long low, long high) {}

    static Hash128 hash128(byte[] s, int offset, int length) {
        if (length >= 16) {
            return seeded(s, offset + 16, length - 16, long64(s, offset) ^ K3, long64(s, offset + 8));
        }
        if (length >= 8) {
            return seeded(s, offset, 0, long64(s, offset) ^ (length * K0), long64(s, offset + length - 8) ^ K1);
        }
        return seeded(s, offset, length, K0, K1);
    }

    private static Hash128 seeded(byte[] s, int start, int bytes, long seedLow, long seedHigh) {
        if (bytes < 128) {
            return murmur(s, start, bytes, seedLow, seedHigh);
        }
        int at = start;
        int length = bytes;
        long x = seedLow;
        long y = seedHigh;
        long z = length * K1;
        long v0 = Long.rotateRight(y ^ K1, 49) * K1 + long64(s, at);
        long v1 = Long.rotateRight(v0, 42) * K1 + long64(s, at + 8);
        long w0 = Long.rotateRight(y + z, 35) * K1 + x;
        long w1 = Long.rotateRight(x + long64(s, at + 88), 53) * K1;
        do {
            for (int half = 0; half < 2; half++) {
                x = Long.rotateRight(x + y + v0 + long64(s, at + 16), 37) * K1;
                y = Long.rotateRight(y + v1 + long64(s, at + 48), 42) * K1;
                x ^= w1;
                y ^= v0;
                z = Long.rotateRight(z ^ w0, 33);
                Hash128 v = weak(s, at, v1 * K1, x + w0);
                v0 = v.low;
                v1 = v.high;
                Hash128 w = weak(s, at + 32, z + w1, y);
                w0 = w.low;
                w1 = w.high;
                long swap = z;
                z = x;
                x = swap;
                at += 64;
            }
            length -= 128;
        } while (length >= 128);
        y += Long.rotateRight(w0, 37) * K0 + z;
        x += Long.rotateRight(v0 + z, 49) * K0;
        for (int tail = 0; tail < length; ) {
            tail += 32;
            y = Long.rotateRight(y - x, 42) * K0 + v1;
            w0 += long64(s, at + length - tail + 16);
            x = Long.rotateRight(x, 49) * K0 + w0;
            w0 += v0;
            Hash128 v = weak(s, at + length - tail, v0, v1);
            v0 = v.low;
            v1 = v.high;
        }
        x = hash16(x, v0);
        y = hash16(y, w0);
        return new Hash128(hash16(x + v1, w1) + y, hash16(x + w1, y + v1));
    }

    private static Hash128 murmur(byte[] s, int start, int length, long seedLow, long seedHigh) {
        long a = seedLow;
        long b = seedHigh;
        long c;
        long d;
        if (length <= 16) {
            a = mix(a * K1) * K1;
            c = b * K1 + hash0to16(s, start, length);
            d = mix(a + (length >= 8 ? long64(s, start) : c));
        } else {
            c = hash16(long64(s, start + length - 8) + K1, a);
            d = hash16(b + length, c + long64(s, start + length - 16));
            a += d;
            int at = start;
            for (int left = length - 16; left > 0; left -= 16) {
                a ^= mix(long64(s, at) * K1) * K1;
                a *= K1;
                b ^= a;
                c ^= mix(long64(s, at + 8) * K1) * K1;
                c *= K1;
                d ^= c;
                at += 16;
            }
        }
        a = hash16(a, c);
        b = hash16(d, b);
        return new Hash128(a ^ b, hash16(b, a));
    }

    private static long hash0to16(byte[] s, int start, int length) {
        if (length > 8) {
            long a = long64(s, start);
            long b = long64(s, start + length - 8);
            return hash16(a, Long.rotateRight(b + length, length)) ^ b;
        }
        if (length >= 4) {
            long a = int32(s, start);
            return hash16(length + (a << 3), int32(s, start + length - 4));
        }
        if (length > 0) {
            int a = s[start] & 0xff;
            int b = s[start + (length >>> 1)] & 0xff;
            int c = s[start + length - 1] & 0xff;
            int y = a + (b << 8);
            int z = length + (c << 2);
            return mix((y * K2) ^ (z * K3)) * K2;
        }
        return K2;
    }

    private static long hash16(long u, long v) {
        long a = (u ^ v) * MULTIPLIER;
        a ^= a >>> 47;
        long b = (v ^ a) * MULTIPLIER;
        b ^= b >>> 47;
        return b * MULTIPLIER;
    }

    private static Hash128 weak(byte[] s, int at, long seedLow, long seedHigh) {
        long w = long64(s, at);
        long x = long64(s, at + 8);
        long y = long64(s, at + 16);
        long z = long64(s, at + 24);
        long a = seedLow + w;
        long b = Long.rotateRight(seedHigh + a + z, 21);
        long c = a;
        a += x + y;
        b += Long.rotateRight(a, 44);
        return new Hash128(a + z, b + c);
    }

    private static long mix(long value) {
        return value ^ (value >>> 47);
    }

    private static long long64(byte[] s, int at) {
        return int32(s, at) | (int32(s, at + 4) << 32);
    }

    private static long int32(byte[] s, int at) {
        return (s[at] & 0xffL) | ((s[at + 1] & 0xffL) << 8) | ((s[at + 2] & 0xffL) << 16) | ((s[at + 3] & 0xffL) << 24);
    }
}
