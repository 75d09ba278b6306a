package dev.penstock.edge.http;

/// The chunks of a body are not framed as HTTP says. Travels through the server as the error of the body; without
/// a stack trace because it is no error of ours.
final class BrokenBodyException extends Exception {

    private static final long serialVersionUID = 1L;

    BrokenBodyException() {
        super("the body is not framed as HTTP says", null, false, false);
    }
}
