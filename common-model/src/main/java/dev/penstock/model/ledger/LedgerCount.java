package dev.penstock.model.ledger;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// How many events, and requests, had one outcome.
///
/// @param organization an organization's id, [#NOBODY] or [#OTHERS]
/// @param stream a stream's name; empty when none is known, or of requests
/// @param outcome a code of [LedgerOutcome], or of a later version's
/// @param reason why, empty when the outcome says it all
/// @param minute the beginning of the minute in which the events were received
public record LedgerCount(
        String organization, String stream, String outcome, String reason, long events, long requests, Instant minute) {

    /// In place of an organization: nobody has proved who he is, or the record is no event. No organization has such
    /// an id.
    public static final String NOBODY = "_none";

    /// In place of an organization: all those there was no room for. A minute in which it occurs can be judged in total
    /// only.
    public static final String OTHERS = "_others";

    public LedgerCount {
        if (outcome.isEmpty()) {
            throw new IllegalArgumentException("a count has an outcome");
        }
        if (events < 0 || requests < 0) {
            throw new IllegalArgumentException("counts are not negative: " + events + " events, " + requests);
        }
        if (!minute.equals(minute.truncatedTo(ChronoUnit.MINUTES))) {
            throw new IllegalArgumentException("counts are of a whole minute: " + minute);
        }
    }
}
