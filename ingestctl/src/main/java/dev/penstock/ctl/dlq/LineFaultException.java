package dev.penstock.ctl.dlq;

/// A line that cannot be imported. The message names the line and the field.
final class LineFaultException extends Exception {

    private static final long serialVersionUID = 1L;

    /// @param field empty when it is the line's own fault
    LineFaultException(int line, String field, String sentence) {
        super("line " + line + ": " + (field.isEmpty() ? "" : field + ": ") + sentence);
    }
}
