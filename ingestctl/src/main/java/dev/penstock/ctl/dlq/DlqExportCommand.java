package dev.penstock.ctl.dlq;

import com.zaxxer.hikari.HikariDataSource;
import dev.penstock.ctl.connect.GlobalOptions;
import dev.penstock.ctl.terminal.ExitCode;
import dev.penstock.ctl.terminal.Terminal;
import dev.penstock.model.deadletter.SourceCoordinates;
import dev.penstock.model.wire.EventCodec;
import dev.penstock.model.wire.MalformedRecordException;
import dev.penstock.sink.connect.ClickHousePool;
import dev.penstock.sink.triage.KnownLetter;
import dev.penstock.sink.triage.KnownLetters;
import dev.penstock.sink.triage.LetterState;
import java.io.IOException;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `ingestctl dlq export`.
@Command(
        name = "export",
        description = {
            "Write open letters to a file, one JSON object a line: edit payload, stream or event_name, and import it.",
            "The events are as they were sent, before any rule for personal data: the file is the owner's alone."
        },
        footer = {"", "Example:", "  ingestctl dlq export --group 84dfeb46e57ca9a7 -f letters.ndjson"})
public final class DlqExportCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @Mixin
    private final FilterOptions filter = new FilterOptions();

    @Option(
            names = {"-f", "--file"},
            required = true,
            paramLabel = "<file>",
            description = "Where to; a file that exists is left alone.")
    private @Nullable Path file;

    private final GlobalOptions options;
    private final InstantSource clock;
    private final Terminal terminal;

    private long written;
    private long left;

    public DlqExportCommand(GlobalOptions options, InstantSource clock, Terminal terminal) {
        this.options = options;
        this.clock = clock;
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        Path to = Objects.requireNonNull(file);
        try (HikariDataSource pool = ClickHousePool.open(options.clickHouse(), 1, PATIENCE);
                LetterRecords records = new LetterRecords(options.topicPrefix(), options.kafka())) {
            List<KnownLetter> letters = filter.select(
                    new KnownLetters(pool, options.clickHouse().database()), EnumSet.of(LetterState.OPEN), clock);
            try (Writer out = create(to)) {
                for (List<KnownLetter> chunk : Chunks.of(letters, Redriver.AT_ONCE)) {
                    write(chunk, records.read(chunk), out);
                }
            }
        } catch (FileAlreadyExistsException e) {
            terminal.error("there is a file " + to + " already: name another one");
            return ExitCode.REFUSED.number();
        } catch (IOException e) {
            terminal.error("the file " + to + " cannot be written: " + e);
            return ExitCode.FAILED.number();
        }
        terminal.result(options.output(), Long.toString(written), Map.of("exported", written, "left_out", left));
        if (left > 0) {
            terminal.notice(
                    left + " letters are not in the file: their bytes are gone from the topic, or are no event");
        }
        terminal.notice(written + " letters written to " + to + "; nothing was changed");
        return (left == 0 ? ExitCode.DONE : ExitCode.DIFFERENCES).number();
    }

    private static Writer create(Path file) throws IOException {
        return Channels.newWriter(
                Files.newByteChannel(
                        file,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))),
                StandardCharsets.UTF_8);
    }

    private void write(
            List<KnownLetter> letters, Map<SourceCoordinates, ConsumerRecord<byte[], byte[]>> records, Writer out)
            throws IOException {
        for (KnownLetter letter : letters) {
            ConsumerRecord<byte[], byte[]> record = records.get(letter.source());
            byte[] value = record == null ? null : record.value();
            String line = value == null ? null : line(letter, value);
            if (line == null) {
                left++;
            } else {
                out.write(line);
                out.write('\n');
                written++;
            }
        }
    }

    private static @Nullable String line(KnownLetter letter, byte[] value) {
        try {
            return ExportedLine.of(letter, EventCodec.decode(value));
        } catch (MalformedRecordException e) {
            // What is no event cannot be edited into one.
            return null;
        }
    }
}
