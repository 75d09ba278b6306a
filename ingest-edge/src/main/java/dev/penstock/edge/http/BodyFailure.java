package dev.penstock.edge.http;

import dev.penstock.model.refusal.Refusal;

/// A body that did not come in whole. An exception because it travels as the error of a reactive stream; without a
/// stack trace because it is no error of ours.
final class BodyFailure extends Exception {

    private static final long serialVersionUID = 1L;

    private final Refusal refusal;

    BodyFailure(Refusal refusal) {
        super(refusal.code(), null, false, false);
        this.refusal = refusal;
    }

    Refusal refusal() {
        return refusal;
    }
}
