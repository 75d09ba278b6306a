package dev.penstock.edge.admit;

import dev.penstock.model.key.KeyId;
import dev.penstock.model.key.KeyRecord;
import dev.penstock.model.limit.Limits;
import dev.penstock.model.organization.OrgId;
import dev.penstock.model.organization.Organization;
import dev.penstock.model.usage.OrganizationUsage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// Knows what each key and organization has used of its limits.
///
/// Nothing is remembered of a key or an organization without limits, and nothing before the key is proved: the maps
/// grow with what operators create, never with what is sent. What has not been used for a minute is forgotten.
///
/// Thread-safe. Time is a reading of [System#nanoTime].
public final class RateLimiter {

    private static final long IDLE = Duration.ofMinutes(1).toNanos();

    private final Map<KeyId, Meter> keys = new ConcurrentHashMap<>();
    private final Map<OrgId, Meter> organizations = new ConcurrentHashMap<>();
    private final Map<OrgId, Meter> guarantees = new ConcurrentHashMap<>();
    private final Map<Holder, Map<Dimension, LongAdder>> refusals = new EnumMap<>(Holder.class);
    private final LongAdder evictions = new LongAdder();
    private final RatePolicy policy;
    private final Shares shares;
    private final long burst;

    public RateLimiter(RatePolicy policy, Shares shares) {
        this.policy = policy;
        this.shares = shares;
        this.burst = policy.burst().toNanos();
        for (Holder holder : Holder.values()) {
            Map<Dimension, LongAdder> counts = new EnumMap<>(Dimension.class);
            for (Dimension dimension : Dimension.values()) {
                counts.put(dimension, new LongAdder());
            }
            refusals.put(holder, counts);
        }
    }

    boolean enforces() {
        return policy.mode() == RateMode.ENFORCE;
    }

    boolean tells() {
        return policy.headers() && enforces();
    }

    /// The accounts of a request: its key's and its organization's, each if it has limits.
    List<Account> accounts(KeyRecord key, @Nullable Organization organization, long now) {
        Limits ofOrganization = policy.limits(organization);
        if (key.limits().isNone() && ofOrganization.isNone()) {
            return List.of();
        }
        List<Account> accounts = new ArrayList<>(2);
        if (!key.limits().isNone()) {
            accounts.add(new Account(Holder.KEY, meter(keys, key.id(), now), key.limits(), shares.even(), burst));
        }
        if (!ofOrganization.isNone()) {
            accounts.add(new Account(
                    Holder.ORGANIZATION,
                    meter(organizations, key.org(), now),
                    ofOrganization,
                    shares.of(key.org()),
                    burst));
        }
        return accounts;
    }

    /// The account of what an organization may send while others are refused.
    Account guarantee(OrgId org, Limits guaranteed, long now) {
        return new Account(Holder.GUARANTEE, meter(guarantees, org, now), guaranteed, shares.even(), burst);
    }

    void refused(Shortage shortage) {
        counter(shortage.account().holder(), shortage.dimension()).increment();
    }

    /// Requests that were, or in a dry run would have been, refused so far.
    public long refusals(Holder holder, Dimension dimension) {
        return counter(holder, dimension).sum();
    }

    /// Keys and organizations of which something is remembered.
    public int meters() {
        return keys.size() + organizations.size() + guarantees.size();
    }

    /// Those that were forgotten so far, because they had not been used.
    public long evictions() {
        return evictions.sum();
    }

    /// Forgets what has not been used. To be called now and then, by any one thread.
    public void sweep(long now) {
        sweep(keys, now);
        sweep(organizations, now);
        sweep(guarantees, now);
    }

    // A request that found the meter just before may use it once more, after a minute without one: what it takes is
    // then forgotten, which is one request too many.
    private void sweep(Map<?, Meter> meters, long now) {
        meters.values().removeIf(meter -> {
            boolean idle = meter.isIdle(IDLE, now);
            if (idle) {
                evictions.increment();
            }
            return idle;
        });
    }

    /// What each organization with limits has had admitted since the start of its meter, in no order.
    public List<OrganizationUsage> admitted() {
        List<OrganizationUsage> all = new ArrayList<>(organizations.size());
        organizations.forEach((org, meter) -> all.add(new OrganizationUsage(
                org, sum(meter, Dimension.REQUESTS), sum(meter, Dimension.EVENTS), sum(meter, Dimension.BYTES))));
        return all;
    }

    // While a request is given back its sum may be read half-way.
    private static long sum(Meter meter, Dimension dimension) {
        return Math.max(0, meter.admitted(dimension).sum());
    }

    private static <K> Meter meter(Map<K, Meter> meters, K holder, long now) {
        Meter meter = meters.get(holder);
        if (meter == null) {
            meter = meters.computeIfAbsent(holder, absent -> new Meter(now));
        }
        meter.touch(now);
        return meter;
    }

    private LongAdder counter(Holder holder, Dimension dimension) {
        Map<Dimension, LongAdder> counts = refusals.get(holder);
        LongAdder counter = counts == null ? null : counts.get(dimension);
        if (counter == null) {
            throw new IllegalStateException("no counter for " + holder + " and " + dimension);
        }
        return counter;
    }
}
