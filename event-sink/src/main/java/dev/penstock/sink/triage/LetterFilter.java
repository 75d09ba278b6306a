package dev.penstock.sink.triage;

import dev.penstock.model.deadletter.SourceCoordinates;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which dead letters are meant: those that meet all that is given.
///
/// @param group a fingerprint; null for any, as all that follow
/// @param since first seen at or after
/// @param until first seen before
/// @param sources empty for any
/// @param states empty for any
public record LetterFilter(
        @Nullable String group,
        @Nullable String org,
        @Nullable String stream,
        @Nullable String cause,
        @Nullable String column,
        @Nullable String eventId,
        @Nullable String requestId,
        @Nullable Instant since,
        @Nullable Instant until,
        List<SourceCoordinates> sources,
        Set<LetterState> states) {

    public LetterFilter {
        sources = List.copyOf(sources);
        states = Set.copyOf(states);
    }

    /// The letters of one event, in whatever state.
    public static LetterFilter ofEvent(String eventId) {
        return new LetterFilter(null, null, null, null, null, eventId, null, null, null, List.of(), Set.of());
    }

    /// The letters of one request, in whatever state.
    public static LetterFilter ofRequest(String requestId) {
        return new LetterFilter(null, null, null, null, null, null, requestId, null, null, List.of(), Set.of());
    }

    /// These letters, in whatever state.
    public static LetterFilter of(List<SourceCoordinates> sources) {
        return new LetterFilter(null, null, null, null, null, null, null, null, null, sources, Set.of());
    }
}
