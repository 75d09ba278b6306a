package dev.penstock.ctl.connect;

/// An option has a value that cannot be used. The message is a sentence that names it.
public final class UnusableOptionException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public UnusableOptionException(String message) {
        super(message);
    }

    public UnusableOptionException(String message, Throwable cause) {
        super(message, cause);
    }
}
