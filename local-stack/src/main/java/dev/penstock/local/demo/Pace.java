package dev.penstock.local.demo;

/// Spreads events evenly over time. Safe for any number of threads.
final class Pace {

    private final double nanosPerEvent;
    private final long start;
    private long given;

    /// @param rate events per second, 0 for no limit
    Pace(int rate, long startNanoTime) {
        this.nanosPerEvent = rate == 0 ? 0 : 1_000_000_000.0 / rate;
        this.start = startNanoTime;
    }

    /// Waits until it is the turn of the next `events` events.
    void await(int events) throws InterruptedException {
        long pause = start + turn(events) - System.nanoTime();
        if (pause > 0) {
            Thread.sleep(pause / 1_000_000, (int) (pause % 1_000_000));
        }
    }

    /// Takes the next turn: nanoseconds after the start.
    synchronized long turn(int events) {
        long turn = (long) (given * nanosPerEvent);
        given += events;
        return turn;
    }
}
