package dev.penstock.writer.settle;

import dev.penstock.model.progress.OffsetRange;
import java.util.ArrayList;
import java.util.List;

/// Offsets as they are told: those in a row together.
final class OffsetRanges {

    private OffsetRanges() {}

    /// The ranges of some offsets, ascending.
    static List<OffsetRange> of(List<Long> offsets) {
        List<OffsetRange> ranges = new ArrayList<>();
        for (long offset : offsets.stream().sorted().toList()) {
            OffsetRange last = ranges.isEmpty() ? null : ranges.getLast();
            if (last != null && last.last() + 1 == offset) {
                ranges.set(ranges.size() - 1, new OffsetRange(last.first(), offset));
            } else {
                ranges.add(new OffsetRange(offset, offset));
            }
        }
        return ranges;
    }
}
