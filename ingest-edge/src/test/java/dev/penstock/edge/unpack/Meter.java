package dev.penstock.edge.unpack;

/// Room that remembers how much of it was taken.
final class Meter implements Room {

    private final long most;
    private long used;
    private long peak;
    private long output;

    Meter() {
        this(Long.MAX_VALUE);
    }

    Meter(long most) {
        this.most = most;
    }

    @Override
    public boolean grow(long bytes) {
        if (bytes > most - used) {
            return false;
        }
        used += bytes;
        peak = Math.max(peak, used);
        return true;
    }

    @Override
    public void giveBack(long bytes) {
        used -= bytes;
    }

    void reset() {
        used = 0;
        peak = 0;
        output = 0;
    }

    void done(Output unpacked) {
        output = unpacked.bytes().length;
    }

    long peak() {
        return peak;
    }

    /// What the unpacked bytes took.
    long output() {
        return output;
    }

    /// What was taken besides, and not given back.
    long scratch() {
        return used - output;
    }
}
