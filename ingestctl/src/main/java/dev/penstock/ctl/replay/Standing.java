package dev.penstock.ctl.replay;

import dev.penstock.ctl.replay.plan.OffsetSpan;
import dev.penstock.ctl.replay.plan.PlannedSpan;
import dev.penstock.ctl.replay.plan.ReplayPlan;
import dev.penstock.ctl.replay.shadow.SpanProgress;
import java.util.ArrayList;
import java.util.List;

/// How far a replay is, span by span as the plan has them.
record Standing(List<SpanProgress> spans, boolean isDone) {

    static Standing of(ReplayPlan plan, List<SpanProgress> known) {
        List<SpanProgress> spans = new ArrayList<>();
        boolean done = true;
        for (PlannedSpan planned : plan.spans()) {
            OffsetSpan span = planned.span();
            SpanProgress progress = known.stream()
                    .filter(one -> one.partition() == span.partition() && one.from() == span.from())
                    .findFirst()
                    .orElse(new SpanProgress(span.partition(), span.from(), span.from(), 0, 0, 0, 0));
            spans.add(progress);
            done &= progress.next() >= span.to();
        }
        return new Standing(List.copyOf(spans), done);
    }

    long read() {
        return spans.stream().mapToLong(SpanProgress::read).sum();
    }

    long rows() {
        return spans.stream().mapToLong(SpanProgress::rows).sum();
    }

    long aside() {
        return spans.stream().mapToLong(SpanProgress::aside).sum();
    }
}
