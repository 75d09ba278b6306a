package dev.penstock.edge.admit;

import dev.penstock.model.limit.Limits;
import dev.penstock.model.organization.OrgId;
import dev.penstock.model.usage.EdgeUsage;
import dev.penstock.model.usage.OrganizationUsage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/// Divides the limits of organizations among the edges, by what each edge says it has admitted.
///
/// Each edge reckons for itself, from the same numbers: what is free of a limit is offered in equal parts to those who
/// use it; what is used too much is taken from those above an even part, in proportion to what they have more. No
/// edge's part falls below the even one, so an organization that moves to another edge is never shut out there.
///
/// When an edge does not read its own numbers back, it cannot know the others', and falls back to an even part and a
/// fifth, of as many edges as it last knew: too much in all rather than an organization refused below its limit, and
/// never without a limit.
///
/// Thread-safe; a part is read without a lock. Time is a reading of [System#nanoTime].
public final class UsageShares implements Shares {

    /// Edges that are listened to.
    static final int MOST_EDGES = 200;

    // The even part would be the whole limit in all only if requests came to all edges evenly.
    private static final double ALLOWANCE = 1.2;

    // Half of what is told is taken over at once: a second is short, and a client's rhythm shows in it.
    private static final double SMOOTHING = 0.5;

    // Less than this part of a limit is not being used.
    private static final double NOTHING = 1e-4;

    private final UsagePolicy policy;
    private final String self;
    private final Function<OrgId, Limits> limits;
    private final Map<String, Edge> others = new HashMap<>();
    private final Edge own = new Edge();
    private Map<OrgId, OrganizationUsage> before = Map.of();
    private long lastTick;
    private boolean ticked;
    private boolean echoed;
    private long lastEcho;
    private int lastKnown;
    private final LongAdder omitted = new LongAdder();
    private final LongAdder ignored = new LongAdder();
    private volatile Parts parts;

    /// @param self the name of this edge
    /// @param limits of an organization, as they are in force
    public UsageShares(UsagePolicy policy, String self, Function<OrgId, Limits> limits) {
        this.policy = policy;
        this.self = self;
        this.limits = limits;
        this.lastKnown = policy.edges();
        this.parts = new Parts(Map.of(), even(lastKnown), lastKnown, false);
    }

    @Override
    public double of(OrgId org) {
        Parts now = parts;
        return now.of().getOrDefault(org, now.even());
    }

    @Override
    public double even() {
        return parts.even();
    }

    /// Edges that are counted on, this one included.
    public int edges() {
        return parts.edges();
    }

    /// Whether the edges hear each other, as far as this one can tell.
    public boolean isConnected() {
        return parts.connected();
    }

    /// Organizations that were left out of a record because it had as many as it may, so far.
    public long omitted() {
        return omitted.sum();
    }

    /// Records of edges that were one too many, so far.
    public long ignored() {
        return ignored.sum();
    }

    /// Takes in what an edge, possibly this one, has told.
    public synchronized void heard(EdgeUsage usage, long now) {
        if (usage.instance().equals(self)) {
            if (echoed && now - lastEcho > policy.silence().toNanos() / 2) {
                // The topic was away: the others could not be heard either, and get the time to speak again.
                others.values().forEach(edge -> edge.heardAt = now);
            }
            echoed = true;
            lastEcho = now;
            return;
        }
        Edge edge = others.get(usage.instance());
        if (edge == null) {
            if (others.size() >= MOST_EDGES) {
                ignored.increment();
                return;
            }
            edge = new Edge();
            others.put(usage.instance(), edge);
        }
        edge.told(usage.organizations(), limits);
        edge.heardAt = now;
    }

    /// An edge has said that it stops.
    public synchronized void left(String instance) {
        others.remove(instance);
    }

    /// Works the parts out anew. To be called once a second.
    ///
    /// @param admitted what this edge has admitted of each organization since it began to count
    /// @return what it has admitted a second since the last call, for the others
    public synchronized List<OrganizationUsage> tick(List<OrganizationUsage> admitted, long now) {
        List<OrganizationUsage> rates = rates(admitted, now);
        own.told(rates, limits);
        boolean connected = echoed && now - lastEcho <= policy.silence().toNanos();
        // Silent while this edge was heard; when nobody is, nobody has gone.
        others.values()
                .removeIf(edge ->
                        echoed && lastEcho - edge.heardAt > policy.silence().toNanos());
        int edges = others.size() + 1;
        if (connected) {
            lastKnown = edges;
            parts = new Parts(reckon(edges), even(edges), edges, true);
        } else {
            int counted = Math.max(Math.max(edges, lastKnown), policy.edges());
            parts = new Parts(Map.of(), even(counted), counted, false);
        }
        return top(rates);
    }

    private List<OrganizationUsage> rates(List<OrganizationUsage> admitted, long now) {
        double seconds = ticked ? Math.max(0.001, (now - lastTick) / 1e9) : 1;
        Map<OrgId, OrganizationUsage> totals = new HashMap<>();
        List<OrganizationUsage> rates = new ArrayList<>();
        for (OrganizationUsage total : admitted) {
            totals.put(total.org(), total);
            OrganizationUsage last = before.getOrDefault(total.org(), new OrganizationUsage(total.org(), 0, 0, 0));
            long requests = rate(total.requests(), last.requests(), seconds);
            long events = rate(total.events(), last.events(), seconds);
            long bytes = rate(total.bytes(), last.bytes(), seconds);
            if (requests > 0 || events > 0 || bytes > 0) {
                rates.add(new OrganizationUsage(total.org(), requests, events, bytes));
            }
        }
        before = totals;
        lastTick = now;
        ticked = true;
        return rates;
    }

    // Less than before: something was given back, or the count began anew.
    private static long rate(long total, long last, double seconds) {
        return Math.max(0, Math.round((total - last) / seconds));
    }

    private List<OrganizationUsage> top(List<OrganizationUsage> rates) {
        if (rates.size() <= policy.organizations()) {
            return rates;
        }
        omitted.add(rates.size() - policy.organizations());
        return rates.stream()
                .sorted(Comparator.comparingDouble((OrganizationUsage usage) -> used(usage, limits.apply(usage.org())))
                        .reversed())
                .limit(policy.organizations())
                .toList();
    }

    private Map<OrgId, Double> reckon(int edges) {
        Set<OrgId> used = new HashSet<>(own.used.keySet());
        others.values().forEach(edge -> used.addAll(edge.used.keySet()));
        Map<OrgId, Double> reckoned = new HashMap<>();
        for (OrgId org : used) {
            reckoned.put(org, part(org, edges));
        }
        return Map.copyOf(reckoned);
    }

    private double part(OrgId org, int edges) {
        double even = 1.0 / edges;
        double mine = own.of(org);
        double all = mine;
        double above = Math.max(0, mine - even);
        int users = 1;
        for (Edge edge : others.values()) {
            double its = edge.of(org);
            all += its;
            above += Math.max(0, its - even);
            users += its > NOTHING ? 1 : 0;
        }
        double part = all <= 1 ? mine + (1 - all) / users : mine - (all - 1) * Math.max(0, mine - even) / above;
        return Math.clamp(part, even, 1);
    }

    private static double even(int edges) {
        return Math.min(1, ALLOWANCE / edges);
    }

    /// The part of a limit that is used, of the one that is used most.
    private static double used(OrganizationUsage usage, Limits limits) {
        double most = part(usage.requests(), Dimension.REQUESTS.rate(limits));
        most = Math.max(most, part(usage.events(), Dimension.EVENTS.rate(limits)));
        return Math.max(most, part(usage.bytes(), Dimension.BYTES.rate(limits)));
    }

    private static double part(long amount, long limit) {
        return limit == 0 ? 0 : (double) amount / limit;
    }

    private static final class Edge {

        private final Map<OrgId, Double> used = new HashMap<>();
        private long heardAt;

        void told(List<OrganizationUsage> rates, Function<OrgId, Limits> limits) {
            used.replaceAll((org, value) -> value * (1 - SMOOTHING));
            for (OrganizationUsage rate : rates) {
                double now = UsageShares.used(rate, limits.apply(rate.org()));
                used.merge(rate.org(), now * SMOOTHING, Double::sum);
            }
            used.values().removeIf(value -> value < NOTHING);
        }

        double of(OrgId org) {
            return used.getOrDefault(org, 0.0);
        }
    }

    /// What is read on the way of a request.
    private record Parts(Map<OrgId, Double> of, double even, int edges, boolean connected) {}
}
