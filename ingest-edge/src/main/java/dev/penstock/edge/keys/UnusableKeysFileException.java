package dev.penstock.edge.keys;

/// A keys file cannot be used. The message is a sentence that names line and field, and holds no secret.
final class UnusableKeysFileException extends Exception {

    private static final long serialVersionUID = 1L;

    UnusableKeysFileException(String message) {
        super(message);
    }
}
