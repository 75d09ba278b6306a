package dev.penstock.local.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.random.RandomGenerator;

/// `./penstock demo`: real GitHub webhooks through the edge, and the proof that all of them are stored.
///
/// Exit code 0 when sent = stored, 1 when not, 2 for a wrong command line. Progress goes to standard error, the
/// result to standard output.
public final class Demo {

    private Demo() {}

    public static void main(String[] arguments) throws InterruptedException {
        // Whatever the locale of the shell: the bar and the payload sizes are UTF-8.
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        if (List.of(arguments).contains("--help")) {
            out.print(DemoOptions.USAGE);
            return;
        }
        DemoOptions options;
        try {
            options = DemoOptions.parse(List.of(arguments), System.getenv());
        } catch (IllegalArgumentException wrong) {
            err.println("penstock demo: " + wrong.getMessage());
            err.print(DemoOptions.USAGE);
            System.exit(2);
            return;
        }
        System.exit(run(options, out, err) ? 0 : 1);
    }

    private static boolean run(DemoOptions options, PrintStream out, PrintStream err) throws InterruptedException {
        InstantSource clock = InstantSource.system();
        RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
        String run = Long.toUnsignedString(random.nextLong() & 0xFF_FFFF_FFFFL, 36);
        try {
            List<Webhook> webhooks = WebhookExamples.read(options.examples());
            DemoTraffic traffic = new DemoTraffic(webhooks, options.events(), run, clock, random);
            Progress progress = new Progress(err, terminal(), options.events(), System.nanoTime());
            DemoRun demo = new DemoRun(options, traffic, clock.instant().truncatedTo(ChronoUnit.MILLIS), progress);
            DemoReport report = demo.run(run);
            out.print(options.json() ? report.json() + "\n" : "\n" + report.table());
            return report.balanced();
        } catch (IOException failed) {
            err.println("penstock demo: " + failed.getMessage());
            return false;
        }
    }

    /// Only the shell can tell whether standard error is a terminal; the launcher says so.
    private static boolean terminal() {
        return "1".equals(System.getenv("PENSTOCK_TERMINAL"));
    }
}
