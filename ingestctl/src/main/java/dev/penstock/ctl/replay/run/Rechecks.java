package dev.penstock.ctl.replay.run;

import dev.penstock.ctl.replay.log.TopicIdentity;
import dev.penstock.ctl.replay.plan.LogFacts;
import dev.penstock.ctl.replay.plan.OffsetSpan;
import dev.penstock.ctl.replay.plan.PartitionLog;
import dev.penstock.ctl.replay.plan.PlannedSpan;
import dev.penstock.ctl.replay.plan.ReplayPlan;
import dev.penstock.ctl.replay.plan.ReplayRefusedException;
import dev.penstock.ctl.replay.shadow.SpanProgress;
import java.util.List;

/// Says whether a plan still means what it meant when it was made. Decides, and asks nobody.
final class Rechecks {

    private Rechecks() {}

    static void identity(ReplayPlan plan, TopicIdentity now) {
        if (!plan.cluster().equals(now.cluster())) {
            throw ReplayRefusedException.refused(
                    "the plan is for the Kafka cluster " + plan.cluster() + ", and this is " + now.cluster(),
                    "check --bootstrap-servers");
        }
        if (!plan.topic().equals(now.topic())) {
            throw ReplayRefusedException.refused(
                    "the plan is for the topic " + plan.topic() + ", and this is " + now.topic(),
                    "check --topic-prefix");
        }
        if (!plan.topicId().equals(now.id())) {
            throw ReplayRefusedException.refused(
                    "the topic " + plan.topic() + " was made anew since: it was " + plan.topicId() + " and is "
                            + now.id() + ", whose offsets are other events",
                    "plan again with `ingestctl replay plan`");
        }
    }

    static void retention(ReplayPlan plan, LogFacts now, List<SpanProgress> progress) {
        for (PlannedSpan planned : plan.spans()) {
            OffsetSpan span = planned.span();
            long next = progress.stream()
                    .filter(known -> known.partition() == span.partition() && known.from() == span.from())
                    .mapToLong(SpanProgress::next)
                    .findFirst()
                    .orElse(span.from());
            PartitionLog log = now.partitions().stream()
                    .filter(found -> found.partition() == span.partition())
                    .findFirst()
                    .orElseThrow(() -> ReplayRefusedException.refused(
                            "partition " + span.partition() + " is not there any more",
                            "plan again with `ingestctl replay plan`"));
            if (next < span.to() && next < log.start()) {
                throw ReplayRefusedException.refused(
                        "offset " + next + " of partition " + span.partition()
                                + " is out of retention by now: the oldest record kept is " + log.start(),
                        "plan again from what is still there");
            }
            if (span.to() > log.end()) {
                throw ReplayRefusedException.refused(
                        "partition " + span.partition() + " ends at offset " + log.end()
                                + " and was cut since the plan",
                        "plan again with `ingestctl replay plan`");
            }
        }
    }
}
