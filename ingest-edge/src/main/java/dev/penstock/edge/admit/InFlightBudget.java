package dev.penstock.edge.admit;

import dev.penstock.model.organization.OrgId;
import dev.penstock.model.refusal.Refusal;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The bytes of all bodies the edge holds at once, and each organization's share of them. Whoever wants more than is
/// left is turned away; nobody waits.
///
/// The share may be smaller than the largest body that is allowed. So one request of an organization at a time may go
/// beyond it, up to that size: otherwise such a body could never be sent, or, were the share as large, twenty of a
/// megabyte would be held at once on a small heap, and copied by each collection.
///
/// Remembers only organizations that have a request in flight.
///
/// Thread-safe.
public final class InFlightBudget {

    /// What a request weighs before a byte of its body is there: its head, its connection's buffers, its exchange.
    /// So that many small requests are bounded too; an estimate, not measured (ADR 7).
    static final int REQUEST_WEIGHT = 4 * 1024;

    private static final long CLOSED = -1;

    private final long limit;
    private final long share;
    private final long largest;
    private final AtomicLong used = new AtomicLong();
    private final Map<OrgId, Part> parts = new ConcurrentHashMap<>();

    public InFlightBudget(BodyLimits limits, OrganizationShare share) {
        this(limits.inFlight().toBytes(), share.of(limits), limits.largest());
    }

    /// @param largest what one request of an organization may hold, whatever the others hold
    InFlightBudget(long limit, long share, long largest) {
        this.limit = limit;
        this.share = share;
        this.largest = largest;
    }

    /// Opens an account for one request, with nothing in it.
    public Lease lease() {
        return new Lease();
    }

    /// Bytes in use.
    public long used() {
        return used.get();
    }

    /// Bytes there are.
    public long limit() {
        return limit;
    }

    /// Organizations that have requests in flight.
    public int organizations() {
        return parts.size();
    }

    private static boolean take(AtomicLong used, long bytes, long limit) {
        long before = used.get();
        while (bytes <= limit - before) {
            if (used.compareAndSet(before, before + bytes)) {
                return true;
            }
            before = used.get();
        }
        return false;
    }

    private Part enter(OrgId org) {
        return parts.compute(org, (id, part) -> {
            Part entered = part == null ? new Part(id) : part;
            entered.requests++;
            return entered;
        });
    }

    private void leave(Part part) {
        parts.computeIfPresent(part.org, (id, same) -> --same.requests == 0 ? null : same);
    }

    /// What one organization holds. The number of its requests is guarded by the map.
    private static final class Part {

        private final OrgId org;
        private final AtomicLong used = new AtomicLong();
        // The request that goes beyond the share.
        private final AtomicReference<@Nullable Lease> beyond = new AtomicReference<>();
        private int requests;

        Part(OrgId org) {
            this.org = org;
        }
    }

    /// What one request holds. Thread-safe: a request may be cancelled on another thread than it grows on.
    public final class Lease implements AutoCloseable {

        private final AtomicLong held = new AtomicLong();
        private final AtomicReference<@Nullable Part> part = new AtomicReference<>();
        private volatile Refusal refusal = Refusal.EDGE_FULL;

        private Lease() {}

        /// Lets the organization pay, for what is held already too, and takes what a request weighs. Once.
        ///
        /// @return false when there is no room, see [#refusal]
        public boolean enter(OrgId org) {
            Part own = InFlightBudget.this.enter(org);
            long already = Math.max(0, held.get());
            if (!take(own.used, already, share)) {
                InFlightBudget.this.leave(own);
                refusal = Refusal.ORGANIZATION_BUSY;
                return false;
            }
            part.set(own);
            if (held.get() == CLOSED) {
                leave(already);
                return false;
            }
            return grow(REQUEST_WEIGHT);
        }

        /// Whether `bytes` more would be taken now. Takes nothing: who asks by a head holds nothing for what may never
        /// come.
        ///
        /// @return false when there are not as many left, see [#refusal]
        public boolean fits(long bytes) {
            Part own = part.get();
            if (own != null && bytes > share - own.used.get() && !mayGoBeyond(own, bytes)) {
                refusal = Refusal.ORGANIZATION_BUSY;
                return false;
            }
            if (bytes > limit - used.get()) {
                refusal = Refusal.EDGE_FULL;
                return false;
            }
            return true;
        }

        /// Takes `bytes` more, all or none.
        ///
        /// @return false when there are not as many left, see [#refusal], or the lease is closed
        public boolean grow(long bytes) {
            Part own = part.get();
            if (own != null && !take(own.used, bytes, share) && !goBeyond(own, bytes)) {
                refusal = Refusal.ORGANIZATION_BUSY;
                return false;
            }
            if (!take(used, bytes, limit)) {
                refusal = Refusal.EDGE_FULL;
                giveBack(own, bytes);
                return false;
            }
            long before = held.get();
            while (before != CLOSED) {
                if (held.compareAndSet(before, before + bytes)) {
                    return true;
                }
                before = held.get();
            }
            used.addAndGet(-bytes);
            giveBack(own, bytes);
            return false;
        }

        private boolean mayGoBeyond(Part own, long bytes) {
            Lease now = own.beyond.get();
            return (now == null || now == this) && bytes <= largest - held.get();
        }

        private boolean goBeyond(Part own, long bytes) {
            if (!mayGoBeyond(own, bytes) || !(own.beyond.compareAndSet(null, this) || own.beyond.get() == this)) {
                return false;
            }
            own.used.addAndGet(bytes);
            return true;
        }

        /// Gives `bytes` back that were taken and are not needed any more.
        public void giveBack(long bytes) {
            // Read first: whoever closes in between takes the part out.
            Part own = part.get();
            long before = held.get();
            while (before != CLOSED) {
                if (held.compareAndSet(before, before - bytes)) {
                    used.addAndGet(-bytes);
                    giveBack(own, bytes);
                    return;
                }
                before = held.get();
            }
        }

        /// Takes what is missing to `bytes` in all.
        ///
        /// @return false when there are not as many left, see [#refusal], or the lease is closed
        public boolean growTo(long bytes) {
            long missing = bytes - held.get();
            return missing <= 0 || grow(missing);
        }

        /// Gives back what is above `bytes`.
        public void shrinkTo(long bytes) {
            Part own = part.get();
            long before = held.get();
            while (before > bytes) {
                if (held.compareAndSet(before, bytes)) {
                    used.addAndGet(bytes - before);
                    giveBack(own, before - bytes);
                    return;
                }
                before = held.get();
            }
        }

        /// Why the last growth failed.
        public Refusal refusal() {
            return refusal;
        }

        /// Gives everything back. Closing twice changes nothing.
        @Override
        public void close() {
            long before = held.getAndSet(CLOSED);
            if (before != CLOSED) {
                used.addAndGet(-before);
                leave(before);
            }
        }

        // Whoever takes the part out gives it back: closing and entering may meet.
        private void leave(long bytes) {
            Part own = part.getAndSet(null);
            if (own != null) {
                giveBack(own, bytes);
                own.beyond.compareAndSet(this, null);
                InFlightBudget.this.leave(own);
            }
        }

        private static void giveBack(@Nullable Part own, long bytes) {
            if (own != null) {
                own.used.addAndGet(-bytes);
            }
        }
    }
}
