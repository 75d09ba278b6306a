package dev.penstock.edge.signal;

import org.springframework.context.SmartLifecycle;

/// Starts after the way to Kafka is open, and stops before it is closed: the last word of this edge to the others
/// still has to go out.
final class SignalLifecycle implements SmartLifecycle {

    // Above the producer's phase (0), below the web server's.
    private static final int PHASE = 100;

    private final SignalFollower follower;
    private final UsageReporter reporter;
    private final LogRoom room;
    private volatile boolean running;

    SignalLifecycle(SignalFollower follower, UsageReporter reporter, LogRoom room) {
        this.follower = follower;
        this.reporter = reporter;
        this.room = room;
    }

    @Override
    public void start() {
        follower.start();
        reporter.start();
        room.start();
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        reporter.close();
        room.close();
        follower.close();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
