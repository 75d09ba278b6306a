package dev.penstock.ctl.top;

import dev.penstock.ctl.connect.GlobalOptions;
import dev.penstock.ctl.connect.UnusableOptionException;
import dev.penstock.ctl.terminal.ExitCode;
import dev.penstock.ctl.terminal.OutputForm;
import dev.penstock.ctl.terminal.Screen;
import dev.penstock.ctl.terminal.Terminal;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `ingestctl top`.
@Command(
        name = "top",
        description = {
            "Show what happens now, again and again: events a second by organization, lag, batches, pressure; and of each"
                    + " --metrics-url how long its inserts take. Ends with q.",
            "Rates are of the last half minute: edges tell what they counted every ten seconds."
        },
        footer = {
            "",
            "Examples:",
            "  ingestctl top",
            "  ingestctl top --metrics-url http://edge:8081 --metrics-url http://writer:8082",
            "  ingestctl top --once --output json"
        })
public final class TopCommand implements Callable<Integer> {

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final int MOST_PROCESSES = 50;
    private static final String METRICS = "/actuator/prometheus";

    @Option(
            names = "--every",
            paramLabel = "<time>",
            defaultValue = "2s",
            description = "How often to look (now ${DEFAULT-VALUE}).")
    private Duration every = SHORTEST;

    @Option(names = "--once", description = "Look once.")
    private boolean once;

    @Option(names = "--for", paramLabel = "<time>", description = "End after this time.")
    private @Nullable Duration time;

    @Option(
            names = "--organizations",
            paramLabel = "<n>",
            defaultValue = "10",
            description = "Organizations to show, those that send most (now ${DEFAULT-VALUE}).")
    private int organizations;

    @Option(
            names = "--metrics-url",
            split = ",",
            paramLabel = "<url>",
            defaultValue = "${env:PENSTOCK_METRICS_URL}",
            description = "The management port of an edge or a writer, as often as needed (PENSTOCK_METRICS_URL, by"
                    + " commas).")
    private @Nullable List<String> urls;

    @Option(
            names = "--writer-group",
            paramLabel = "<group>",
            defaultValue = "${env:PENSTOCK_WRITER_GROUP:-penstock-writer}",
            description = "The group of the writers (PENSTOCK_WRITER_GROUP; now ${DEFAULT-VALUE}).")
    private String group = "";

    private final GlobalOptions options;
    private final InstantSource clock;
    private final Terminal terminal;

    public TopCommand(GlobalOptions options, InstantSource clock, Terminal terminal) {
        this.options = options;
        this.clock = clock;
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        if (every.compareTo(SHORTEST) < 0 || every.compareTo(LONGEST) > 0) {
            throw new UnusableOptionException("--every is 1s to 1h");
        }
        if (organizations < 1) {
            throw new UnusableOptionException("--organizations is above 0");
        }
        List<URI> places = places();
        long begun = System.nanoTime();
        try (Looks looks = new Looks(options, group, places, clock);
                Screen screen = terminal.screen(options.output() == OutputForm.TABLE && !once)) {
            boolean more = !screen.isLeft(once ? SHORTEST : Duration.ZERO);
            while (more) {
                show(looks, screen);
                more = !once && !screen.isLeft(every) && (time == null || System.nanoTime() - begun < time.toNanos());
            }
        }
        return ExitCode.DONE.number();
    }

    private void show(Looks looks, Screen screen) throws InterruptedException {
        try {
            Frame frame = looks.look();
            if (options.output() == OutputForm.JSON) {
                terminal.result(OutputForm.JSON, "", frame.document());
            } else {
                screen.show(frame.text(organizations));
            }
        } catch (KafkaException e) {
            if (once) {
                throw e;
            }
            // It is looked at because something is wrong.
            terminal.notice("Kafka does not tell: " + e.getMessage());
        }
    }

    private List<URI> places() {
        List<URI> places = new ArrayList<>();
        for (String url : urls == null ? List.<String>of() : urls) {
            try {
                URI place = URI.create(url.strip());
                if (place.getHost() == null || !List.of("http", "https").contains(place.getScheme())) {
                    throw new IllegalArgumentException(url);
                }
                String path = place.getPath();
                places.add(path.isEmpty() || path.equals("/") ? place.resolve(METRICS) : place);
            } catch (IllegalArgumentException e) {
                throw new UnusableOptionException("--metrics-url is http://host:port: '" + url + "'", e);
            }
        }
        if (places.size() > MOST_PROCESSES) {
            throw new UnusableOptionException("--metrics-url: at most " + MOST_PROCESSES);
        }
        return places;
    }
}
