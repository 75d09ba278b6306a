package dev.penstock.edge.decode;

import java.nio.charset.StandardCharsets;

/// Makes a secret unreadable where clients write it into their events. What identifies it, up to its last `_`, stays.
final class SecretMask {

    private SecretMask() {}

    /// Overwrites every occurrence in the first `length` bytes, which keep their number and their meaning as JSON.
    static void apply(byte[] bytes, int length, String secret) {
        byte[] wanted = secret.getBytes(StandardCharsets.UTF_8);
        int kept = secret.lastIndexOf('_') + 1;
        if (wanted.length == 0 || kept == wanted.length) {
            return;
        }
        for (int at = 0; at <= length - wanted.length; at++) {
            if (bytes[at] == wanted[0] && matches(bytes, at, wanted)) {
                for (int i = kept; i < wanted.length; i++) {
                    bytes[at + i] = '*';
                }
                at += wanted.length - 1;
            }
        }
    }

    private static boolean matches(byte[] bytes, int at, byte[] wanted) {
        for (int i = 1; i < wanted.length; i++) {
            if (bytes[at + i] != wanted[i]) {
                return false;
            }
        }
        return true;
    }
}
