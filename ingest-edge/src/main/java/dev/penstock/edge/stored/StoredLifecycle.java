package dev.penstock.edge.stored;

import org.springframework.context.SmartLifecycle;

/// Answers who waits before the web server waits for them, and then follows the writers no more.
final class StoredLifecycle implements SmartLifecycle {

    // Stopped after the edge has said that it stops, and before the web server's graceful shutdown
    // (Integer.MAX_VALUE - 1024), which would wait for those who wait.
    private static final int PHASE = Integer.MAX_VALUE - 512;

    private final Awaiting awaiting;
    private final ProgressFollower follower;
    private volatile boolean running;

    StoredLifecycle(Awaiting awaiting, ProgressFollower follower) {
        this.awaiting = awaiting;
        this.follower = follower;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        awaiting.stop();
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
