package dev.penstock.ctl.replay.plan;

import dev.penstock.model.event.Event;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Which events of a range are replayed: those that are of one of each, where something is named at all.
///
/// @param organizations empty for all, and so on
/// @param where null for any payload
public record ReplayFilter(
        List<String> organizations,
        List<String> streams,
        List<String> names,
        @Nullable PayloadPredicate where) {

    public static final ReplayFilter ALL = new ReplayFilter(List.of(), List.of(), List.of(), null);

    public ReplayFilter {
        organizations = sorted(organizations);
        streams = sorted(streams);
        names = sorted(names);
    }

    public boolean isAll() {
        return equals(ALL);
    }

    public boolean matches(Event event) {
        return has(organizations, event.org().value())
                && has(streams, event.stream().value())
                && has(names, event.name())
                && (where == null || where.matches(event.payload()));
    }

    private static boolean has(List<String> wanted, String value) {
        return wanted.isEmpty() || wanted.contains(value);
    }

    private static List<String> sorted(List<String> values) {
        Set<String> each = new TreeSet<>(values);
        return List.copyOf(each);
    }
}
