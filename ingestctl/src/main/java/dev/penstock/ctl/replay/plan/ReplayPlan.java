package dev.penstock.ctl.replay.plan;

import dev.penstock.model.topic.TopicId;
import java.time.Instant;
import java.util.List;

/// What a replay is to do, to the last record. The same plan always does the same.
///
/// @param cluster Kafka's id of itself
/// @param topic its name
/// @param spans by partition, in order, none with records of another
/// @param revision of the control topic whose definitions make the rows
/// @param plannedAt the `ingested_at` of every row, to the millisecond
/// @param database of ClickHouse, where the shadow tables are to be and the live ones are
public record ReplayPlan(
        String cluster,
        String topic,
        TopicId topicId,
        List<PlannedSpan> spans,
        ReplayFilter filter,
        long revision,
        Instant plannedAt,
        String database) {

    /// What the name of every table of a replay begins with. None ends as the tables do that the view of all events
    /// reads.
    public static final String PREFIX = "replay_";

    private static final String RAW = "_raw";

    public ReplayPlan {
        spans = List.copyOf(spans);
    }

    /// 12 hexadecimal digits of the hash: what people, tables and the audit log call it.
    public String id() {
        return hash().substring(0, 12);
    }

    /// A SHA-256 over everything that is in the plan.
    public String hash() {
        return PlanText.hashOf(this);
    }

    /// Records in all spans.
    public long records() {
        return spans.stream().mapToLong(PlannedSpan::records).sum();
    }

    /// Records that the filter lets through.
    public long matching() {
        return spans.stream().mapToLong(PlannedSpan::matching).sum();
    }

    /// What the name of every table of this replay begins with.
    public String tablePrefix() {
        return PREFIX + id() + "_";
    }

    /// The shadow of a live table, which ends in `_raw`.
    public String shadowOf(String liveTable) {
        if (!liveTable.endsWith(RAW)) {
            throw new IllegalArgumentException("not the name of a live table: " + liveTable);
        }
        return tablePrefix() + "shadow_" + liveTable.substring(0, liveTable.length() - RAW.length());
    }
}
