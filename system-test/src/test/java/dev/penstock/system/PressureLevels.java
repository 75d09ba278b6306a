package dev.penstock.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntSupplier;
import org.awaitility.Awaitility;

/// Watches the level an edge is at, on a thread of its own, and keeps each it has seen. Between looks it does what the
/// test wants done again and again.
final class PressureLevels implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final long PERIOD_MILLIS = 200;

    private final IntSupplier level;
    private final Runnable meanwhile;
    private final List<Integer> seen = new ArrayList<>();
    private final AtomicBoolean running = new AtomicBoolean(true);
    private final Thread thread;

    PressureLevels(IntSupplier level, Runnable meanwhile) {
        this.level = level;
        this.meanwhile = meanwhile;
        this.thread = Thread.ofPlatform().name("levels").start(this::watch);
    }

    int now() {
        synchronized (seen) {
            return seen.isEmpty() ? -1 : seen.getLast();
        }
    }

    void await(int awaited) {
        Awaitility.await("level " + awaited)
                .pollInterval(Duration.ofMillis(100))
                .atMost(PATIENCE)
                .until(() -> now() == awaited);
    }

    void haveRisenByOneAndFallen() {
        synchronized (seen) {
            assertThat(seen).startsWith(0, 1, 2, 3).endsWith(0);
            assertThat(seen.subList(3, seen.size())).isSortedAccordingTo((one, next) -> next - one);
        }
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

    private void watch() {
        for (int round = 0; running.get(); round++) {
            int now = level.getAsInt();
            synchronized (seen) {
                if (seen.isEmpty() || seen.getLast() != now) {
                    seen.add(now);
                }
            }
            if (round % 2 == 0) {
                meanwhile.run();
            }
            try {
                Thread.sleep(PERIOD_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
