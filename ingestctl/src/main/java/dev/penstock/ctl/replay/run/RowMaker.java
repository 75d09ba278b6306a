package dev.penstock.ctl.replay.run;

import dev.penstock.ctl.replay.plan.ReplayFilter;
import dev.penstock.ctl.replay.plan.ReplayRefusedException;
import dev.penstock.ctl.replay.shadow.AsideRecord;
import dev.penstock.model.deadletter.DeadLetterCause;
import dev.penstock.model.event.Event;
import dev.penstock.model.stream.StreamName;
import dev.penstock.model.wire.EventCodec;
import dev.penstock.model.wire.MalformedRecordException;
import dev.penstock.normalize.Misfit;
import dev.penstock.normalize.Normalizer;
import dev.penstock.normalize.Shape;
import dev.penstock.normalize.Verdict;
import dev.penstock.sink.block.PlacedRow;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Makes the row of a record, as the writer does, for the shadow of its table. The same record gives the same row.
/// Thread-safe.
public final class RowMaker {

    private static final String HALTED = "stream_halted";

    private final Normalizer normalizer;
    private final Set<StreamName> halted;
    private final ReplayFilter filter;
    private final UnaryOperator<String> shadowOf;

    // As many as versions of definitions are in force: one for each stream.
    private final Map<Shape, Shape> shadows = new ConcurrentHashMap<>();

    /// @param normalizer by the definitions of the plan's revision
    /// @param halted streams whose events make no rows then
    /// @param shadowOf the table for the rows of a live table
    public RowMaker(
            Normalizer normalizer, Set<StreamName> halted, ReplayFilter filter, UnaryOperator<String> shadowOf) {
        this.normalizer = normalizer;
        this.halted = Set.copyOf(halted);
        this.filter = filter;
        this.shadowOf = shadowOf;
    }

    RecordOutcome make(int partition, long offset, byte @Nullable [] value) {
        if (value == null) {
            return malformed(partition, offset);
        }
        Event event;
        try {
            event = EventCodec.decode(value);
        } catch (MalformedRecordException e) {
            return malformed(partition, offset);
        }
        if (!filter.matches(event)) {
            return new RecordOutcome.PassedOver();
        }
        String stream = event.stream().value();
        if (halted.contains(event.stream())) {
            return new RecordOutcome.Aside(new AsideRecord(partition, offset, stream, HALTED, ""));
        }
        return switch (normalizer.normalize(event)) {
            case Verdict.Fits fits ->
                new RecordOutcome.AsRow(new PlacedRow(
                        offset, fits.row().shaped(shadowOf(fits.row().shape()))));
            case Verdict.Rejected rejected -> {
                Misfit misfit = rejected.misfits().getFirst();
                yield new RecordOutcome.Aside(new AsideRecord(
                        partition, offset, stream, misfit.cause().code(), misfit.column()));
            }
            case Verdict.Undecided undecided ->
                throw ReplayRefusedException.refused(
                        "version " + undecided.definitionVersion() + " of stream " + stream
                                + " cannot be read by this program (" + undecided.reason() + ")",
                        "use the program of the writers' version, or leave the stream out");
        };
    }

    private Shape shadowOf(Shape live) {
        return shadows.computeIfAbsent(live, shape -> shape.in(shadowOf.apply(shape.table())));
    }

    private static RecordOutcome malformed(int partition, long offset) {
        return new RecordOutcome.Aside(
                new AsideRecord(partition, offset, "", DeadLetterCause.MALFORMED_RECORD.code(), ""));
    }
}
