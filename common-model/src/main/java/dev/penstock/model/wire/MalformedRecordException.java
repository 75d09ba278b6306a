package dev.penstock.model.wire;

/// The bytes of a record are not what its topic carries. Reading them again gives the same, so retrying is no use.
public final class MalformedRecordException extends Exception {

    private static final long serialVersionUID = 1L;

    public MalformedRecordException(String message) {
        super(message);
    }

    public MalformedRecordException(String message, Throwable cause) {
        super(message, cause);
    }
}
