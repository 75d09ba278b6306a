package dev.penstock.ctl.tail;

import dev.penstock.model.event.Event;
import org.jspecify.annotations.Nullable;

/// Which events are shown. The same event is always shown or never: what is left out is decided by its id. Pure.
///
/// @param org null for any, as the others
/// @param everyNth of the events that pass, 1 for all
record Sieve(
        @Nullable String org,
        @Nullable String stream,
        @Nullable String name,
        int everyNth) {

    boolean passes(Event event) {
        return (org == null || org.equals(event.org().value()))
                && (stream == null || stream.equals(event.stream().value()))
                && (name == null || name.equals(event.name()))
                && Math.floorMod(event.id().hashCode() * 0x9E3779B9, everyNth) == 0;
    }
}
