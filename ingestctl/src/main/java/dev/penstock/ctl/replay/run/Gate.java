package dev.penstock.ctl.replay.run;

/// Where the spans of a replay wait while what is live needs all there is. Thread-safe.
final class Gate {

    private boolean closed;

    synchronized void close(boolean now) {
        closed = now;
        notifyAll();
    }

    /// Waits until it is open.
    synchronized void pass() throws InterruptedException {
        while (closed) {
            wait();
        }
    }
}
