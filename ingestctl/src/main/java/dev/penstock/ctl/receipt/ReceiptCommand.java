package dev.penstock.ctl.receipt;

import com.zaxxer.hikari.HikariDataSource;
import dev.penstock.ctl.connect.GlobalOptions;
import dev.penstock.ctl.connect.UnusableOptionException;
import dev.penstock.ctl.terminal.ExitCode;
import dev.penstock.ctl.terminal.Terminal;
import dev.penstock.ctl.terminal.TextTable;
import dev.penstock.ctl.time.Moment;
import dev.penstock.model.event.Event;
import dev.penstock.model.topic.Topic;
import dev.penstock.model.wire.EventCodec;
import dev.penstock.model.wire.MalformedRecordException;
import dev.penstock.sink.connect.ClickHousePool;
import dev.penstock.sink.triage.KnownLetter;
import dev.penstock.sink.triage.KnownLetters;
import dev.penstock.sink.triage.LetterFilter;
import dev.penstock.sink.triage.StoredEvent;
import dev.penstock.sink.triage.StoredEvents;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `ingestctl receipt`. The tables first, which have indexes of both ids; then the log, from the time the id names.
@Command(
        name = "receipt",
        description = {
            "Say where an event is, or the events of a request: stored, dead-lettered, parked, in the log and not"
                    + " settled yet, or nowhere.",
            "An id that is a UUIDv7 names its own time; for another one say --from, or only the tables are looked at."
        },
        footer = {
            "",
            "Examples:",
            "  ingestctl receipt 01936f5e-7a10-7cc3-9a5b-0d4b8e1f2a33",
            "  ingestctl receipt order-17-try-2 --from 2h"
        })
public final class ReceiptCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final int MOST = 1_000;

    // The id's time is the sender's clock, or the edge's before it asked Kafka.
    private static final Duration MARGIN = Duration.ofMinutes(1);

    @Parameters(
            index = "0",
            paramLabel = "<id>",
            description = "The id of an event, or of a request, as the edge answered it.")
    private String id = "";

    @Option(
            names = "--from",
            paramLabel = "<time>",
            description = "Look through the log from this time on: 2026-11-28T10:00:00Z, or 2h for two hours ago.")
    private @Nullable Moment from;

    @Option(
            names = "--most",
            paramLabel = "<n>",
            defaultValue = "5000000",
            description = "Records of the log that may be read (now ${DEFAULT-VALUE}).")
    private long most;

    private final GlobalOptions options;
    private final InstantSource clock;
    private final Terminal terminal;

    private final List<Sighting> sightings = new ArrayList<>();

    public ReceiptCommand(GlobalOptions options, InstantSource clock, Terminal terminal) {
        this.options = options;
        this.clock = clock;
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        if (id.isBlank() || most < 1) {
            throw new UnusableOptionException(id.isBlank() ? "an id is wanted" : "--most is above 0: " + most);
        }
        Sought sought = new Sought(id);
        lookInTables(sought);
        String looked = "looked in the tables and dead letters";
        boolean whole = true;
        Instant since = from != null
                ? from.instant(clock)
                : sought.time().map(time -> time.minus(MARGIN)).orElse(null);
        // A request may have more events than are settled: when somebody says from where, the log is looked at, too.
        if (since != null && (sightings.isEmpty() || from != null)) {
            try (LogScan scan = new LogScan(options.topicPrefix(), options.kafka())) {
                lookInLog(sought, since, scan);
                whole = scan.isWhole();
                looked += ", and at " + scan.read() + " records of the log since " + since
                        + (whole ? "" : ", which is not all of it: --most");
            }
        } else if (since == null) {
            looked += "; the id names no time, so the log was not looked at: --from";
        }
        tell(looked);
        if (sightings.isEmpty()) {
            terminal.error("unknown: it was seen nowhere");
        }
        return (sightings.isEmpty() || !whole ? ExitCode.DIFFERENCES : ExitCode.DONE).number();
    }

    private void lookInTables(Sought sought) throws SQLException {
        String database = options.clickHouse().database();
        try (HikariDataSource pool = ClickHousePool.open(options.clickHouse(), 1, PATIENCE)) {
            StoredEvents events = new StoredEvents(pool, database);
            KnownLetters letters = new KnownLetters(pool, database);
            if (sought.canBeEvent()) {
                events.ofId(id, MOST).forEach(this::stored);
                letters.youngest(LetterFilter.ofEvent(id), MOST).forEach(this::deadLettered);
            }
            events.ofRequest(id, MOST).forEach(this::stored);
            letters.youngest(LetterFilter.ofRequest(id), MOST).forEach(this::deadLettered);
        }
    }

    private void stored(StoredEvent event) {
        sightings.add(new Sighting(
                event.eventId(),
                event.org(),
                event.stream(),
                "stored",
                place(Topic.EVENTS, event.partition(), event.offset()),
                event.ingestedAt(),
                ""));
    }

    private void deadLettered(KnownLetter letter) {
        sightings.add(new Sighting(
                letter.eventId() == null ? "-" : letter.eventId(),
                letter.org(),
                letter.stream(),
                "dead_lettered",
                letter.source().toString(),
                letter.firstSeen(),
                letter.state() + ", " + letter.cause() + (letter.column().isEmpty() ? "" : " in " + letter.column())));
    }

    private void lookInLog(Sought sought, Instant since, LogScan scan) {
        for (ConsumerRecord<byte[], byte[]> record : scan.find(Topic.PARKED, sought, since, most)) {
            seen(record, "parked", Topic.PARKED, "`ingestctl streams resume` brings it back");
        }
        for (ConsumerRecord<byte[], byte[]> record : scan.find(Topic.EVENTS, sought, since, most)) {
            seen(record, "in_log", Topic.EVENTS, "");
        }
    }

    private void seen(ConsumerRecord<byte[], byte[]> record, String place, Topic topic, String detail) {
        try {
            Event event = EventCodec.decode(record.value());
            sightings.add(new Sighting(
                    event.id().toString(),
                    event.org().value(),
                    event.stream().value(),
                    place,
                    place(topic, record.partition(), record.offset()),
                    Instant.ofEpochMilli(record.timestamp()),
                    detail));
        } catch (MalformedRecordException e) {
            throw new IllegalStateException("a record that was read cannot be read", e);
        }
    }

    private String place(Topic topic, int partition, long offset) {
        return topic.name(options.topicPrefix()) + "/" + partition + "/" + offset;
    }

    private void tell(String looked) {
        TextTable table = new TextTable("EVENT", "ORG", "STREAM", "PLACE", "WHERE", "SINCE", "DETAIL");
        sightings.forEach(seen -> table.add(
                seen.eventId(),
                seen.org(),
                seen.stream(),
                seen.place(),
                seen.where(),
                seen.at().toString(),
                seen.detail()));
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("id", id);
        document.put("found", !sightings.isEmpty());
        document.put("sightings", sightings.stream().map(Sighting::document).toList());
        document.put("looked", looked);
        terminal.result(options.output(), table, document);
        terminal.notice(looked);
    }
}
