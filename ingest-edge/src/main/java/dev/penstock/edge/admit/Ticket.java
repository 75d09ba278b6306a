package dev.penstock.edge.admit;

import dev.penstock.model.event.Event;
import dev.penstock.model.refusal.Refusal;
import dev.penstock.model.stream.StreamName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one admitted request has taken of its limits. For the thread of the request.
public final class Ticket {

    /// Of a request without limits.
    static final Ticket FREE = new Ticket(null, null, List.of(), List.of());

    private final @Nullable AdmissionControl control;
    private final @Nullable RateLimiter limiter;
    private final List<Account> limits;
    private final List<Account> guarantees;
    private long bytes;
    // In a dry run: the request would have been refused, and takes nothing any more.
    private boolean over;

    Ticket(
            @Nullable AdmissionControl control,
            @Nullable RateLimiter limiter,
            List<Account> limits,
            List<Account> guarantees) {
        this.control = control;
        this.limiter = limiter;
        this.limits = limits;
        this.guarantees = guarantees;
    }

    /// Takes what a request costs by its head alone: itself, and the bytes it announces.
    Admission begin(long announced, long now) {
        bytes = Math.max(0, announced);
        Admission.Refused refused = take(Dimension.REQUESTS, 1, Dimension.BYTES, bytes, now);
        return refused == null ? new Admission.Admitted(this) : refused;
    }

    /// Takes what has been found in the body, all or none: its events, and the bytes that were not announced.
    ///
    /// @param events those that would be published
    /// @param size bytes of the body, unpacked
    /// @param now a reading of [System#nanoTime]
    /// @return null when they may be published
    public Admission.@Nullable Refused settle(List<Event> events, long size, long now) {
        AdmissionControl decides = control;
        if (decides == null) {
            return null;
        }
        if (!guarantees.isEmpty() && shedsAny(decides, events)) {
            giveBack(now);
            return AdmissionControl.full();
        }
        if (size <= bytes) {
            return take(Dimension.EVENTS, events.size(), Dimension.BYTES, 0, now);
        }
        // All bytes at once: those announced are in use already, and only an unused limit admits more than the burst.
        limits.forEach(account -> account.giveBack(Dimension.BYTES, now));
        guarantees.forEach(account -> account.giveBack(Dimension.BYTES, now));
        bytes = size;
        return take(Dimension.EVENTS, events.size(), Dimension.BYTES, size, now);
    }

    /// Gives back what the request has taken: it was refused for a reason of ours.
    public void giveBack(long now) {
        limits.forEach(account -> account.giveBack(now));
        guarantees.forEach(account -> account.giveBack(now));
    }

    /// What is left of the limit that is nearest to its end; null when there is none, or it is not to be told.
    public @Nullable RateStatus status(long now) {
        if (limiter == null || !limiter.tells()) {
            return null;
        }
        Account nearest = null;
        Dimension of = Dimension.REQUESTS;
        double most = -1;
        for (Account account : limits) {
            for (Dimension dimension : DIMENSIONS) {
                if (account.limit(dimension) > 0 && account.usedPart(dimension, now) > most) {
                    most = account.usedPart(dimension, now);
                    nearest = account;
                    of = dimension;
                }
            }
        }
        return nearest == null ? null : nearest.status(of, 0, now);
    }

    private static final List<Dimension> DIMENSIONS = List.of(Dimension.values());

    private static boolean shedsAny(AdmissionControl decides, List<Event> events) {
        StreamName last = null;
        for (Event event : events) {
            // Mostly they are all of one stream.
            if (!event.stream().equals(last)) {
                last = event.stream();
                if (decides.sheds(last)) {
                    return true;
                }
            }
        }
        return false;
    }

    private Admission.@Nullable Refused take(Dimension first, long amount, Dimension second, long more, long now) {
        Shortage guarantee = shortage(guarantees, first, amount, second, more, now);
        if (guarantee != null) {
            return refused(Refusal.SINK_PRESSURE, guarantee, now);
        }
        Shortage limit = over ? null : shortage(limits, first, amount, second, more, now);
        if (limit == null) {
            return null;
        }
        if (limiter != null && !limiter.enforces()) {
            limiter.refused(limit);
            limits.forEach(account -> account.giveBack(now));
            over = true;
            return null;
        }
        return refused(Refusal.RATE_LIMITED, limit, now);
    }

    private Admission.Refused refused(Refusal refusal, Shortage shortage, long now) {
        giveBack(now);
        RateStatus status = null;
        if (limiter != null) {
            limiter.refused(shortage);
            // What is guaranteed under pressure is no limit a sender has to know at other times.
            status = limiter.tells() && refusal == Refusal.RATE_LIMITED ? shortage.status(now) : null;
        }
        return new Admission.Refused(refusal, shortage.detail(), shortage.waitNanos(), status);
    }

    private static @Nullable Shortage shortage(
            List<Account> accounts, Dimension first, long amount, Dimension second, long more, long now) {
        for (Account account : accounts) {
            long wait = account.take(first, amount, now);
            if (wait > 0) {
                return new Shortage(account, first, wait);
            }
            wait = account.take(second, more, now);
            if (wait > 0) {
                return new Shortage(account, second, wait);
            }
        }
        return null;
    }
}
