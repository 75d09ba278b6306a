package dev.penstock.writer.consume;

import dev.penstock.writer.settle.Outcome;
import dev.penstock.writer.settle.Settlement;
import dev.penstock.writer.settle.Settler;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Runs attempts beside the thread that polls, which must never wait for ClickHouse. As many at once as there may
/// be inserts; each partition has at most one here, which bounds the queue.
final class AttemptThreads implements AutoCloseable {

    private final Settler settler;
    private final ExecutorService threads;

    AttemptThreads(Settler settler, int concurrency) {
        this.settler = settler;
        this.threads = Executors.newFixedThreadPool(
                concurrency, Thread.ofPlatform().daemon().name("settle-", 0).factory());
    }

    Future<Outcome> submit(Settlement settlement) {
        return threads.submit(() -> settler.attempt(settlement));
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
