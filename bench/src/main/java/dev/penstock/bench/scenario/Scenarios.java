package dev.penstock.bench.scenario;

import dev.penstock.bench.figure.Names;
import dev.penstock.bench.figure.Report;
import dev.penstock.bench.machine.Program;
import dev.penstock.bench.scenario.Wanted.Scenario;
import dev.penstock.bench.stack.Build;
import dev.penstock.bench.stack.Stack;
import dev.penstock.local.load.Cores;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/// Runs the scenarios in the order that needs the least: the edge alone, the writer alone, everything at once.
public final class Scenarios {

    private final Build build;
    private final Wanted wanted;
    private final Lengths lengths;
    private final InstantSource clock;

    public Scenarios(Build build, Wanted wanted, Lengths lengths, InstantSource clock) {
        this.build = build;
        this.wanted = wanted;
        this.lengths = lengths;
        this.clock = clock;
    }

    /// Starts a stack in `folder`, measures, and ends it.
    ///
    /// @param report filled also when the run ends before its time
    public void run(Path folder, Path examples, Report report) throws InterruptedException {
        try (Stack stack = Stack.start(build, folder, clock)) {
            report.alone("start", Names.EDGE_READY, "s", stack.edgeReady().toMillis() / 1000.0);
            boolean further = wanted.hasAny(Scenario.WRITER, Scenario.CATCH_UP, Scenario.END_TO_END, Scenario.STEADY);
            Run run;
            try (Cores cores = Cores.share()) {
                run = new Run(stack, cores, lengths, wanted, report, new StageCosts(), examples);
                stack.edge().pin(cores.measuredCore());
                stack.broker().pin(cores.otherCore());
                stack.engine().pin(cores.otherCore());
                new EdgeStage(run).measure();
                if (further) {
                    new WriterStage(run).measure();
                }
            }
            if (further) {
                String all = run.cores().allCores();
                for (Program program : List.of(stack.edge(), stack.broker(), stack.engine(), stack.writer())) {
                    program.pin(all);
                }
                new WholeStage(run, clock).measure();
            }
        }
    }
}
