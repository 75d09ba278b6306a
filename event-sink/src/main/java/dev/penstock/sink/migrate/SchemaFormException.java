package dev.penstock.sink.migrate;

/// The tables that are there are of another form than the ones that were asked for: replicated or not.
public final class SchemaFormException extends RuntimeException {

    private static final long serialVersionUID = 1;

    SchemaFormException(String message) {
        super(message);
    }
}
