package dev.penstock.ctl.replay.plan;

import dev.penstock.ctl.replay.plan.Bound.AtOffset;
import dev.penstock.ctl.replay.plan.Bound.AtTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/// Decides which offsets are meant by what somebody asked for. Never cuts anything to fit: what is not there is
/// refused.
public final class RangeDecision {

    private final LogFacts facts;

    private RangeDecision(LogFacts facts) {
        this.facts = facts;
    }

    /// The offsets, by partition. A time may name none in some partitions, and then they are there as empty.
    ///
    /// @throws ReplayRefusedException when they are not there, or it could be others that are meant
    public static List<OffsetSpan> decide(List<AskedRange> asked, LogFacts facts) {
        RangeDecision decision = new RangeDecision(facts);
        List<OffsetSpan> spans = new ArrayList<>();
        for (AskedRange range : asked) {
            for (PartitionLog log : decision.partitionsOf(range)) {
                spans.add(decision.span(range, log));
            }
        }
        spans.sort(Comparator.comparingInt(OffsetSpan::partition).thenComparingLong(OffsetSpan::from));
        for (int i = 1; i < spans.size(); i++) {
            if (spans.get(i - 1).overlaps(spans.get(i))) {
                throw ReplayRefusedException.refused(
                        "ranges " + spans.get(i - 1) + " and " + spans.get(i) + " have records in common",
                        "give each record once, such as --range=" + joined(spans.get(i - 1), spans.get(i)));
            }
        }
        if (spans.stream().allMatch(span -> span.size() == 0)) {
            throw ReplayRefusedException.refused(
                    "no record of " + facts.topic() + " is in that range", "the partitions have " + decision.extents());
        }
        return List.copyOf(spans);
    }

    private List<PartitionLog> partitionsOf(AskedRange range) {
        List<PartitionLog> all = facts.partitions();
        Integer partition = range.partition();
        if (partition == null) {
            if (range.namesOffsets() && all.size() > 1) {
                throw ReplayRefusedException.unclear(
                        "topic " + facts.topic() + " has " + all.size() + " partitions, and an offset is one of each",
                        "add --partition=<0.." + (all.size() - 1) + ">, or give each its own: --range=0:"
                                + range.from().text() + ".." + range.to().text() + " --range=1:<from>..<to>");
            }
            return all;
        }
        List<PartitionLog> named =
                all.stream().filter(log -> log.partition() == partition).toList();
        if (named.isEmpty()) {
            throw ReplayRefusedException.refused(
                    "topic " + facts.topic() + " has no partition " + partition,
                    "it has the partitions 0 to " + (all.size() - 1));
        }
        return named;
    }

    private OffsetSpan span(AskedRange range, PartitionLog log) {
        long from = from(range.from(), log);
        long to = to(range.to(), log);
        if (to < from) {
            throw ReplayRefusedException.refused(
                    "in partition " + log.partition() + " " + range.from().text() + " is offset " + from + " and "
                            + range.to().text() + " is offset " + to + ", which is before it",
                    "if they are swapped, type --range=" + log.partition() + ":" + to + ".." + from);
        }
        return new OffsetSpan(log.partition(), from, to);
    }

    private long from(Bound bound, PartitionLog log) {
        return switch (bound) {
            case AtOffset at -> within(at, log);
            case AtTime at -> {
                requireKept(at, log);
                yield facts.offsetAt(at.time(), log);
            }
        };
    }

    private long to(Bound bound, PartitionLog log) {
        return switch (bound) {
            case AtOffset at -> within(at, log);
            case AtTime at -> facts.offsetAt(at.time(), log);
        };
    }

    private static long within(AtOffset bound, PartitionLog log) {
        if (bound.offset() < log.start()) {
            throw ReplayRefusedException.refused(
                    "offset " + bound.offset() + " of partition " + log.partition()
                            + " is out of retention: the oldest record kept is " + log.start(),
                    "begin at " + log.start() + " if what is older may be missing");
        }
        if (bound.offset() > log.end()) {
            throw ReplayRefusedException.refused(
                    "offset " + bound.offset() + " of partition " + log.partition()
                            + " is not written yet: the next one will be " + log.end(),
                    "end at " + log.end() + " for all that is there");
        }
        return bound.offset();
    }

    // What is gone may have been younger than the bound, unless a record that is kept is older.
    private static void requireKept(AtTime bound, PartitionLog log) {
        if (log.start() == 0) {
            return;
        }
        if (log.oldest() == null) {
            throw ReplayRefusedException.refused(
                    "partition " + log.partition() + " has lost all its records to retention, perhaps some after "
                            + bound.text(),
                    "leave it out, by a --range=<p>:" + bound.text() + "..<to> for each other partition");
        }
        if (log.oldest().isAfter(bound.time())) {
            throw ReplayRefusedException.refused(
                    bound.text() + " is out of retention in partition " + log.partition()
                            + ": its oldest record kept is of " + log.oldest(),
                    "begin at @" + log.oldest() + ", or at a later time if another partition begins later");
        }
    }

    private static OffsetSpan joined(OffsetSpan one, OffsetSpan other) {
        return new OffsetSpan(one.partition(), Math.min(one.from(), other.from()), Math.max(one.to(), other.to()));
    }

    private String extents() {
        StringBuilder text = new StringBuilder();
        for (PartitionLog log : facts.partitions()) {
            text.append(text.isEmpty() ? "" : ", ")
                    .append(log.partition())
                    .append(':')
                    .append(log.start())
                    .append("..")
                    .append(log.end())
                    .append(log.oldest() == null ? "" : " from " + Objects.requireNonNull(log.oldest()));
        }
        return text.toString();
    }
}
