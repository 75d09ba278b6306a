package dev.penstock.writer.letters;

/// How far one attempt came.
sealed interface Step {

    /// Nothing is left to be done.
    record Done() implements Step {}

    /// It moved, and there is more to do.
    record Again() implements Step {}

    /// It is to be tried again after a while.
    record Waiting(String reason) implements Step {}

    /// It is to be tried again now and then, but somebody must act first.
    record Halted(String reason) implements Step {}
}
