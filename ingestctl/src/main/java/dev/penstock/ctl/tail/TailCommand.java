package dev.penstock.ctl.tail;

import com.zaxxer.hikari.HikariDataSource;
import dev.penstock.control.state.ControlState;
import dev.penstock.ctl.connect.ControlPlanes;
import dev.penstock.ctl.connect.GlobalOptions;
import dev.penstock.ctl.connect.UnusableOptionException;
import dev.penstock.ctl.terminal.ExitCode;
import dev.penstock.ctl.terminal.OutputForm;
import dev.penstock.ctl.terminal.Terminal;
import dev.penstock.model.event.Event;
import dev.penstock.model.event.EventId;
import dev.penstock.model.event.Payload;
import dev.penstock.model.organization.OrgId;
import dev.penstock.model.stream.StreamName;
import dev.penstock.normalize.Normalizer;
import dev.penstock.normalize.definition.DefinitionSet;
import dev.penstock.sink.connect.ClickHousePool;
import dev.penstock.sink.triage.StoredEvents;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `ingestctl tail`. Follows events from the log to their table. What it cannot follow it says: more events at once
/// than it may keep, and those of which nothing is seen in time.
@Command(
        name = "tail",
        description = {
            "Show accepted events as they come, each with what became of it: stored, dead_lettered and why, or unknown"
                    + " after --wait.",
            "A line an event, in the order in which they were settled; with --output json a JSON object a line. Payloads"
                    + " are shown only with --payload, and without what the rules for personal data hide."
        },
        footer = {
            "",
            "Examples:",
            "  ingestctl tail --org acme --stream orders --payload",
            "  ingestctl tail --every 100 --for 60s --output json"
        })
public final class TailCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final int MOST_WAITING = 2_000;

    private static final int AT_ONCE = 500;

    private static final long LOOK_EVERY = TimeUnit.MILLISECONDS.toNanos(500);

    @Option(names = "--org", paramLabel = "<id>", description = "Events of one organization.")
    private @Nullable OrgId org;

    @Option(names = "--stream", paramLabel = "<stream>", description = "Events of one stream.")
    private @Nullable StreamName stream;

    @Option(names = "--name", paramLabel = "<event name>", description = "Events of one name.")
    private @Nullable String name;

    @Option(
            names = "--every",
            paramLabel = "<n>",
            defaultValue = "1",
            description = "One of so many events (now ${DEFAULT-VALUE}).")
    private int every;

    @Option(names = "--payload", description = "Also what they say.")
    private boolean payload;

    @Option(names = "--count", paramLabel = "<n>", description = "End after so many events.")
    private @Nullable Long count;

    @Option(names = "--for", paramLabel = "<time>", description = "End after this time.")
    private @Nullable Duration time;

    @Option(
            names = "--wait",
            paramLabel = "<time>",
            defaultValue = "30s",
            description = "How long to wait for what becomes of an event (now ${DEFAULT-VALUE}).")
    private Duration wait = Duration.ZERO;

    private final GlobalOptions options;
    private final ControlPlanes planes;
    private final Terminal terminal;

    private final Deque<Seen> waiting = new ArrayDeque<>();
    private long left;

    public TailCommand(GlobalOptions options, ControlPlanes planes, Terminal terminal) {
        this.options = options;
        this.planes = planes;
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        if (every < 1 || (count != null && count < 1)) {
            throw new UnusableOptionException("--every and --count are above 0");
        }
        ControlState state = planes.open().read();
        Normalizer rules = new Normalizer(
                DefinitionSet.of(state.streamsAt(state.revision()).values()));
        Sieve sieve = new Sieve(org == null ? null : org.value(), stream == null ? null : stream.value(), name, every);
        try (EventsTail tail = new EventsTail(options.topicPrefix(), options.kafka());
                HikariDataSource pool = ClickHousePool.open(options.clickHouse(), 1, PATIENCE)) {
            terminal.notice("following " + (count == null ? "" : count + " ") + "events; control-C ends it");
            follow(
                    tail,
                    sieve,
                    rules,
                    new StoredEvents(pool, options.clickHouse().database()));
        }
        if (left > 0) {
            terminal.notice(left + " events came faster than they can be followed, and were left out: --every shows"
                    + " fewer");
        }
        return ExitCode.DONE.number();
    }

    private void follow(EventsTail tail, Sieve sieve, Normalizer rules, StoredEvents events) throws SQLException {
        long begun = System.nanoTime();
        long looked = begun;
        long taken = 0;
        while (true) {
            boolean more =
                    (time == null || System.nanoTime() - begun < time.toNanos()) && (count == null || taken < count);
            if (!more && waiting.isEmpty()) {
                return;
            }
            for (Seen seen : tail.poll()) {
                if (more && sieve.passes(seen.event()) && (count == null || taken < count)) {
                    taken += take(seen);
                }
            }
            if (System.nanoTime() - looked >= LOOK_EVERY) {
                looked = System.nanoTime();
                settle(rules, events);
            }
        }
    }

    private int take(Seen seen) {
        if (waiting.size() >= MOST_WAITING) {
            left++;
            return 0;
        }
        waiting.add(seen);
        return 1;
    }

    private void settle(Normalizer rules, StoredEvents events) throws SQLException {
        List<Seen> oldest = new ArrayList<>();
        for (int i = 0; i < AT_ONCE && !waiting.isEmpty(); i++) {
            oldest.add(waiting.remove());
        }
        if (oldest.isEmpty()) {
            return;
        }
        List<EventId> ids = oldest.stream().map(seen -> seen.event().id()).toList();
        Map<EventId, String> states = events.states(ids);
        long now = System.nanoTime();
        List<Seen> open = new ArrayList<>();
        for (Seen seen : oldest) {
            String known = states.get(seen.event().id());
            if (known != null) {
                show(seen, known, now, rules);
            } else if (now - seen.seenAt() > wait.toNanos()) {
                show(seen, "unknown", now, rules);
            } else {
                open.add(seen);
            }
        }
        waiting.addAll(open);
    }

    private void show(Seen seen, String state, long now, Normalizer rules) {
        Event event = seen.event();
        long after = TimeUnit.NANOSECONDS.toMillis(now - seen.seenAt());
        String text = payload ? text(event, rules) : null;
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("received_at", event.receivedAt());
        document.put("org_id", event.org());
        document.put("stream", event.stream());
        document.put("event_name", event.name());
        document.put("event_id", event.id());
        document.put("place", seen.place());
        document.put("state", state);
        document.put("after_ms", after);
        document.put("payload", text);
        String line = String.join(
                "  ",
                event.receivedAt().toString(),
                event.org().value(),
                event.stream().value(),
                event.name().isEmpty() ? "-" : event.name(),
                event.id().toString(),
                state,
                after + " ms",
                text == null ? "" : text);
        // What a sender wrote must not move the cursor or forge a line.
        terminal.result(
                options.output() == OutputForm.JSON ? OutputForm.JSON : OutputForm.TABLE,
                line.replaceAll("\\p{Cntrl}", "?").stripTrailing(),
                document);
    }

    private static String text(Event event, Normalizer rules) {
        return rules.withoutPersonalData(event)
                .map(Payload::toByteArray)
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .orElse("(hidden: what may be shown of it cannot be said)");
    }
}
