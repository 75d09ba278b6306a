package dev.penstock.edge.admit;

import dev.penstock.model.refusal.Refusal;
import org.jspecify.annotations.Nullable;

/// Whether a request, or what was found in its body, may come in.
public sealed interface Admission {

    /// It may. The ticket goes with the request to its end.
    record Admitted(Ticket ticket) implements Admission {}

    /// It may not; whatever it had taken of its limits is given back.
    ///
    /// @param detail for its sender
    /// @param waitNanos after which another try may succeed; 0 when it cannot be told
    /// @param status of the limit that refused; null when it was none, or is not to be told
    record Refused(
            Refusal refusal,
            String detail,
            long waitNanos,
            @Nullable RateStatus status) implements Admission {}
}
