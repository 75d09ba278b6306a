package dev.penstock.model.network;

import java.net.InetAddress;
import java.net.UnknownHostException;

/// A range of source addresses in CIDR form, such as `192.0.2.0/24` or `2001:db8::/32`.
///
/// Kept as IPv6 with IPv4 mapped to `::ffff:a.b.c.d`, the form in which a request's address is kept: an IPv4 sender
/// is found in its network whether the socket spoke IPv4 or IPv6.
///
/// @param high the first 64 bits of the lowest address
/// @param low the last 64 bits of the lowest address
/// @param prefix leading bits, of 128, that all addresses of the network share
public record SourceNetwork(long high, long low, int prefix) {

    private static final int BITS = 128;
    private static final int IPV4_BITS = 32;
    private static final long MAPPED_IPV4 = 0x0000_FFFF_0000_0000L;

    // The longest text: an IPv6 address with an IPv4 end (45) and its prefix (4).
    private static final int MAX_LENGTH = 49;

    public SourceNetwork {
        if (prefix < 0 || prefix > BITS) {
            throw new IllegalArgumentException("prefix of a network must be 0 to " + BITS + ": " + prefix);
        }
        if ((high & ~highMask(prefix)) != 0 || (low & ~lowMask(prefix)) != 0) {
            throw new IllegalArgumentException("a network's address must be its first one, "
                    + text(high & highMask(prefix), low & lowMask(prefix), prefix) + ", not "
                    + text(high, low, prefix));
        }
    }

    /// Reads a network. No name is ever looked up.
    ///
    /// @param text an address with the length of its prefix, such as `10.0.0.0/8`; without one, that address alone.
    ///     No zone, no names, IPv4 with all its four parts
    /// @throws IllegalArgumentException when it is no network, or has bits set behind its prefix; the message says
    ///     which
    public static SourceNetwork parse(String text) {
        if (text.length() > MAX_LENGTH) {
            throw malformed(text.substring(0, MAX_LENGTH) + "…");
        }
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        boolean ipv6 = address.indexOf(':') >= 0;
        byte[] bytes = bytesOf(address, ipv6, text);
        long high = 0;
        long low = 0;
        if (bytes.length * Byte.SIZE == IPV4_BITS) {
            low = MAPPED_IPV4 | bits(bytes, 0, bytes.length);
        } else {
            high = bits(bytes, 0, Long.BYTES);
            low = bits(bytes, Long.BYTES, Long.BYTES);
        }
        int own = ipv6 ? BITS : IPV4_BITS;
        int prefix = slash < 0 ? own : prefix(text.substring(slash + 1), own, text);
        return new SourceNetwork(high, low, BITS - own + prefix);
    }

    /// Whether the address lies in this network.
    ///
    /// @param addressHigh the first 64 bits of an IPv6 address, or of a mapped IPv4 one
    /// @param addressLow the last 64 bits
    public boolean contains(long addressHigh, long addressLow) {
        return (addressHigh & highMask(prefix)) == high && (addressLow & lowMask(prefix)) == low;
    }

    /// As [#parse] reads it.
    @Override
    public String toString() {
        return text(high, low, prefix);
    }

    private static byte[] bytesOf(String address, boolean ipv6, String text) {
        // Java reads "10.1" as 10.0.0.1, which nobody who writes a network means.
        boolean fourParts = address.chars().filter(c -> c == '.').count() == 3;
        if (address.indexOf('%') >= 0 || address.indexOf('[') >= 0 || (!ipv6 && !fourParts)) {
            throw malformed(text);
        }
        try {
            return InetAddress.ofLiteral(address).getAddress();
        } catch (IllegalArgumentException e) {
            throw malformed(text);
        }
    }

    private static int prefix(String digits, int most, String text) {
        if (digits.isEmpty() || digits.length() > 3 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw malformed(text);
        }
        int prefix = Integer.parseInt(digits);
        if (prefix > most) {
            throw new IllegalArgumentException("the prefix of '" + text + "' must be 0 to " + most);
        }
        return prefix;
    }

    private static IllegalArgumentException malformed(String text) {
        return new IllegalArgumentException(
                "a network is an address and a prefix, such as 192.0.2.0/24 or 2001:db8::/32: '" + text + "'");
    }

    private static long bits(byte[] bytes, int from, int length) {
        long bits = 0;
        for (int i = from; i < from + length; i++) {
            bits = (bits << 8) | (bytes[i] & 0xFF);
        }
        return bits;
    }

    private static long highMask(int prefix) {
        return prefix >= Long.SIZE ? -1L : mask(prefix);
    }

    private static long lowMask(int prefix) {
        return prefix <= Long.SIZE ? 0L : mask(prefix - Long.SIZE);
    }

    // A shift by 64 is a shift by none.
    private static long mask(int leading) {
        return leading == 0 ? 0L : -1L << (Long.SIZE - leading);
    }

    private static String text(long high, long low, int prefix) {
        boolean ipv4 = high == 0 && low >>> IPV4_BITS == MAPPED_IPV4 >>> IPV4_BITS && prefix >= BITS - IPV4_BITS;
        byte[] bytes = new byte[ipv4 ? IPV4_BITS / Byte.SIZE : BITS / Byte.SIZE];
        long rest = low;
        for (int i = bytes.length - 1; i >= 0; i--) {
            bytes[i] = (byte) rest;
            rest >>>= Byte.SIZE;
            if (i == Long.BYTES) {
                rest = high;
            }
        }
        try {
            return InetAddress.getByAddress(bytes).getHostAddress()
                    + '/'
                    + (ipv4 ? prefix - (BITS - IPV4_BITS) : prefix);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 or 16 bytes are an address", e);
        }
    }
}
