package dev.penstock.ctl.audit;

import com.zaxxer.hikari.HikariDataSource;
import dev.penstock.ctl.connect.GlobalOptions;
import dev.penstock.ctl.connect.UnusableOptionException;
import dev.penstock.ctl.terminal.ExitCode;
import dev.penstock.ctl.terminal.Terminal;
import dev.penstock.model.organization.OrgId;
import dev.penstock.sink.audit.BatchLine;
import dev.penstock.sink.audit.LedgerSums;
import dev.penstock.sink.audit.StoredOffsets;
import dev.penstock.sink.connect.ClickHousePool;
import dev.penstock.sink.connect.ClickHouseSettings;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `ingestctl audit`.
@Command(
        name = "audit",
        description = {
            "Prove that nothing is missing. Compares, for each organization and minute, what edges and writers counted,"
                    + " and finds each record of the events where it is: stored, dead-lettered, parked, or a row of the"
                    + " same event.",
            "Changes nothing; exit code 3 when something is missing or too many, 4 when the ledger is not loaded."
        },
        footer = {
            "",
            "Examples:",
            "  ingestctl audit --from -2h",
            "  ingestctl audit --from 2026-11-01T10:00Z --to 2026-11-01T11:00Z --org acme --output json"
        })
public final class AuditCommand implements Callable<Integer> {

    private static final Duration ANSWER = Duration.ofMinutes(2);
    private static final Duration LOOK = Duration.ofMillis(250);

    // Lines are loaded every two seconds or so, and a look takes a part of one.
    private static final int MOST_LOOKS = 50;

    @Option(
            names = "--from",
            required = true,
            paramLabel = "<time>",
            description = "The first minute, such as 2026-11-01T10:00Z, or -2h for two hours ago.")
    private String from = "";

    @Option(
            names = "--to",
            paramLabel = "<time>",
            defaultValue = "-2m",
            description = "The minute after the last one (now ${DEFAULT-VALUE}). Later ones may be open still.")
    private String to = "";

    @Option(names = "--org", paramLabel = "<org>", description = "Only this organization.")
    private @Nullable OrgId organization;

    @Option(
            names = "--wait",
            paramLabel = "<time>",
            defaultValue = "30s",
            description = "How long the ledger may take until it is loaded (now ${DEFAULT-VALUE}).")
    private Duration wait = Duration.ZERO;

    private final GlobalOptions options;
    private final InstantSource clock;
    private final Terminal terminal;

    public AuditCommand(GlobalOptions options, InstantSource clock, Terminal terminal) {
        this.options = options;
        this.clock = clock;
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        Window window = window();
        ClickHouseSettings clickHouse = options.clickHouse();
        try (EventsLog log = new EventsLog(options.topicPrefix(), options.kafka());
                HikariDataSource pool = ClickHousePool.open(clickHouse, 1, ANSWER)) {
            // Each before the next: what is settled by now has its line in the ledger by now.
            Map<Integer, Long> settled = log.settled();
            Map<Integer, Long> written = log.endsOfLedger();
            LedgerSums ledger = new LedgerSums(pool, clickHouse.database());
            if (!awaitLoaded(ledger, written)) {
                terminal.error("the ledger is not loaded to its end, so nothing can be said: is a writer running, and"
                        + " does it say why? (--wait gives it longer)");
                return ExitCode.REFUSED.number();
            }
            AuditReport report = audit(window, log, settled, ledger, new StoredOffsets(pool, clickHouse.database()));
            terminal.result(options.output(), report.table(), report.document());
            tellWhatIsGone(report);
            terminal.notice(report.sentence());
            return (report.balanced() ? ExitCode.DONE : ExitCode.DIFFERENCES).number();
        }
    }

    private AuditReport audit(
            Window window, EventsLog log, Map<Integer, Long> settled, LedgerSums ledger, StoredOffsets stored)
            throws SQLException {
        Counted counted = counted(window, log.ranges(window, settled), log, ledger);
        // After the counts: what an edge counted is in the log by now.
        List<PartitionRange> ranges = log.ranges(window, settled);
        Flying flying = new Flying(window, organization);
        for (PartitionRange range : ranges) {
            List<BatchLine> lines = counted.batches().getOrDefault(range.partition(), List.of());
            for (Flying.Stretch stretch : Flying.uncounted(range, lines)) {
                log.read(range.partition(), stretch.from(), stretch.to(), flying::add);
            }
        }
        OffsetProof proof = new OffsetProof(log, stored, window, ranges, organization);
        List<OffsetProof.Found> found = new ArrayList<>();
        LongConsumer told = telling(ranges);
        for (PartitionRange range : ranges) {
            found.add(proof.look(range, told));
        }
        return new AuditReport(
                window,
                counted.sums().judged(),
                counted.sums().open(),
                flying,
                ranges,
                found,
                proof.holes(),
                proof.untold());
    }

    private LongConsumer telling(List<PartitionRange> ranges) {
        long all = ranges.stream()
                .mapToLong(range -> range.firstInFlight() - range.from())
                .sum();
        AtomicLong looked = new AtomicLong();
        return more -> {
            long done = looked.addAndGet(more);
            terminal.progress(done, all + 1, "found where " + done + " of " + all + " records are");
        };
    }

    // The sums, and the batches they are of: a batch that is loaded in between would be counted twice, or not at all.
    private Counted counted(Window window, List<PartitionRange> ranges, EventsLog log, LedgerSums ledger)
            throws SQLException {
        for (int attempt = 0; attempt < MOST_LOOKS; attempt++) {
            Map<Integer, Long> before = ledger.loaded();
            LedgerSums.Sums sums =
                    ledger.between(window.from(), window.to(), organization == null ? null : organization.value());
            Map<Integer, List<BatchLine>> batches = new HashMap<>();
            for (PartitionRange range : ranges) {
                batches.put(
                        range.partition(),
                        ledger.batches(log.id().toString(), range.partition(), range.from(), Long.MAX_VALUE));
            }
            if (ledger.loaded().equals(before)) {
                return new Counted(sums, batches);
            }
        }
        throw new TimeoutException("the ledger never stood still for long enough to be added up: choose a shorter"
                + " window, or one that ends earlier");
    }

    /// One state of the ledger.
    private record Counted(LedgerSums.Sums sums, Map<Integer, List<BatchLine>> batches) {}

    private Window window() {
        try {
            Instant now = clock.instant();
            return new Window(PointInTime.parse(from, now), PointInTime.parse(to, now));
        } catch (IllegalArgumentException e) {
            throw new UnusableOptionException(String.valueOf(e.getMessage()), e);
        }
    }

    private boolean awaitLoaded(LedgerSums ledger, Map<Integer, Long> written)
            throws SQLException, InterruptedException {
        long deadline = System.nanoTime() + wait.toNanos();
        while (!isLoaded(ledger.loaded(), written)) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            Thread.sleep(LOOK);
        }
        return true;
    }

    private static boolean isLoaded(Map<Integer, Long> loaded, Map<Integer, Long> written) {
        return written.entrySet().stream()
                .allMatch(partition -> partition.getValue() == 0
                        || loaded.getOrDefault(partition.getKey(), -1L) >= partition.getValue() - 1);
    }

    private void tellWhatIsGone(AuditReport report) {
        for (PartitionRange range : report.ranges()) {
            if (range.logStart() > 0 && range.from() == range.logStart()) {
                terminal.notice("partition " + range.partition() + " begins at offset " + range.logStart()
                        + ": of what Kafka has deleted before it, only the counts could be compared");
            }
        }
    }
}
