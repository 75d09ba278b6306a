package dev.penstock.edge.admit;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// A rate limit's decision. In the limiter's package: nobody outside may have one but by a whole admission.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LimitPieces {

    private static final long COST = 10;
    private static final long BURST = TimeUnit.SECONDS.toNanos(1);

    private final Gcra limit = new Gcra(System.nanoTime());

    /// One request, the reading of the clock included.
    @Benchmark
    public long take() {
        return limit.take(COST, BURST, System.nanoTime());
    }
}
