package dev.penstock.writer.settle;

import dev.penstock.model.control.ControlFact.HaltFact;
import dev.penstock.model.deadletter.DeadLetter;
import dev.penstock.model.deadletter.DeadLetterCause;
import dev.penstock.model.deadletter.DeadLetterMisfit;
import dev.penstock.model.deadletter.SourceCoordinates;
import dev.penstock.model.event.Event;
import dev.penstock.model.parked.ParkedEvent;
import dev.penstock.model.wire.EventDecoder;
import dev.penstock.model.wire.MalformedRecordException;
import dev.penstock.normalize.Misfit;
import dev.penstock.normalize.Row;
import dev.penstock.normalize.Verdict;
import dev.penstock.sink.block.BlockOrigin;
import dev.penstock.sink.block.PlacedRow;
import dev.penstock.writer.batch.Batch;
import dev.penstock.writer.batch.SourceRecord;
import dev.penstock.writer.control.InForce;
import dev.penstock.writer.deadletter.Letter;
import dev.penstock.writer.park.Parked;
import dev.penstock.writer.settle.Outcome.Undecided;
import java.util.BitSet;
import java.util.List;

/// Turns the records of a batch into blocks, letters and parked records. Pure: the same batch, origin and rules give
/// the same plan.
final class BatchReader {

    private final String writerVersion;

    BatchReader(String writerVersion) {
        this.writerVersion = writerVersion;
    }

    /// Reads a batch.
    ///
    /// @param stored which of its records, by their distance from the first, are stored already and make no row
    Plan read(Batch batch, BlockOrigin origin, InForce inForce, BitSet stored) {
        Draft draft = new Draft();
        EventDecoder decoder = new EventDecoder();
        long first = batch.firstOffset();
        SourceRecord last = batch.records().getFirst();
        for (SourceRecord record : batch.records()) {
            Reading reading = read(record, origin, inForce, decoder);
            if (reading instanceof Reading.AsUndecided none) {
                return draft.undecided(last, none.undecided());
            }
            if (stored.get(Math.toIntExact(record.offset() - first))) {
                draft.addStored(record, reading);
            } else if (!draft.add(record, reading)) {
                break;
            }
            last = record;
        }
        return draft.plan(last);
    }

    /// The letter of a record whose row ClickHouse, or the encoder before it, refused.
    Letter refused(
            SourceRecord record, Row row, BlockOrigin origin, DeadLetterCause cause, String detail, String column) {
        Misfit misfit = new Misfit(cause, column, "", "");
        return letter(record, origin, List.of(misfit), detail, row.stream(), row.definitionVersion());
    }

    private Reading read(SourceRecord record, BlockOrigin origin, InForce inForce, EventDecoder decoder) {
        byte[] value = record.value();
        if (value == null) {
            return malformed(record, origin, "the record has no value");
        }
        Event event;
        try {
            event = decoder.decode(value);
        } catch (MalformedRecordException e) {
            return malformed(record, origin, String.valueOf(e.getMessage()));
        }
        HaltFact halt = inForce.haltOf(event.stream());
        if (halt != null) {
            return new Reading.AsParked(parked(record, origin, halt, inForce.versionOf(event.stream())));
        }
        return switch (inForce.normalizer().normalize(event)) {
            case Verdict.Fits fits ->
                new Reading.AsRow(
                        event.stream(),
                        new PlacedRow(record.offset(), fits.row()),
                        fits.tolerated().size());
            case Verdict.Rejected rejected -> {
                Misfit misfit = rejected.misfits().getFirst();
                yield new Reading.AsLetter(
                        event.stream(),
                        why(misfit),
                        letter(
                                record,
                                origin,
                                rejected.misfits(),
                                misfit.detail(),
                                event.stream().value(),
                                rejected.definitionVersion()));
            }
            case Verdict.Undecided undecided ->
                new Reading.AsUndecided(
                        new Undecided(event.stream(), undecided.definitionVersion(), undecided.reason()));
        };
    }

    // For people, and for everybody: the event's own words stay out of it.
    private static String why(Misfit misfit) {
        return misfit.cause().code() + (misfit.column().isEmpty() ? "" : " in " + misfit.column());
    }

    private Reading malformed(SourceRecord record, BlockOrigin origin, String detail) {
        Misfit misfit = new Misfit(DeadLetterCause.MALFORMED_RECORD, "", "", "");
        return new Reading.AsUnreadable(letter(record, origin, List.of(misfit), detail, "", 0));
    }

    private Letter letter(
            SourceRecord record,
            BlockOrigin origin,
            List<Misfit> misfits,
            String detail,
            String stream,
            int definitionVersion) {
        Misfit misfit = misfits.getFirst();
        return new Letter(
                record,
                new DeadLetter(
                        misfit.cause().code(),
                        detail,
                        misfit.column(),
                        misfit.expected(),
                        misfit.actual(),
                        stream,
                        definitionVersion,
                        source(record, origin),
                        record.attempt(),
                        writerVersion,
                        misfits.stream().map(BatchReader::listed).toList(),
                        // Fixed with the batch: the letter of a batch that is made again says the same.
                        origin.ingestedAt()));
    }

    private static DeadLetterMisfit listed(Misfit misfit) {
        return new DeadLetterMisfit(misfit.cause().code(), misfit.column(), misfit.expected(), misfit.actual());
    }

    private Parked parked(SourceRecord record, BlockOrigin origin, HaltFact halt, int definitionVersion) {
        return new Parked(
                record,
                new ParkedEvent(
                        halt.stream(),
                        halt.number(),
                        definitionVersion,
                        halt.reason(),
                        source(record, origin),
                        origin.ingestedAt(),
                        writerVersion));
    }

    private static SourceCoordinates source(SourceRecord record, BlockOrigin origin) {
        return new SourceCoordinates(origin.topic(), origin.partition(), record.offset());
    }
}
