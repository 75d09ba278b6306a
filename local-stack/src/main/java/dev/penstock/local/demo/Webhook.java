package dev.penstock.local.demo;

import java.util.regex.Pattern;

/// One delivery of GitHub: its kind, such as `github.issues.opened`, and its body as compact JSON.
///
/// A class, not a record: a record with an array component would compare arrays by identity while looking like a
/// value.
public final class Webhook {

    // Written into JSON without escaping, so nothing that would need it is let in.
    private static final Pattern KIND = Pattern.compile("[a-z0-9_.-]{1,120}");

    private final String kind;
    private final byte[] body;

    /// Takes the array over; nobody may change it afterwards.
    Webhook(String kind, byte[] body) {
        if (!KIND.matcher(kind).matches()) {
            throw new IllegalArgumentException("not a kind of webhook: " + kind);
        }
        this.kind = kind;
        this.body = body;
    }

    public String kind() {
        return kind;
    }

    /// The same array every time; not to be changed.
    public byte[] body() {
        return body;
    }
}
