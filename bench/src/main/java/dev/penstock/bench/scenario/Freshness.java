package dev.penstock.bench.scenario;

import dev.penstock.bench.stack.ClickHouse;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// How long after the edge received them the events of one organization are found by a query.
///
/// Asks ten times a second, in a thread of its own: what it tells is at most a tenth of a second too much.
final class Freshness implements AutoCloseable {

    private static final long PAUSE_MILLIS = 100;
    private static final long LONGEST_MILLIS = 300_000;

    private final ClickHouse clickHouse;
    private final String organization;
    private final InstantSource clock;
    private final long since;
    private final Set<String> seen = new HashSet<>();
    private final Histogram millis = new Histogram(LONGEST_MILLIS, 3);
    private final AtomicBoolean running = new AtomicBoolean(true);
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
    private final Thread thread;

    private Freshness(ClickHouse clickHouse, String organization, InstantSource clock) {
        this.clickHouse = clickHouse;
        this.organization = organization;
        this.clock = clock;
        this.since = clock.millis();
        this.thread = Thread.ofPlatform().daemon().name("freshness").start(this::run);
    }

    static Freshness watch(ClickHouse clickHouse, String organization, InstantSource clock) {
        return new Freshness(clickHouse, organization, clock);
    }

    /// Looks once more, ends, and returns milliseconds.
    Histogram take() throws InterruptedException {
        running.set(false);
        thread.join();
        RuntimeException failed = failure.get();
        if (failed != null) {
            throw failed;
        }
        return millis;
    }

    @Override
    public void close() {
        running.set(false);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (running.get()) {
                look();
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
            look();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            failure.set(e);
        }
    }

    private void look() {
        String rows = clickHouse.query("select kafka_partition, kafka_offset, toUnixTimestamp64Milli(received_at)"
                + " from penstock.events_raw where org_id = '" + organization + "' and timestamp >="
                + " fromUnixTimestamp64Milli(" + Math.max(since, clock.millis() - 20_000) + ")");
        long now = clock.millis();
        rows.lines().forEach(row -> {
            String[] fields = row.split("\t", -1);
            if (seen.add(fields[0] + "/" + fields[1])) {
                millis.recordValue(Math.clamp(now - Long.parseLong(fields[2]), 0, LONGEST_MILLIS));
            }
        });
    }
}
