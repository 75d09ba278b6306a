package dev.penstock.ctl.dlq;

import com.zaxxer.hikari.HikariDataSource;
import dev.penstock.control.state.ControlState;
import dev.penstock.ctl.connect.ControlPlanes;
import dev.penstock.ctl.connect.GlobalOptions;
import dev.penstock.ctl.connect.UnusableOptionException;
import dev.penstock.ctl.terminal.ExitCode;
import dev.penstock.ctl.terminal.Terminal;
import dev.penstock.ctl.terminal.TextTable;
import dev.penstock.model.deadletter.SourceCoordinates;
import dev.penstock.model.event.Event;
import dev.penstock.model.event.EventId;
import dev.penstock.model.wire.EventCodec;
import dev.penstock.model.wire.MalformedRecordException;
import dev.penstock.normalize.Normalizer;
import dev.penstock.normalize.definition.DefinitionSet;
import dev.penstock.normalize.json.JsonPointer;
import dev.penstock.sink.connect.ClickHousePool;
import dev.penstock.sink.triage.KnownLetter;
import dev.penstock.sink.triage.KnownLetters;
import dev.penstock.sink.triage.LetterFilter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `ingestctl dlq show`.
@Command(
        name = "show",
        description = {
            "Show one dead letter: its cause, and the event with the value that did not fit between >>> and <<<.",
            "The bytes are those of the topic, before any rule for personal data."
        },
        footer = {
            "",
            "Examples:",
            "  ingestctl dlq show sc2Vh0uFQpyvb1UZ8nZxTg/0/1712",
            "  ingestctl dlq show 01936f5e-7a10-7cc3-9a5b-0d4b8e1f2a33"
        })
public final class DlqShowCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final int MOST_HEX = 256;

    // Of one event: each attempt is a letter.
    private static final int MOST_ATTEMPTS = 20;

    @Parameters(
            index = "0",
            paramLabel = "<source or event id>",
            description = "Where the record stood, as `dlq list` names it, or the id of its event.")
    private String which = "";

    private final GlobalOptions options;
    private final ControlPlanes planes;
    private final Terminal terminal;

    public DlqShowCommand(GlobalOptions options, ControlPlanes planes, Terminal terminal) {
        this.options = options;
        this.planes = planes;
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        List<KnownLetter> letters;
        try (HikariDataSource pool = ClickHousePool.open(options.clickHouse(), 1, PATIENCE)) {
            letters = new KnownLetters(pool, options.clickHouse().database()).youngest(filter(), MOST_ATTEMPTS);
        }
        if (letters.isEmpty()) {
            terminal.error("there is no dead letter of " + which
                    + "; one that is seconds old may not be loaded yet, see `ingestctl dlq list`");
            return ExitCode.REFUSED.number();
        }
        KnownLetter letter = letters.getFirst();
        byte[] value;
        boolean there;
        try (LetterRecords records = new LetterRecords(options.topicPrefix(), options.kafka())) {
            ConsumerRecord<byte[], byte[]> record =
                    records.read(List.of(letter)).get(letter.source());
            there = record != null;
            value = record == null ? null : record.value();
        }
        Map<String, @Nullable Object> document = LetterText.document(letter);
        TextTable table = new TextTable("FIELD", "VALUE");
        document.forEach((name, text) -> table.add(name, text == null ? "-" : text.toString()));
        show(letter, there, value, table, document);
        terminal.result(options.output(), table, document);
        letters.stream()
                .skip(1)
                .forEach(other -> terminal.notice("also a letter of this event: attempt " + other.attempt() + ", "
                        + other.state() + ", " + other.source()));
        return ExitCode.DONE.number();
    }

    private LetterFilter filter() {
        if (EventId.parse(which).isPresent()) {
            return LetterFilter.ofEvent(which);
        }
        try {
            return LetterFilter.of(List.of(SourceCoordinates.parse(which)));
        } catch (IllegalArgumentException e) {
            throw new UnusableOptionException(
                    "'" + which + "' is neither the id of an event nor <topic id>/<partition>/<offset>", e);
        }
    }

    private void show(
            KnownLetter letter,
            boolean there,
            byte @Nullable [] value,
            TextTable table,
            Map<String, @Nullable Object> document)
            throws Exception {
        document.put("record_base64", value == null ? null : Base64.getEncoder().encodeToString(value));
        document.put("payload", null);
        if (value == null) {
            table.add("record", there ? "has no value" : "is no longer in the topic");
            return;
        }
        table.add("bytes", Integer.toString(value.length));
        try {
            Event event = EventCodec.decode(value);
            document.put("payload", new String(event.payload().toByteArray(), StandardCharsets.UTF_8));
            table.add("payload", MarkedPayload.of(event.payload(), place(letter, event)));
        } catch (MalformedRecordException e) {
            int shown = Math.min(value.length, MOST_HEX);
            table.add(
                    "record",
                    HexFormat.ofDelimiter(" ").formatHex(value, 0, shown) + (shown < value.length ? " …" : ""));
        }
    }

    // A column's name, or the place itself where it is no column's.
    private @Nullable JsonPointer place(KnownLetter letter, Event event) throws Exception {
        String column = letter.column();
        if (column.startsWith("/")) {
            try {
                return JsonPointer.parse(column);
            } catch (IllegalArgumentException e) {
                // Of a newer writer, which names places otherwise.
                return null;
            }
        }
        ControlState state = planes.open().read();
        Normalizer normalizer = new Normalizer(
                DefinitionSet.of(state.streamsAt(state.revision()).values()));
        return normalizer.places(event.stream()).get(column);
    }
}
