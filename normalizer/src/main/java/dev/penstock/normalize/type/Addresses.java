package dev.penstock.normalize.type;

import dev.penstock.model.event.SourceAddress;
import dev.penstock.normalize.json.JsonValue;

/// Reads addresses of the internet protocol, in the one form each has: Java's own reader takes `10.1` for `10.0.0.1`.
final class Addresses {

    private static final long NONE = -1;
    private static final int GROUPS = 8;
    private static final int LONGEST = 45;

    private Addresses() {}

    static Object ipv4(JsonValue value) throws UnfitValueException {
        String expected = "an IPv4 address such as 192.0.2.1";
        String text = ValueReader.text(expected, value);
        long bits = ipv4(text, 0, text.length());
        if (bits == NONE) {
            throw UnfitValueException.wrongType(expected, value);
        }
        return (int) bits;
    }

    /// An IPv4 address is taken as the IPv6 address it is mapped to, as `source_ip` is.
    static Object ipv6(JsonValue value) throws UnfitValueException {
        String expected = "an IP address such as 2001:db8::1 or 192.0.2.1";
        String text = ValueReader.text(expected, value);
        if (text.indexOf(':') < 0) {
            long bits = ipv4(text, 0, text.length());
            if (bits != NONE) {
                return new SourceAddress(0, 0xFFFF_0000_0000L | bits);
            }
        } else if (text.length() <= LONGEST) {
            int[] groups = new int[GROUPS];
            if (ipv6(text, groups)) {
                return new SourceAddress(bits(groups, 0), bits(groups, GROUPS / 2));
            }
        }
        throw UnfitValueException.wrongType(expected, value);
    }

    /// Four numbers of 0 to 255 without leading zeros, which some read as octal.
    private static long ipv4(String text, int from, int to) {
        long bits = 0;
        int at = from;
        for (int part = 0; part < 4; part++) {
            if (part > 0 && (at >= to || text.charAt(at++) != '.')) {
                return NONE;
            }
            int start = at;
            int number = 0;
            while (at < to && at - start < 3 && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
                number = number * 10 + text.charAt(at++) - '0';
            }
            if (at == start || number > 255 || (at - start > 1 && text.charAt(start) == '0')) {
                return NONE;
            }
            bits = (bits << 8) | number;
        }
        return at == to ? bits : NONE;
    }

    /// Eight groups of one to four hexadecimal digits; `::` once for one group of zeros or more; the last two may be
    /// an IPv4 address (RFC 4291, 2.2).
    private static boolean ipv6(String text, int[] groups) {
        int gap = text.indexOf("::");
        if (gap < 0) {
            return groups(text, 0, text.length(), groups, 0) == GROUPS;
        }
        if (text.indexOf("::", gap + 1) >= 0) {
            return false;
        }
        // An IPv4 address is the last of it.
        int before = gap == 0 ? 0 : text.lastIndexOf('.', gap) >= 0 ? -1 : groups(text, 0, gap, groups, 0);
        if (before < 0 || before >= GROUPS) {
            return false;
        }
        int[] tail = new int[GROUPS];
        int after = gap + 2 == text.length() ? 0 : groups(text, gap + 2, text.length(), tail, before);
        if (after < 0 || after >= GROUPS) {
            return false;
        }
        int count = after == 0 ? 0 : after - before;
        System.arraycopy(tail, before, groups, GROUPS - count, count);
        return true;
    }

    /// Reads groups from `first` on.
    ///
    /// @return how many there are with those before, or -1 when the text has something else
    private static int groups(String text, int from, int to, int[] groups, int first) {
        int group = first;
        int at = from;
        while (true) {
            int end = text.indexOf(':', at);
            end = end < 0 || end > to ? to : end;
            if (end == to && text.substring(at, to).indexOf('.') >= 0) {
                long bits = ipv4(text, at, to);
                if (bits == NONE || group + 2 > GROUPS) {
                    return -1;
                }
                groups[group] = (int) (bits >>> 16);
                groups[group + 1] = (int) (bits & 0xFFFF);
                return group + 2;
            }
            if (group == GROUPS || end == at || end - at > 4) {
                return -1;
            }
            int value = 0;
            for (int i = at; i < end; i++) {
                int digit = text.charAt(i) < 0x80 ? Character.digit(text.charAt(i), 16) : -1;
                if (digit < 0) {
                    return -1;
                }
                value = (value << 4) | digit;
            }
            groups[group++] = value;
            if (end == to) {
                return group;
            }
            at = end + 1;
        }
    }

    private static long bits(int[] groups, int from) {
        long bits = 0;
        for (int i = from; i < from + GROUPS / 2; i++) {
            bits = (bits << 16) | groups[i];
        }
        return bits;
    }
}
