package dev.penstock.edge.admit;

import java.util.concurrent.atomic.AtomicLong;

/// The bytes of all bodies the edge holds at once. Whoever wants more than is left is turned away; nobody waits.
///
/// Thread-safe.
public final class InFlightBudget {

    private static final long CLOSED = -1;

    private final long limit;
    private final AtomicLong used = new AtomicLong();

    public InFlightBudget(BodyLimits limits) {
        this.limit = limits.inFlight().toBytes();
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

    private boolean take(long bytes) {
        long before = used.get();
        while (bytes <= limit - before) {
            if (used.compareAndSet(before, before + bytes)) {
                return true;
            }
            before = used.get();
        }
        return false;
    }

    /// What one request holds. Thread-safe: a request may be cancelled on another thread than it grows on.
    public final class Lease implements AutoCloseable {

        private final AtomicLong held = new AtomicLong();

        private Lease() {}

        /// Takes `bytes` more, all or none.
        ///
        /// @return false when the budget has not as many left, or the lease is closed
        public boolean grow(long bytes) {
            if (!take(bytes)) {
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
            return false;
        }

        /// Gives `bytes` back that were taken and are not needed any more.
        public void giveBack(long bytes) {
            long before = held.get();
            while (before != CLOSED) {
                if (held.compareAndSet(before, before - bytes)) {
                    used.addAndGet(-bytes);
                    return;
                }
                before = held.get();
            }
        }

        /// Takes what is missing to `bytes` in all.
        ///
        /// @return false when the budget has not as many left, or the lease is closed
        public boolean growTo(long bytes) {
            long missing = bytes - held.get();
            return missing <= 0 || grow(missing);
        }

        /// Gives everything back. Closing twice changes nothing.
        @Override
        public void close() {
            long before = held.getAndSet(CLOSED);
            if (before != CLOSED) {
                used.addAndGet(-before);
            }
        }
    }
}
