package dev.penstock.control.write;

/// The control topic could not be read. The message is a sentence that says what to do.
public final class ControlUnavailableException extends Exception {

    private static final long serialVersionUID = 1L;

    ControlUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
