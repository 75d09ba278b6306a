package dev.penstock.ctl.replay.plan;

import dev.penstock.ctl.replay.plan.Bound.AtOffset;
import dev.penstock.ctl.replay.plan.Bound.AtTime;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A range as somebody asked for it: from its first record to before `to`.
///
/// @param partition null for all of them
public record AskedRange(@Nullable Integer partition, Bound from, Bound to) {

    private static final Pattern RANGE = Pattern.compile("([0-9]{1,6}):(.+?)\\.\\.(.+)");

    private static final String WAYS = "type --from=<offset> --to=<offset> --partition=<p>, or --range=<p>:<from>..<to>"
            + " as often as needed, or times: --from=@2026-11-01T10:00Z --to=-2h";

    public AskedRange {
        if (from instanceof AtOffset first && to instanceof AtOffset end) {
            if (first.offset() == end.offset()) {
                throw ReplayRefusedException.unclear(
                        "from " + first.text() + " to before " + end.text()
                                + " is nothing, for the end is not part of it",
                        "for that record alone end at " + (end.offset() + 1));
            }
            requireForward(from, to, first.offset() < end.offset());
        }
        if (from instanceof AtTime first && to instanceof AtTime end) {
            requireForward(from, to, first.time().isBefore(end.time()));
        }
    }

    /// Reads the options of a command line.
    ///
    /// @param from of `--from`, and so on; null for an option that is not there
    /// @throws ReplayRefusedException when they do not say one thing
    public static List<AskedRange> of(
            @Nullable String from, @Nullable String to, @Nullable Integer partition, List<String> ranges, Instant now) {
        if (!ranges.isEmpty()) {
            if (from != null || to != null || partition != null) {
                throw ReplayRefusedException.unclear(
                        "--range says all of a range, and --from, --to or --partition something else",
                        "leave either out");
            }
            return ranges.stream().map(text -> parse(text, now)).toList();
        }
        if (from == null && to == null) {
            throw ReplayRefusedException.unclear("nothing says what to replay", WAYS);
        }
        if (from == null) {
            throw ReplayRefusedException.unclear("--to has no --from", "add where it begins, such as --from=-2h");
        }
        if (to == null) {
            throw ReplayRefusedException.unclear(
                    "--from has no --to", "add where it ends; for all that is there --to=now");
        }
        if (partition != null && partition < 0) {
            throw ReplayRefusedException.unclear("--partition " + partition + " is none", "partitions count from 0");
        }
        return List.of(new AskedRange(partition, Bound.parse("--from", from, now), Bound.parse("--to", to, now)));
    }

    /// The times it names.
    public List<Instant> times() {
        return Stream.of(from, to)
                .filter(AtTime.class::isInstance)
                .map(bound -> ((AtTime) bound).time())
                .toList();
    }

    boolean namesOffsets() {
        return from instanceof AtOffset || to instanceof AtOffset;
    }

    private static void requireForward(Bound from, Bound to, boolean forward) {
        if (!forward) {
            throw ReplayRefusedException.unclear(
                    "it ends at " + to.text() + ", which is not after " + from.text() + ", where it begins",
                    "if they are swapped, type from " + to.text() + " to " + from.text());
        }
    }

    private static AskedRange parse(String text, Instant now) {
        Matcher range = RANGE.matcher(text);
        if (!range.matches()) {
            throw ReplayRefusedException.unclear(
                    "--range '" + text + "' is none",
                    "type <partition>:<from>..<to>, such as --range=0:100..200 or --range=0:-2h..now");
        }
        String option = "--range " + text + ":";
        return new AskedRange(
                Integer.valueOf(range.group(1)),
                Bound.parse(option, range.group(2), now),
                Bound.parse(option, range.group(3), now));
    }
}
