package dev.penstock.bench;

import dev.penstock.bench.figure.Goal;
import dev.penstock.bench.figure.Goals;
import dev.penstock.bench.figure.RecordedRatio;
import dev.penstock.bench.figure.Report;
import dev.penstock.bench.machine.Machine;
import dev.penstock.bench.report.JsonReport;
import dev.penstock.bench.report.PageReport;
import dev.penstock.bench.report.TextReport;
import dev.penstock.bench.scenario.Scenarios;
import dev.penstock.bench.stack.Build;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;

/// `./penstock bench`: measures, prints, and writes `latest.json` and `latest.html`. Ends by itself.
public final class Bench {

    // The topics of a long run, ClickHouse's rows, and room to breathe.
    private static final long LEAST_FREE = 12L * 1024 * 1024 * 1024;

    private Bench() {}

    public static void main(String[] arguments) {
        Options options;
        try {
            options = Options.parse(List.of(arguments));
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            return;
        }
        System.exit(run(options));
    }

    /// @return 0 when all that was asked for was measured, and nothing fell that must not
    private static int run(Options options) {
        Report report = new Report();
        Machine machine = Machine.here(options.root());
        System.out.println(machine.sentence());
        int result = 0;
        try {
            Files.createDirectories(options.output());
            long free = Files.getFileStore(options.output()).getUsableSpace();
            if (free < LEAST_FREE) {
                System.err.println("the bench needs " + LEAST_FREE / (1L << 30) + " GB of free disk; there are "
                        + free / (1L << 30));
                return 1;
            }
            Path folder = Files.createTempDirectory(options.output(), "run-");
            Path examples = options.root()
                    .resolve("local-stack/node_modules/@octokit/webhooks-examples/api.github.com/index.json");
            new Scenarios(
                            new Build(options.root(), options.build(), options.edgeFlags(), options.writerFlags()),
                            options.wanted(),
                            options.lengths(),
                            InstantSource.system())
                    .run(folder, examples, report);
        } catch (IOException e) {
            System.err.println("the bench cannot write its files: " + e);
            return 1;
        } catch (InterruptedException e) {
            report.note("interrupted");
            result = 1;
        } catch (RuntimeException e) {
            report.note("ended early: " + e.getMessage());
            e.printStackTrace();
            result = 1;
        }
        if (!write(options, machine, report)) {
            return 1;
        }
        return options.floor() && !kept(report) ? 1 : result;
    }

    // Ratios hold on any machine, roughly; a run that is short and beside others, more roughly still.
    private static boolean kept(Report report) {
        boolean kept = true;
        for (RecordedRatio recorded : RecordedRatio.read(recorded())) {
            RecordedRatio.Outcome outcome = recorded.of(report.figures());
            System.out.println(outcome.sentence());
            kept &= outcome.kept();
        }
        return kept;
    }

    static String recorded() {
        try (InputStream in = Objects.requireNonNull(Bench.class.getResourceAsStream("recorded-ratios.tsv"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean write(Options options, Machine machine, Report report) {
        List<Goal.Outcome> goals =
                Goals.all().stream().map(goal -> goal.of(report.figures())).toList();
        System.out.println(TextReport.of(report.figures(), report.notes(), goals));
        try {
            Path json = options.output().resolve("latest.json");
            Path page = options.output().resolve("latest.html");
            Files.writeString(json, JsonReport.of(report.figures()));
            Files.writeString(page, PageReport.of(machine.sentence(), report.figures(), report.notes(), goals));
            System.out.println("written: " + json + " and " + page);
            return true;
        } catch (IOException e) {
            System.err.println("the report cannot be written: " + e);
            return false;
        }
    }
}
