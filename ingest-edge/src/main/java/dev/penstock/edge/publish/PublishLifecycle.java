package dev.penstock.edge.publish;

import org.springframework.context.SmartLifecycle;

/// Opens the way to Kafka before the web server takes requests, and closes it after the last of them is answered.
final class PublishLifecycle implements SmartLifecycle {

    // Far below the web server's phases (Integer.MAX_VALUE - 2048 and above): started before it, stopped after it.
    private static final int PHASE = 0;

    private final EventPublisher publisher;
    private final LogWatch watch;
    private volatile boolean running;

    PublishLifecycle(EventPublisher publisher, LogWatch watch) {
        this.publisher = publisher;
        this.watch = watch;
    }

    @Override
    public void start() {
        watch.start();
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        watch.close();
        publisher.close();
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
