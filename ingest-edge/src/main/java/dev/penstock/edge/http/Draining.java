package dev.penstock.edge.http;

import dev.penstock.edge.ready.Gate;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/// The first step of a shutdown: says "not ready" while requests are still taken, so that none is sent to a closed
/// port.
final class Draining implements SmartLifecycle, Gate {

    private static final Logger log = LoggerFactory.getLogger(Draining.class);

    private final HttpPolicy policy;
    private volatile boolean running;

    Draining(HttpPolicy policy) {
        this.policy = policy;
    }

    @Override
    public List<String> reasons() {
        return running ? List.of() : List.of("this edge is starting or stopping");
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        log.atInfo().addKeyValue("delay", policy.drainDelay()).log("draining, requests in flight are finished");
        try {
            TimeUnit.NANOSECONDS.sleep(policy.drainDelay().toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /// Above the web server's phases: started after it, stopped before it.
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }
}
