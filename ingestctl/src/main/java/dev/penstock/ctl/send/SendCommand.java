package dev.penstock.ctl.send;

import com.zaxxer.hikari.HikariDataSource;
import dev.penstock.ctl.connect.GlobalOptions;
import dev.penstock.ctl.connect.UnusableOptionException;
import dev.penstock.ctl.tail.EventsTail;
import dev.penstock.ctl.tail.Seen;
import dev.penstock.ctl.terminal.ExitCode;
import dev.penstock.ctl.terminal.Json;
import dev.penstock.ctl.terminal.Terminal;
import dev.penstock.model.event.EventId;
import dev.penstock.model.event.EventIdGenerator;
import dev.penstock.model.event.Payload;
import dev.penstock.model.stream.StreamName;
import dev.penstock.model.topic.Topic;
import dev.penstock.normalize.json.JsonReader;
import dev.penstock.normalize.json.JsonValue.JsonObject;
import dev.penstock.normalize.json.MalformedJsonException;
import dev.penstock.sink.connect.ClickHousePool;
import dev.penstock.sink.triage.KnownLetter;
import dev.penstock.sink.triage.KnownLetters;
import dev.penstock.sink.triage.LetterFilter;
import dev.penstock.sink.triage.StoredEvent;
import dev.penstock.sink.triage.StoredEvents;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `ingestctl send`.
@Command(
        name = "send",
        description = {
            "Send one event to an edge, and say after how long it was answered, in Kafka, and to be queried.",
            "The key is PENSTOCK_KEY, or in the file PENSTOCK_KEY_FILE, and no option. The event is a real one, and is stored."
        },
        footer = {
            "",
            "Examples:",
            "  PENSTOCK_KEY=$(cat key.txt) ingestctl send",
            "  ingestctl send --stream orders --data '{\"order\":{\"amount\":1}}' --edge-url https://in.example.com"
        })
public final class SendCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final long LOOK_EVERY_MILLIS = 50;

    @Option(
            names = "--edge-url",
            paramLabel = "<url>",
            defaultValue = "${env:PENSTOCK_EDGE_URL:-http://127.0.0.1:8080}",
            description = "The edge (PENSTOCK_EDGE_URL; now ${DEFAULT-VALUE}).")
    private String edgeUrl = "";

    @Option(
            names = "--stream",
            paramLabel = "<stream>",
            defaultValue = "default",
            description = "Its stream (now ${DEFAULT-VALUE}).")
    private StreamName stream = StreamName.DEFAULT;

    @Option(
            names = "--data",
            paramLabel = "<json>",
            description = "The event, a JSON object without event_id; one of its own when nothing is said.")
    private String data = "{\"event_name\":\"ingestctl_send\"}";

    @Option(
            names = "--wait",
            paramLabel = "<time>",
            defaultValue = "30s",
            description = "How long to wait until it can be queried (now ${DEFAULT-VALUE}).")
    private Duration wait = Duration.ZERO;

    private final GlobalOptions options;
    private final Map<String, String> environment;
    private final InstantSource clock;
    private final Terminal terminal;

    public SendCommand(GlobalOptions options, Map<String, String> environment, InstantSource clock, Terminal terminal) {
        this.options = options;
        this.environment = Map.copyOf(environment);
        this.clock = clock;
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        String key = environment.getOrDefault("PENSTOCK_KEY", "");
        if (key.isBlank()) {
            throw new UnusableOptionException(
                    "PENSTOCK_KEY is not set, nor PENSTOCK_KEY_FILE: an ingestion key, see `ingestctl keys create`");
        }
        EventId id = new EventIdGenerator().next(clock.instant());
        String event = withId(id);
        Hops hops;
        String end;
        try (Edge edge = new Edge(edgeUrl, key);
                EventsTail log = new EventsTail(options.topicPrefix(), options.kafka());
                HikariDataSource pool = ClickHousePool.open(options.clickHouse(), 1, PATIENCE)) {
            hops = new Hops();
            Answer answer;
            try {
                answer = edge.send(stream.value(), event);
            } catch (IOException e) {
                terminal.error("the edge at " + edgeUrl + " did not answer (" + e + "): check --edge-url; whether the"
                        + " event was taken, `ingestctl receipt " + id + "` says");
                return ExitCode.FAILED.number();
            }
            hops.reached("answered", "HTTP " + answer.status());
            if (!answer.accepted()) {
                terminal.error("the edge refused it, HTTP " + answer.status() + ": " + answer.body());
                return ExitCode.REFUSED.number();
            }
            String place = place(log, id);
            if (place != null) {
                hops.reached("in the log", place);
            }
            end = settled(
                    id,
                    hops,
                    new StoredEvents(pool, options.clickHouse().database()),
                    new KnownLetters(pool, options.clickHouse().database()));
        }
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("event_id", id);
        document.put("state", end);
        document.put("hops", hops.documents());
        terminal.result(options.output(), hops.table(), document);
        return told(id, end);
    }

    private int told(EventId id, String end) {
        switch (end) {
            case "stored" -> terminal.notice("event " + id + " can be queried");
            case "dead_lettered" ->
                terminal.error("event " + id + " is a dead letter: `ingestctl dlq show " + id + "`");
            default ->
                terminal.error("event " + id + " could not be queried within " + wait.toSeconds()
                        + " s: `ingestctl lag`, then `ingestctl receipt " + id + "`");
        }
        return (end.equals("stored") ? ExitCode.DONE : ExitCode.DIFFERENCES).number();
    }

    private String withId(EventId id) {
        try {
            if (!(JsonReader.read(Payload.of(data)) instanceof JsonObject object)) {
                throw new UnusableOptionException("--data is a JSON object");
            }
            if (object.member("event_id") != null || object.member("eventId") != null) {
                throw new UnusableOptionException(
                        "--data has an event_id: leave it out, it gets one by which it is found");
            }
            String inner = data.substring(data.indexOf('{') + 1);
            return "{\"event_id\":" + Json.of(id.toString()) + (object.members().isEmpty() ? "" : ",") + inner;
        } catch (MalformedJsonException e) {
            throw new UnusableOptionException("--data is a JSON object: " + e.getMessage(), e);
        }
    }

    private String settled(EventId id, Hops hops, StoredEvents events, KnownLetters letters)
            throws SQLException, InterruptedException {
        while (hops.elapsed().compareTo(wait) < 0) {
            List<StoredEvent> stored = events.ofId(id.toString(), 1);
            if (!stored.isEmpty()) {
                hops.reached("can be queried", options.clickHouse().database() + ".events");
                return "stored";
            }
            List<KnownLetter> lettered = letters.youngest(LetterFilter.ofEvent(id.toString()), 1);
            if (!lettered.isEmpty()) {
                KnownLetter letter = lettered.getFirst();
                hops.reached(
                        "dead letter", letter.cause() + (letter.column().isEmpty() ? "" : " in " + letter.column()));
                return "dead_lettered";
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MILLIS);
        }
        return "unknown";
    }

    // Where the event stands; null when it did not come in time.
    private @Nullable String place(EventsTail log, EventId id) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() - deadline < 0) {
            for (Seen seen : log.poll()) {
                if (seen.event().id().equals(id)) {
                    return Topic.EVENTS.name(options.topicPrefix()) + "/" + seen.place();
                }
            }
        }
        return null;
    }
}
