package dev.penstock.ctl.dlq;

import dev.penstock.control.state.ControlState;
import dev.penstock.model.control.ControlFact.HaltFact;
import dev.penstock.model.event.Event;
import dev.penstock.model.stream.StreamName;
import dev.penstock.model.topic.TopicId;
import dev.penstock.model.wire.EventCodec;
import dev.penstock.model.wire.MalformedRecordException;
import dev.penstock.normalize.Misfit;
import dev.penstock.normalize.Normalizer;
import dev.penstock.normalize.Verdict;
import dev.penstock.normalize.definition.DefinitionSet;
import dev.penstock.sink.block.BlockOrigin;
import dev.penstock.sink.failure.InsertResult;
import dev.penstock.sink.insert.Rehearsals;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;

/// Measures events as a writer would that reads them now: against the definitions in force, then by the encoder of
/// their table. Not thread-safe.
final class Examination {

    // Where it would stand, and when it would be inserted, changes nothing about whether it fits.
    private static final BlockOrigin ANYWHERE = new BlockOrigin(new TopicId(0, 0), 0, Instant.EPOCH);

    private final long revision;
    private final Normalizer normalizer;
    private final Map<StreamName, HaltFact> halted;
    private final Rehearsals rehearsals;

    Examination(ControlState state, Rehearsals rehearsals) {
        this.revision = state.revision();
        this.normalizer =
                new Normalizer(DefinitionSet.of(state.streamsAt(revision).values()));
        this.halted = state.haltedAt(revision);
        this.rehearsals = rehearsals;
    }

    /// The revision of the control topic it measures by.
    long revision() {
        return revision;
    }

    Normalizer normalizer() {
        return normalizer;
    }

    /// Measures the event in a record.
    ///
    /// @throws SQLException when ClickHouse does not say what a table looks like
    Finding of(byte[] value) throws SQLException {
        try {
            return of(EventCodec.decode(value));
        } catch (MalformedRecordException e) {
            return Finding.of(Outlook.UNREADABLE, String.valueOf(e.getMessage()));
        }
    }

    /// Measures an event.
    ///
    /// @throws SQLException when ClickHouse does not say what a table looks like
    Finding of(Event event) throws SQLException {
        HaltFact halt = halted.get(event.stream());
        if (halt != null) {
            return Finding.of(Outlook.STREAM_HALTED, halt.reason());
        }
        return switch (normalizer.normalize(event)) {
            case Verdict.Fits fits ->
                rehearsals
                        .obstacle(fits.row(), ANYWHERE)
                        .map(Examination::kept)
                        .orElseGet(() -> new Finding(Outlook.FITS, "", "", event));
            case Verdict.Rejected rejected -> {
                Misfit misfit = rejected.misfits().getFirst();
                yield new Finding(
                        Outlook.DOES_NOT_FIT,
                        misfit.column(),
                        misfit.cause().code() + ": expected " + misfit.expected(),
                        null);
            }
            case Verdict.Undecided undecided -> Finding.of(Outlook.DEFINITION_UNREADABLE, undecided.reason());
        };
    }

    private static Finding kept(InsertResult obstacle) {
        return switch (obstacle) {
            case InsertResult.Poison poison ->
                new Finding(Outlook.DOES_NOT_FIT, poison.column(), poison.detail(), null);
            case InsertResult.Schema schema -> Finding.of(Outlook.TABLE_NOT_READY, schema.detail());
            case InsertResult.Halt halt -> Finding.of(Outlook.TABLE_NOT_READY, halt.detail());
            case InsertResult.Retry retry -> Finding.of(Outlook.TABLE_NOT_READY, retry.reason());
            case InsertResult.TooLarge large -> Finding.of(Outlook.DOES_NOT_FIT, "larger than an insert may be");
            case InsertResult.Stored stored -> throw new IllegalStateException("nothing is stored by a rehearsal");
        };
    }
}
