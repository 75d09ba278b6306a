package dev.penstock.model.deadletter;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Says which letters have the same cause, so that a thousand of them are one line: the same code, stream and
/// column, and the same words, whatever values they name.
///
/// What the record should have been says it ([DeadLetter#expected]); where nobody can say that, the detail does. In
/// either, what stands in quotes and everything that begins with a digit, or is a UUID, counts as one placeholder,
/// and so does a list of them; a word that begins with a letter (`UInt8`, `clickhouse_469`) counts as it stands. What
/// the record was ([DeadLetter#actual]) never counts.
///
/// The same letter has the same fingerprint in every version: dashboards and notes of people name it.
public final class CauseFingerprint {

    // Two messages of one template may differ in how much of it was left when they were cut to their limit.
    private static final int LONGEST = 256;

    private static final char PLACEHOLDER = '#';

    private static final int UUID_LENGTH = 36;

    private CauseFingerprint() {}

    /// The fingerprint of a letter's cause: 16 hexadecimal digits.
    public static String of(DeadLetter letter) {
        String words = generalized(letter.expected().isEmpty() ? letter.detail() : letter.expected());
        // No code, stream or column has a NUL: no two quadruples give the same text.
        String text = letter.cause() + '\0' + letter.stream() + '\0' + letter.column() + '\0' + words;
        byte[] digest = sha256().digest(text.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest, 0, Long.BYTES);
    }

    /// The words of a message without its values.
    static String generalized(String message) {
        StringBuilder words = new StringBuilder(Math.min(message.length(), LONGEST));
        int at = 0;
        while (at < message.length() && words.length() < LONGEST) {
            char c = message.charAt(at);
            if (isWord(c)) {
                int end = endOfWord(message, at);
                if (isValue(message, at, end)) {
                    addPlaceholder(words);
                } else {
                    words.append(message, at, end);
                }
                at = end;
            } else if (c == '\'' || c == '"') {
                at = endOfQuotation(message, at);
                addPlaceholder(words);
            } else {
                words.append(c);
                at++;
            }
        }
        words.setLength(Math.min(words.length(), LONGEST));
        return words.toString();
    }

    // A list of values is one value: how long it is says nothing of the cause. Nor does a sign.
    private static void addPlaceholder(StringBuilder words) {
        int last = words.length() - 1;
        if (last >= 0 && (words.charAt(last) == '-' || words.charAt(last) == '+')) {
            words.setLength(last);
        }
        for (int i = words.length() - 1; i >= 0; i--) {
            char before = words.charAt(i);
            if (before == PLACEHOLDER) {
                words.setLength(i + 1);
                return;
            }
            if (Character.isLetterOrDigit(before) || before == '_') {
                break;
            }
        }
        words.append(PLACEHOLDER);
    }

    // An apostrophe within a word (isn't) ends no quotation, and begins none.
    private static int endOfWord(String message, int from) {
        int at = from;
        boolean number = isDigit(message.charAt(from));
        while (at < message.length()) {
            char c = message.charAt(at);
            boolean within = at + 1 < message.length() && isWord(message.charAt(at + 1));
            boolean joined = within && (c == '\'' || c == '-' || (number && (c == '.' || c == ':' || c == '+')));
            if (!isWord(c) && !joined) {
                break;
            }
            at++;
        }
        return at;
    }

    private static boolean isValue(String message, int from, int end) {
        return isDigit(message.charAt(from)) || (end - from == UUID_LENGTH && isUuid(message, from));
    }

    private static boolean isUuid(String message, int from) {
        for (int i = 0; i < UUID_LENGTH; i++) {
            char c = message.charAt(from + i);
            boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
            if (dash ? c != '-' : c >= 128 || Character.digit(c, 16) < 0) {
                return false;
            }
        }
        return true;
    }

    // A message that was cut within a quotation ends with it.
    private static int endOfQuotation(String message, int from) {
        char quote = message.charAt(from);
        int at = from + 1;
        while (at < message.length()) {
            char c = message.charAt(at);
            if (c == '\\') {
                at += 2;
            } else if (c == quote) {
                return at + 1;
            } else {
                at++;
            }
        }
        return message.length();
    }

    private static boolean isWord(char c) {
        return c == '_' || Character.isLetterOrDigit(c);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
