package dev.penstock.ctl.streams;

import com.zaxxer.hikari.HikariDataSource;
import dev.penstock.control.state.ControlState;
import dev.penstock.control.write.WriteResult;
import dev.penstock.ctl.connect.ControlPlanes;
import dev.penstock.ctl.connect.GlobalOptions;
import dev.penstock.ctl.terminal.ExitCode;
import dev.penstock.ctl.terminal.Terminal;
import dev.penstock.model.control.ControlFact.HaltFact;
import dev.penstock.model.stream.StreamName;
import dev.penstock.sink.connect.ClickHousePool;
import dev.penstock.sink.dashboard.HaltsTable;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `ingestctl streams resume`.
@Command(
        name = "resume",
        description = {
            "Let a halted stream run again, and bring its parked events back into the topic of events.",
            "Repair what it was halted for first. May be interrupted and run again: no event is left out, and one that"
                    + " comes twice is stored once. At the end it tells ClickHouse, for the view ingest_freshness."
        },
        footer = {"", "Example:", "  ingestctl streams resume clicks"})
public final class StreamsResumeCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Parameters(index = "0", paramLabel = "<stream>", description = "The stream.")
    private @Nullable StreamName stream;

    @Option(
            names = "--wait",
            paramLabel = "<time>",
            defaultValue = "60s",
            description = "How long to wait until the writers have settled what was sent before (now"
                    + " ${DEFAULT-VALUE}): until then they may still park some of it.")
    private Duration wait = Duration.ZERO;

    private final GlobalOptions options;
    private final ControlPlanes planes;
    private final Terminal terminal;

    public StreamsResumeCommand(GlobalOptions options, ControlPlanes planes, Terminal terminal) {
        this.options = options;
        this.planes = planes;
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        StreamName name = Objects.requireNonNull(stream);
        WriteResult lift = planes.halts().lift(name, "resumed by " + options.actor());
        boolean lifted = lift instanceof WriteResult.Written;
        if (!lifted && !(lift instanceof WriteResult.Conflict)) {
            return planes.explain(lift, "ingestctl streams halted").number();
        }
        ControlState state = planes.open().read();
        // At this revision it is not halted, whoever has lifted the halt.
        long revision = lift instanceof WriteResult.Written written ? written.revision() : state.revision();
        ExitCode exit = ExitCode.DONE;
        if (lifted) {
            terminal.notice("stream " + name + " runs again; should this be interrupted now, run it again");
            exit = planes.audit("streams.resume", "stream/" + name, "", revision);
        }
        boolean settled = new WritersProgress(options.topicPrefix(), options.kafka()).awaitSettled(wait);
        long brought = new ParkedEvents(options.topicPrefix(), options.kafka())
                .bringBack(name, revision, so -> terminal.notice(so + " events brought back so far"));
        boolean dashboardsTold =
                !settled || tellDashboards(state.haltsAt(state.revision()).get(name));
        if (!lifted && brought == 0) {
            terminal.error("stream " + name + " is not halted, and none of its events is parked");
            return ExitCode.REFUSED.number();
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("stream", name);
        document.put("lifted", lifted);
        document.put("brought_back", brought);
        document.put("complete", settled);
        terminal.result(options.output(), Long.toString(brought), document);
        terminal.notice(brought + " parked events of stream " + name + " brought back");
        if (!settled) {
            terminal.error("the writers have not settled all that was sent before, and may have parked more of it: run"
                    + " the command again when they have caught up");
            return ExitCode.DIFFERENCES.number();
        }
        return dashboardsTold ? exit.number() : ExitCode.DIFFERENCES.number();
    }

    // Of a stream that was never halted there is nothing to tell, and of one that was halted again it is not all back.
    private boolean tellDashboards(@Nullable HaltFact last) {
        if (last == null || last.halted()) {
            return true;
        }
        try (HikariDataSource pool = ClickHousePool.open(options.clickHouse(), 1, PATIENCE)) {
            new HaltsTable(pool, options.clickHouse().database()).returned(last.stream(), last.number());
            return true;
        } catch (SQLException e) {
            terminal.error("ingest_freshness is not told that the parked events are back, run the command again when"
                    + " ClickHouse is there: " + e.getMessage());
            return false;
        }
    }
}
