package dev.penstock.sink.migrate;

/// Another run is changing the schema, and did not end in time.
public final class SchemaLockedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    SchemaLockedException(String message) {
        super(message);
    }
}
