package dev.penstock.edge.http;

import dev.penstock.edge.ledger.EdgeLedger;
import dev.penstock.model.event.Event;
import dev.penstock.model.ledger.LedgerOutcome;
import dev.penstock.model.organization.OrgId;
import dev.penstock.model.refusal.Refusal;
import dev.penstock.model.stream.StreamName;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Counts the events of one request, in the meters and in the ledger.
///
/// Written by the thread that reads the body, and read by the one that learns what became of the events.
final class EventCounts {

    private final HttpMetrics metrics;
    private final EdgeLedger ledger;
    private final Instant receivedAt;

    private volatile Shares shares = new Shares("", "", Map.of());

    EventCounts(HttpMetrics metrics, EdgeLedger ledger, Instant receivedAt) {
        this.metrics = metrics;
        this.ledger = ledger;
        this.receivedAt = receivedAt;
    }

    /// Events were found in the body.
    ///
    /// @param named the stream that the request names; null when its events do
    /// @param events those that are whole
    /// @param decoded how many there were, as the reader counted them
    void received(OrgId organization, @Nullable StreamName named, List<Event> events, int decoded) {
        Shares found = new Shares(organization.value(), named == null ? "" : named.value(), byStream(events));
        shares = found;
        metrics.receivedEvents(decoded);
        count(found, LedgerOutcome.RECEIVED, "");
        ledger.events(found.organization, found.named, receivedAt, LedgerOutcome.RECEIVED, "", decoded - events.size());
    }

    /// One of them was refused; nobody has read of which stream it is.
    void rejected(Refusal reason) {
        Shares found = shares;
        metrics.events(Outcome.REJECTED, reason, 1);
        ledger.events(found.organization, found.named, receivedAt, LedgerOutcome.REJECTED, reason.code(), 1);
    }

    /// All that are whole had one outcome.
    ///
    /// @param events how many they are; nothing is counted for none
    void all(Outcome outcome, @Nullable Refusal reason, int events) {
        if (events > 0) {
            metrics.events(outcome, reason, events);
            count(shares, outcome.inLedger(), reason == null ? "" : reason.code());
        }
    }

    /// Kafka has told of some. In the ledger, those of several streams are of unknown fate altogether: nobody knows
    /// which ones they were, and a bound is to hold for each stream.
    void partly(int acknowledged, int unknown) {
        Shares found = shares;
        String reason = Refusal.LOG_UNAVAILABLE.code();
        metrics.events(Outcome.ACCEPTED, null, acknowledged);
        metrics.events(Outcome.UNKNOWN, Refusal.LOG_UNAVAILABLE, unknown);
        if (found.streams.size() != 1) {
            count(found, LedgerOutcome.UNKNOWN, reason);
            return;
        }
        String stream = found.streams.keySet().iterator().next().value();
        ledger.events(found.organization, stream, receivedAt, LedgerOutcome.ACCEPTED, "", acknowledged);
        ledger.events(found.organization, stream, receivedAt, LedgerOutcome.UNKNOWN, reason, unknown);
    }

    private void count(Shares of, LedgerOutcome outcome, String reason) {
        of.streams.forEach((stream, events) ->
                ledger.events(of.organization, stream.value(), receivedAt, outcome, reason, events));
    }

    // As a rule all are of one stream, and nothing is looked up.
    private static Map<StreamName, Integer> byStream(List<Event> events) {
        if (events.isEmpty()) {
            return Map.of();
        }
        StreamName first = events.getFirst().stream();
        int same = 0;
        while (same < events.size() && events.get(same).stream().equals(first)) {
            same++;
        }
        if (same == events.size()) {
            return Map.of(first, same);
        }
        Map<StreamName, Integer> streams = new LinkedHashMap<>();
        events.forEach(event -> streams.merge(event.stream(), 1, Integer::sum));
        return streams;
    }

    /// Whose events they are.
    private record Shares(String organization, String named, Map<StreamName, Integer> streams) {}
}
