package dev.penstock.ctl.replay;

import dev.penstock.ctl.replay.plan.AskedRange;
import dev.penstock.ctl.replay.plan.PayloadPredicate;
import dev.penstock.ctl.replay.plan.ReplayFilter;
import dev.penstock.ctl.replay.plan.ReplayRefusedException;
import dev.penstock.model.organization.OrgId;
import dev.penstock.model.stream.StreamName;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options that say which events are meant.
final class RangeOptions {

    @Option(
            names = "--from",
            paramLabel = "<bound>",
            description = "Where it begins: an offset, a time (@2026-11-01T10:00Z) or how long ago (-2h).")
    private @Nullable String from;

    @Option(
            names = "--to",
            paramLabel = "<bound>",
            description = "Where it ends, which is not part of it: as --from, or now.")
    private @Nullable String to;

    @Option(
            names = "--partition",
            paramLabel = "<p>",
            description = "The partition whose offsets --from and --to are; of times, all partitions by default.")
    private @Nullable Integer partition;

    @Option(
            names = "--range",
            paramLabel = "<p>:<from>..<to>",
            description = "A partition and its bounds, instead of the three above. May be repeated.")
    private List<String> ranges = new ArrayList<>();

    @Option(names = "--org", paramLabel = "<id>", description = "Only events of this organization. May be repeated.")
    private List<OrgId> organizations = new ArrayList<>();

    @Option(names = "--stream", paramLabel = "<name>", description = "Only events of this stream. May be repeated.")
    private List<StreamName> streams = new ArrayList<>();

    @Option(names = "--event-name", paramLabel = "<name>", description = "Only events of this name. May be repeated.")
    private List<String> names = new ArrayList<>();

    @Option(
            names = "--where",
            paramLabel = "<pointer>[=<value>]",
            description = "Only events with this value there, as they were sent: /user/plan=pro.")
    private @Nullable String where;

    @Option(
            names = "--plan-file",
            paramLabel = "<file>",
            description = "Where to write the plan, by default replay-<id>.json in this directory.")
    private @Nullable Path file;

    @Option(names = "--group", hidden = true)
    private @Nullable String group;

    @Option(names = "--into", hidden = true)
    private @Nullable String table;

    /// What was asked for.
    ///
    /// @throws ReplayRefusedException when that is not clear
    List<AskedRange> asked(Instant now) {
        if (group != null) {
            throw ReplayRefusedException.unclear(
                    "a replay never joins a group: in " + group + " it would take records away from the writers",
                    "leave --group out");
        }
        if (table != null) {
            throw ReplayRefusedException.unclear(
                    "a replay writes into shadow tables of its own and never at once into " + table,
                    "leave --into out; `ingestctl replay apply` puts what is missing into the live tables afterwards");
        }
        return AskedRange.of(from, to, partition, ranges, now);
    }

    ReplayFilter filter() {
        return new ReplayFilter(
                organizations.stream().map(OrgId::value).toList(),
                streams.stream().map(StreamName::value).toList(),
                names,
                where == null ? null : PayloadPredicate.parse(where));
    }

    @Nullable
    Path file() {
        return file;
    }
}
