package dev.penstock.system;

import dev.penstock.local.load.Counted;
import dev.penstock.local.load.LoadRun;
import dev.penstock.local.load.Requests;
import dev.penstock.local.load.Traffic;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/// What an edge can do on this machine at this hour: what a share of its capacity means in the same run.
final class Capacity {

    private Capacity() {}

    /// Requests a second that are accepted, at the number of senders at which it is most; the median of `rounds`
    /// such numbers. Each sender sends its next request when the last is answered.
    ///
    /// @param step how long each number of senders sends
    static double of(URI edge, Requests requests, int rounds, Duration step, List<Integer> senders)
            throws InterruptedException {
        double[] peaks = new double[rounds];
        for (int round = 0; round < rounds; round++) {
            for (int connections : senders) {
                Counted counted = LoadRun.of(edge, step, List.of(Traffic.closed("capacity", requests, connections)))
                        .all();
                peaks[round] = Math.max(peaks[round], counted.acceptedPerSecond());
            }
        }
        return median(peaks);
    }

    static double median(double... numbers) {
        double[] sorted = numbers.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
