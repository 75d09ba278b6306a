package dev.penstock.normalize.personal;

import java.util.Locale;

/// What becomes of personal data.
public enum Treatment {
    /// The member is taken out of its object; in a list, null takes its place, so that the others keep theirs.
    DROP,
    /// `"***"` takes its place.
    MASK,
    /// Its HMAC-SHA-256 takes its place, as 64 hexadecimal digits: the same value gives the same digits, so that events
    /// can still be counted and joined.
    HASH;

    private final String word = name().toLowerCase(Locale.ROOT);

    /// As definitions spell it.
    public String word() {
        return word;
    }
}
