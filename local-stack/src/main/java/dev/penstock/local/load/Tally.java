package dev.penstock.local.load;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.HdrHistogram.Recorder;

/// Counts what becomes of requests. One thread counts, another takes what was counted.
final class Tally {

    private static final int STATUSES = 600;
    private static final long LONGEST_MICROS = Duration.ofMinutes(5).toNanos() / 1000;

    private final AtomicLongArray answers = new AtomicLongArray(STATUSES);
    private final Recorder accepted = new Recorder(LONGEST_MICROS, 3);
    private final Recorder refused = new Recorder(LONGEST_MICROS, 3);
    private final AtomicLong withoutRetryAfter = new AtomicLong();
    private final AtomicLong unanswered = new AtomicLong();
    private final AtomicLong unsent = new AtomicLong();
    private final AtomicLong broken = new AtomicLong();
    private final AtomicLong allAccepted = new AtomicLong();

    private long takenAt = System.nanoTime();

    void answered(int status, long nanos, boolean retryAfter) {
        int known = status > 0 && status < STATUSES ? status : 0;
        long micros = Math.clamp(nanos / 1000, 0, LONGEST_MICROS);
        answers.incrementAndGet(known);
        if (status / 100 == 2) {
            accepted.recordValue(micros);
            allAccepted.incrementAndGet();
        } else {
            refused.recordValue(micros);
            if ((status == 429 || status == 503) && !retryAfter) {
                withoutRetryAfter.incrementAndGet();
            }
        }
    }

    void unanswered() {
        unanswered.incrementAndGet();
    }

    void unsent(long requests) {
        unsent.addAndGet(requests);
    }

    void broken() {
        broken.incrementAndGet();
    }

    /// Answers 2xx since the beginning.
    long accepted() {
        return allAccepted.get();
    }

    /// What was counted since the last call.
    synchronized Counted take() {
        long now = System.nanoTime();
        Map<Integer, Long> byStatus = new TreeMap<>();
        for (int status = 0; status < STATUSES; status++) {
            long count = answers.getAndSet(status, 0);
            if (count > 0) {
                byStatus.put(status, count);
            }
        }
        Duration time = Duration.ofNanos(Math.max(1, now - takenAt));
        takenAt = now;
        return new Counted(
                time,
                byStatus,
                accepted.getIntervalHistogram(),
                refused.getIntervalHistogram(),
                withoutRetryAfter.getAndSet(0),
                unanswered.getAndSet(0),
                unsent.getAndSet(0),
                broken.getAndSet(0));
    }
}
