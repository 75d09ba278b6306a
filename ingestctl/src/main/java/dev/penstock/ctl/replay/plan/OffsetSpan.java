package dev.penstock.ctl.replay.plan;

/// Records of one partition, from `from` to before `to`; perhaps none.
public record OffsetSpan(int partition, long from, long to) {

    public OffsetSpan {
        if (partition < 0 || from < 0 || to < from) {
            throw new IllegalArgumentException("no span of offsets: " + partition + ":" + from + ".." + to);
        }
    }

    public long size() {
        return to - from;
    }

    boolean overlaps(OffsetSpan other) {
        return partition == other.partition && from < other.to && other.from < to;
    }

    /// As `--range` takes it.
    @Override
    public String toString() {
        return partition + ":" + from + ".." + to;
    }
}
