package dev.penstock.ctl.live;

import dev.penstock.model.ledger.LedgerCount;
import dev.penstock.model.ledger.LedgerOutcome;
import dev.penstock.model.ledger.LedgerRecord;
import dev.penstock.model.ledger.LedgerRecord.EdgeMinute;
import dev.penstock.model.ledger.LedgerRecord.WriterBatch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What edges and writers have counted lately, from the lines of the ledger. Not thread-safe; asks nobody.
///
/// An edge tells of a minute every ten seconds, each time all of it: what is new is the difference to what it said
/// before. A writer tells of each batch once.
public final class LedgerRates {

    /// What rates are reckoned over: an edge's line is ten seconds apart from the next.
    public static final Duration WINDOW = Duration.ofSeconds(30);

    // Lines of edges whose next one may still come. More than a fleet has in three minutes.
    private static final int MOST_LINES = 2_000;

    // Changes in a window, of all edges and writers.
    private static final int MOST_CHANGES = 200_000;

    private static final Set<String> REFUSED = Set.of(LedgerOutcome.REJECTED.code(), LedgerOutcome.SHED.code());

    private final Instant begun;
    private final Map<String, Map<Counter, Long>> edges = new LinkedHashMap<>();
    private final Deque<Change> changes = new ArrayDeque<>();
    private long dropped;

    /// @param begun from when on all lines are given
    public LedgerRates(Instant begun) {
        this.begun = begun;
    }

    /// Takes in a line.
    ///
    /// @param at when it was written
    public void take(LedgerRecord line, Instant at) {
        switch (line) {
            case EdgeMinute edge -> take(edge, at);
            case WriterBatch batch -> {
                add(new Change(at, "", "batches", 1));
                add(new Change(at, "", "batched", batch.last() - batch.first() + 1));
                sums(batch.counts()).forEach((counter, events) -> add(new Change(at, counter, events)));
            }
        }
    }

    private void take(EdgeMinute edge, Instant at) {
        String key = edge.instance() + "/" + edge.boot() + "/" + edge.minute();
        Map<Counter, Long> now = sums(edge.counts());
        Map<Counter, Long> before = edges.remove(key);
        edges.put(key, now);
        if (edges.size() > MOST_LINES) {
            edges.remove(edges.keySet().iterator().next());
        }
        if (before == null && edge.minute().isBefore(begun)) {
            // Nobody knows how much of it was said before.
            return;
        }
        now.forEach((counter, events) -> {
            long more = events - (before == null ? 0 : before.getOrDefault(counter, 0L));
            if (more > 0) {
                add(new Change(at, counter, more));
            }
        });
    }

    private void add(Change change) {
        changes.add(change);
        if (changes.size() > MOST_CHANGES) {
            changes.remove();
            dropped++;
        }
    }

    private static Map<Counter, Long> sums(List<LedgerCount> counts) {
        Map<Counter, Long> sums = new HashMap<>();
        for (LedgerCount count : counts) {
            String outcome = REFUSED.contains(count.outcome()) ? "refused" : count.outcome();
            sums.merge(new Counter(count.organization(), outcome), count.events(), Long::sum);
        }
        return sums;
    }

    /// The rates of the last [#WINDOW].
    public Rates at(Instant now) {
        Instant oldest = now.minus(WINDOW);
        changes.removeIf(change -> change.at().isBefore(oldest));
        Map<String, Map<String, Long>> sums = new HashMap<>();
        for (Change change : changes) {
            sums.computeIfAbsent(change.organization(), absent -> new HashMap<>())
                    .merge(change.outcome(), change.events(), Long::sum);
        }
        List<OrganizationRates> organizations = new ArrayList<>();
        for (Map.Entry<String, Map<String, Long>> organization : sums.entrySet()) {
            if (!organization.getKey().isEmpty()) {
                organizations.add(new OrganizationRates(
                        organization.getKey(),
                        perSecond(organization.getValue(), LedgerOutcome.ACCEPTED.code()),
                        perSecond(organization.getValue(), "refused"),
                        perSecond(organization.getValue(), LedgerOutcome.STORED.code()),
                        perSecond(organization.getValue(), LedgerOutcome.DEAD_LETTERED.code()),
                        perSecond(organization.getValue(), LedgerOutcome.PARKED.code())));
            }
        }
        organizations.sort(Comparator.comparingDouble(OrganizationRates::accepted)
                .reversed()
                .thenComparing(OrganizationRates::organization));
        Map<String, Long> batches = sums.getOrDefault("", Map.of());
        long count = batches.getOrDefault("batches", 0L);
        return new Rates(
                organizations,
                perSecond(batches, "batches"),
                count == 0 ? 0 : (double) batches.getOrDefault("batched", 0L) / count,
                dropped);
    }

    private static double perSecond(Map<String, Long> sums, String outcome) {
        return sums.getOrDefault(outcome, 0L) / (double) WINDOW.toSeconds();
    }

    /// What is counted of whom.
    private record Counter(String organization, String outcome) {}

    private record Change(Instant at, String organization, String outcome, long events) {

        Change(Instant at, Counter counter, long events) {
            this(at, counter.organization(), counter.outcome(), events);
        }
    }

    /// Events a second of one organization.
    ///
    /// @param refused by the edges, for whatever reason
    /// @param stored by the writers, as the two that follow
    public record OrganizationRates(
            String organization, double accepted, double refused, double stored, double deadLettered, double parked) {}

    /// Events and batches a second.
    ///
    /// @param organizations those that send most first
    /// @param batchRecords records of a batch, on average
    /// @param dropped lines that were too many to be kept: the rates are too low then
    public record Rates(
            List<OrganizationRates> organizations, double batchesPerSecond, double batchRecords, long dropped) {

        public Rates {
            organizations = List.copyOf(organizations);
        }
    }
}
