package dev.penstock.sink.triage;

import dev.penstock.model.deadletter.SourceCoordinates;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Dead letters of one cause.
///
/// @param someOrganizations ten at most
/// @param sampleSource where the youngest of them came from
public record LetterGroup(
        String fingerprint,
        String cause,
        String stream,
        String column,
        long letters,
        long open,
        long redriven,
        long discarded,
        long superseded,
        Instant first,
        Instant last,
        long organizations,
        List<String> someOrganizations,
        String sampleExpected,
        String sampleDetail,
        @Nullable String sampleEventId,
        SourceCoordinates sampleSource) {

    public LetterGroup {
        someOrganizations = List.copyOf(someOrganizations);
    }
}
