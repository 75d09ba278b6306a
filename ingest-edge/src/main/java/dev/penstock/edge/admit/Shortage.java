package dev.penstock.edge.admit;

/// A limit that a request would exceed.
///
/// @param waitNanos after which the same request is worth another try
record Shortage(Account account, Dimension dimension, long waitNanos) {

    /// For the sender of the request.
    String detail() {
        return account.holder().words() + " of " + account.limit(dimension) + " " + dimension.code()
                + " a second is used up, try again in " + Account.seconds(waitNanos) + " s";
    }

    RateStatus status(long now) {
        return account.status(dimension, waitNanos, now);
    }
}
