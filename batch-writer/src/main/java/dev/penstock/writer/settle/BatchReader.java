package dev.penstock.writer.settle;

import dev.penstock.model.deadletter.DeadLetter;
import dev.penstock.model.deadletter.DeadLetterCause;
import dev.penstock.model.deadletter.DeadLetterMisfit;
import dev.penstock.model.deadletter.SourceCoordinates;
import dev.penstock.model.event.Event;
import dev.penstock.model.wire.EventCodec;
import dev.penstock.model.wire.MalformedRecordException;
import dev.penstock.normalize.Misfit;
import dev.penstock.normalize.Normalizer;
import dev.penstock.normalize.Verdict;
import dev.penstock.sink.block.Block;
import dev.penstock.sink.block.BlockOrigin;
import dev.penstock.sink.block.PlacedRow;
import dev.penstock.writer.batch.Batch;
import dev.penstock.writer.batch.SourceRecord;
import dev.penstock.writer.deadletter.Letter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Turns the records of a batch into blocks and letters. Pure: the same batch and origin give the same plan.
final class BatchReader {

    // Each month is an insert of its own; a batch of more ends early and the rest follows as the next.
    private static final int MOST_MONTHS = 12;

    private static final int FIRST_ATTEMPT = 1;

    private final Normalizer normalizer;
    private final String writerVersion;

    BatchReader(Normalizer normalizer, String writerVersion) {
        this.normalizer = normalizer;
        this.writerVersion = writerVersion;
    }

    Plan read(Batch batch, BlockOrigin origin) {
        List<PlacedRow> rows = new ArrayList<>(batch.records().size());
        List<Letter> letters = new ArrayList<>();
        Set<Integer> months = new HashSet<>();
        SourceRecord last = batch.records().getFirst();
        for (SourceRecord record : batch.records()) {
            switch (read(record)) {
                case Reading.AsRow reading -> {
                    PlacedRow row = reading.row();
                    int month = Block.month(row.row().timestampMillis());
                    if (months.size() == MOST_MONTHS && !months.contains(month)) {
                        return plan(last, rows, letters);
                    }
                    months.add(month);
                    rows.add(row);
                }
                case Reading.AsLetter reading ->
                    letters.add(letter(
                            record, origin, reading.misfits(), reading.detail(), reading.stream(), reading.version()));
            }
            last = record;
        }
        return plan(last, rows, letters);
    }

    /// The letter of a record whose row ClickHouse, or the encoder before it, refused.
    Letter refused(
            SourceRecord record,
            PlacedRow row,
            BlockOrigin origin,
            DeadLetterCause cause,
            String detail,
            String column) {
        return letter(
                record,
                origin,
                List.of(new Misfit(cause, column, "", "")),
                detail,
                row.row().stream(),
                row.row().definitionVersion());
    }

    private Reading read(SourceRecord record) {
        byte[] value = record.value();
        if (value == null) {
            return malformed("the record has no value");
        }
        Event event;
        try {
            event = EventCodec.decode(value);
        } catch (MalformedRecordException e) {
            return malformed(String.valueOf(e.getMessage()));
        }
        return switch (normalizer.normalize(event)) {
            case Verdict.Fits fits -> new Reading.AsRow(new PlacedRow(record.offset(), fits.row()));
            case Verdict.Rejected rejected ->
                new Reading.AsLetter(
                        rejected.misfits(),
                        rejected.misfits().getFirst().detail(),
                        event.stream().value(),
                        rejected.definitionVersion());
        };
    }

    private static Reading malformed(String detail) {
        return new Reading.AsLetter(List.of(new Misfit(DeadLetterCause.MALFORMED_RECORD, "", "", "")), detail, "", 0);
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
                        new SourceCoordinates(origin.topic(), origin.partition(), record.offset()),
                        FIRST_ATTEMPT,
                        writerVersion,
                        misfits.stream().map(BatchReader::listed).toList(),
                        // Fixed with the batch: the letter of a batch that is made again says the same.
                        origin.ingestedAt()));
    }

    private static DeadLetterMisfit listed(Misfit misfit) {
        return new DeadLetterMisfit(misfit.cause().code(), misfit.column(), misfit.expected(), misfit.actual());
    }

    private static Plan plan(SourceRecord last, List<PlacedRow> rows, List<Letter> letters) {
        return new Plan(last.offset(), last.leaderEpoch(), Block.byMonth(rows), letters);
    }

    private sealed interface Reading {

        record AsRow(PlacedRow row) implements Reading {}

        record AsLetter(List<Misfit> misfits, String detail, String stream, int version) implements Reading {}
    }
}
