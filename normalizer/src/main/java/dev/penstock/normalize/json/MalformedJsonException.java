package dev.penstock.normalize.json;

/// The bytes are no JSON that every strict reader would read the same. The message says what and where, and quotes
/// nothing.
public final class MalformedJsonException extends Exception {

    private static final long serialVersionUID = 1L;

    MalformedJsonException(String message) {
        // No stack trace: a topic may be full of such payloads.
        super(message, null, false, false);
    }
}
