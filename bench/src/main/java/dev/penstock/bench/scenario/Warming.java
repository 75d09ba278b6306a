package dev.penstock.bench.scenario;

import dev.penstock.bench.figure.Report;
import dev.penstock.bench.machine.Vitals;
import java.time.Duration;

/// Loads a server until the compilers of its JVM have little left to do: what they use would count as the server's, and
/// what they have not compiled yet runs slowly. A server that runs for days has that behind it.
final class Warming {

    // Of a core, over one turn: less than rounds differ by anyway.
    private static final double LITTLE = 0.1;

    private final Duration most;
    private final Report report;

    /// @param most after which it is measured as it is, and the report says so
    Warming(Duration most, Report report) {
        this.most = most;
        this.report = report;
    }

    /// Gives the server turns of some seconds of `load`; one at least.
    void warm(String name, Vitals server, Load load) throws InterruptedException {
        long deadline = System.nanoTime() + most.toNanos();
        double share;
        do {
            double compiled = server.compilerSeconds();
            long begun = System.nanoTime();
            load.turn();
            share = (server.compilerSeconds() - compiled) / ((System.nanoTime() - begun) / 1e9);
        } while (share > LITTLE && System.nanoTime() - deadline < 0);
        if (share > LITTLE) {
            report.note(
                    "%s was measured while its JVM still compiled, on %.0f %% of a core".formatted(name, 100 * share));
        }
    }

    /// A turn of load.
    interface Load {

        void turn() throws InterruptedException;
    }
}
