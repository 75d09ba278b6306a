package dev.penstock.local.load;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/// What became of a lane's requests in a stretch of time.
///
/// @param answers number of answers by status
/// @param accepted latencies of the answers 2xx in microseconds, from the time the request should have been sent
/// @param refused those of all other answers
/// @param withoutRetryAfter answers 429 or 503 that do not say when to come back
/// @param unanswered requests that were given up after they were sent, wholly or in part
/// @param unsent requests that were given up because no connection became free
/// @param broken requests whose connection ended before the answer
public record Counted(
        Duration time,
        Map<Integer, Long> answers,
        Histogram accepted,
        Histogram refused,
        long withoutRetryAfter,
        long unanswered,
        long unsent,
        long broken) {

    public long answers(int status) {
        return answers.getOrDefault(status, 0L);
    }

    /// Answers of other statuses than these.
    public long answersBut(int... statuses) {
        long all = answers.values().stream().mapToLong(Long::longValue).sum();
        for (int status : statuses) {
            all -= answers(status);
        }
        return all;
    }

    /// 202s a second.
    public double acceptedPerSecond() {
        return answers(202) * 1e9 / time.toNanos();
    }

    /// The latency that 99 of 100 accepted requests did not exceed, in milliseconds.
    public double p99() {
        return accepted.getValueAtPercentile(99) / 1000.0;
    }

    /// Both stretches, or both lanes, as one; the time is that of this one.
    public Counted plus(Counted other) {
        Map<Integer, Long> sums = new TreeMap<>(answers);
        other.answers.forEach((status, count) -> sums.merge(status, count, Long::sum));
        Histogram allAccepted = accepted.copy();
        allAccepted.add(other.accepted);
        Histogram allRefused = refused.copy();
        allRefused.add(other.refused);
        return new Counted(
                time,
                sums,
                allAccepted,
                allRefused,
                withoutRetryAfter + other.withoutRetryAfter,
                unanswered + other.unanswered,
                unsent + other.unsent,
                broken + other.broken);
    }

    /// The same counts in another time.
    public Counted during(Duration other) {
        return new Counted(other, answers, accepted, refused, withoutRetryAfter, unanswered, unsent, broken);
    }

    @Override
    public String toString() {
        return "%s in %.1f s, accepted p50 %.1f p99 %.1f max %.1f ms, refused p99 %.1f ms, without Retry-After %d, unanswered %d, unsent %d, broken %d"
                .formatted(
                        answers,
                        time.toNanos() / 1e9,
                        accepted.getValueAtPercentile(50) / 1000.0,
                        p99(),
                        accepted.getMaxValue() / 1000.0,
                        refused.getValueAtPercentile(99) / 1000.0,
                        withoutRetryAfter,
                        unanswered,
                        unsent,
                        broken);
    }
}
