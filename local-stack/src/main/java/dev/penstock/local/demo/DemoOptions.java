package dev.penstock.local.demo;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What one run of the demonstration does, and against which servers.
///
/// @param events how many events are sent, 1 to 1,000,000
/// @param rate events per second, 0 for as many as the edge takes
/// @param retryFor how long one request is tried again before its events count as lost
/// @param visibleWithin how long the run waits for its last events after the last answer
/// @param json one JSON object on standard output instead of the tables
/// @param examples the webhooks: `index.json` of npm's `@octokit/webhooks-examples`
record DemoOptions(
        int events,
        int rate,
        Duration retryFor,
        Duration visibleWithin,
        boolean json,
        URI edge,
        String key,
        URI clickHouse,
        @Nullable String clickHouseUser,
        @Nullable String clickHousePassword,
        String database,
        Path examples) {

    static final String USAGE = """
            Usage: penstock demo [--events N] [--rate N] [--retry-for SECONDS] [--visible-within SECONDS] [--json]
              --events N               events to send, 1 to 1000000 (5000)
              --rate N                 events per second, 0 = as many as the edge takes (1000)
              --retry-for SECONDS      how long a request that was not answered 202 is sent again (120)
              --visible-within SECONDS how long to wait for the last event to be queryable (180)
              --json                   print the result as one JSON object
            """;

    private static final int MAX_EVENTS = 1_000_000;

    DemoOptions {
        if (events < 1 || events > MAX_EVENTS) {
            throw new IllegalArgumentException("--events must be 1 to " + MAX_EVENTS + ": " + events);
        }
        if (rate < 0) {
            throw new IllegalArgumentException("--rate must not be negative: " + rate);
        }
        if (retryFor.isNegative()) {
            throw new IllegalArgumentException("--retry-for must not be negative: " + retryFor.toSeconds());
        }
        if (!visibleWithin.isPositive()) {
            throw new IllegalArgumentException("--visible-within must be at least 1: " + visibleWithin.toSeconds());
        }
    }

    /// Reads the command line; the servers and the key come from the environment, where no process list shows them.
    ///
    /// @throws IllegalArgumentException naming the option or variable that is wrong
    static DemoOptions parse(List<String> arguments, Map<String, String> environment) {
        int events = 5_000;
        int rate = 1_000;
        long retryFor = 120;
        long visibleWithin = 180;
        boolean json = false;
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            switch (argument) {
                case "--json" -> json = true;
                case "--events" -> events = number(argument, arguments, ++i);
                case "--rate" -> rate = number(argument, arguments, ++i);
                case "--retry-for" -> retryFor = number(argument, arguments, ++i);
                case "--visible-within" -> visibleWithin = number(argument, arguments, ++i);
                default -> throw new IllegalArgumentException("unknown option: " + argument);
            }
        }
        return new DemoOptions(
                events,
                rate,
                Duration.ofSeconds(retryFor),
                Duration.ofSeconds(visibleWithin),
                json,
                URI.create(required("PENSTOCK_EDGE_URL", environment)),
                required("PENSTOCK_KEY", environment),
                URI.create(required("PENSTOCK_CLICKHOUSE_URL", environment)),
                environment.get("PENSTOCK_CLICKHOUSE_USER"),
                environment.get("PENSTOCK_CLICKHOUSE_PASSWORD"),
                environment.getOrDefault("PENSTOCK_CLICKHOUSE_DATABASE", "penstock"),
                Path.of(required("PENSTOCK_DEMO_EXAMPLES", environment)));
    }

    private static int number(String option, List<String> arguments, int position) {
        if (position >= arguments.size()) {
            throw new IllegalArgumentException(option + " needs a number");
        }
        try {
            return Integer.parseInt(arguments.get(position));
        } catch (NumberFormatException notANumber) {
            throw new IllegalArgumentException(
                    option + " needs a whole number: " + arguments.get(position), notANumber);
        }
    }

    private static String required(String variable, Map<String, String> environment) {
        String value = environment.get(variable);
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException(variable + " is not set; run the demonstration with ./penstock demo");
        }
        return value;
    }

    /// Without the key and the password.
    @Override
    public String toString() {
        return "DemoOptions[events=" + events + ", rate=" + rate + ", edge=" + edge + ", clickHouse=" + clickHouse
                + "]";
    }
}
