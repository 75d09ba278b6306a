package dev.penstock.ctl.lag;

import dev.penstock.ctl.connect.GlobalOptions;
import dev.penstock.ctl.terminal.ExitCode;
import dev.penstock.ctl.terminal.Terminal;
import dev.penstock.ctl.terminal.TextTable;
import dev.penstock.ctl.time.SpanText;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `ingestctl lag`.
@Command(
        name = "lag",
        description = {
            "Say how far the writers are behind: in records, in seconds, until it is drained, and until Kafka deletes"
                    + " what is not stored yet.",
            "Ends with 3 when records were deleted before they were settled."
        },
        footer = {"", "Examples:", "  ingestctl lag", "  ingestctl lag --over 30s --output json"})
public final class LagCommand implements Callable<Integer> {

    @Option(
            names = "--over",
            paramLabel = "<time>",
            defaultValue = "5s",
            description = "How long to watch, for the time to drain (now ${DEFAULT-VALUE}).")
    private Duration over = Duration.ZERO;

    @Option(
            names = "--writer-group",
            paramLabel = "<group>",
            defaultValue = "${env:PENSTOCK_WRITER_GROUP:-penstock-writer}",
            description = "The group of the writers (PENSTOCK_WRITER_GROUP; now ${DEFAULT-VALUE}).")
    private String group = "";

    private final GlobalOptions options;
    private final InstantSource clock;
    private final Terminal terminal;

    public LagCommand(GlobalOptions options, InstantSource clock, Terminal terminal) {
        this.options = options;
        this.clock = clock;
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        Lag first;
        Lag second;
        try (LagReader reader = new LagReader(options.topicPrefix(), options.kafka(), group, clock)) {
            first = reader.look();
            TimeUnit.MILLISECONDS.sleep(over.toMillis());
            second = reader.look();
        }
        Drain drain = Drain.between(first, second);
        terminal.result(options.output(), table(second), document(second, drain));
        terminal.notice(sentence(second, drain));
        if (second.bounded()) {
            terminal.notice("the topic is bounded in bytes as well, and may delete sooner");
        }
        if (second.lost() > 0) {
            terminal.error(second.lost() + " records were deleted before they were settled");
            return ExitCode.DIFFERENCES.number();
        }
        return ExitCode.DONE.number();
    }

    private static TextTable table(Lag lag) {
        TextTable table = new TextTable("PARTITION", "NEXT", "END", "UNREAD", "BEHIND", "EXPIRES IN");
        for (PartitionLag partition : lag.partitions()) {
            table.add(
                    Integer.toString(partition.partition()),
                    Long.toString(partition.next()),
                    Long.toString(partition.end()),
                    Long.toString(partition.unread()),
                    SpanText.of(partition.behind(lag.at())),
                    SpanText.of(partition.expiresIn(lag.at(), lag.retention())));
        }
        return table;
    }

    private static String sentence(Lag lag, Drain drain) {
        String rates = String.format(
                Locale.ROOT, "%.0f/s come, %.0f/s are settled", drain.producedPerSecond(), drain.settledPerSecond());
        if (lag.unread() == 0) {
            return "nothing is unread; " + rates;
        }
        Duration time = drain.time();
        return lag.unread() + " records unread, " + SpanText.of(lag.behind()) + " behind; " + rates + "; "
                + (time == null ? "it does not become less" : "drained in " + SpanText.of(time))
                + (lag.expiresIn() == null ? "" : "; unread data expires in " + SpanText.of(lag.expiresIn()));
    }

    private static Map<String, @Nullable Object> document(Lag lag, Drain drain) {
        List<Map<String, @Nullable Object>> partitions = new ArrayList<>();
        for (PartitionLag partition : lag.partitions()) {
            Map<String, @Nullable Object> one = new LinkedHashMap<>();
            one.put("partition", partition.partition());
            one.put("next", partition.next());
            one.put("end", partition.end());
            one.put("unread", partition.unread());
            one.put("lost", partition.lost());
            one.put("behind_seconds", partition.behind(lag.at()).toSeconds());
            one.put("expires_in_seconds", seconds(partition.expiresIn(lag.at(), lag.retention())));
            partitions.add(one);
        }
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("unread", lag.unread());
        document.put("lost", lag.lost());
        document.put("behind_seconds", lag.behind().toSeconds());
        document.put("drained_in_seconds", seconds(drain.time()));
        document.put("expires_in_seconds", seconds(lag.expiresIn()));
        document.put("produced_per_second", Math.round(drain.producedPerSecond()));
        document.put("settled_per_second", Math.round(drain.settledPerSecond()));
        document.put("partitions", partitions);
        return document;
    }

    private static @Nullable Long seconds(@Nullable Duration time) {
        return time == null ? null : time.toSeconds();
    }
}
