package dev.penstock.writer.settle;

import dev.penstock.model.deadletter.DeadLetter;
import dev.penstock.model.deadletter.DeadLetterCause;
import dev.penstock.model.deadletter.SourceCoordinates;
import dev.penstock.model.event.Event;
import dev.penstock.model.wire.EventCodec;
import dev.penstock.model.wire.MalformedRecordException;
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
                            record, origin, reading.cause(), reading.detail(), reading.column(), reading.stream()));
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
        return letter(record, origin, cause, detail, column, row.row().stream());
    }

    private Reading read(SourceRecord record) {
        byte[] value = record.value();
        if (value == null) {
            return new Reading.AsLetter(DeadLetterCause.MALFORMED_RECORD, "the record has no value", "", "");
        }
        Event event;
        try {
            event = EventCodec.decode(value);
        } catch (MalformedRecordException e) {
            return new Reading.AsLetter(DeadLetterCause.MALFORMED_RECORD, String.valueOf(e.getMessage()), "", "");
        }
        return switch (normalizer.normalize(event)) {
            case Verdict.Fits fits -> new Reading.AsRow(new PlacedRow(record.offset(), fits.row()));
            case Verdict.Rejected rejected ->
                new Reading.AsLetter(
                        DeadLetterCause.VALUE_OUT_OF_RANGE,
                        rejected.detail(),
                        rejected.column(),
                        event.stream().value());
        };
    }

    private Letter letter(
            SourceRecord record,
            BlockOrigin origin,
            DeadLetterCause cause,
            String detail,
            String column,
            String stream) {
        return new Letter(
                record,
                new DeadLetter(
                        cause.code(),
                        detail,
                        column,
                        stream,
                        0,
                        new SourceCoordinates(origin.topic(), origin.partition(), record.offset()),
                        FIRST_ATTEMPT,
                        writerVersion));
    }

    private static Plan plan(SourceRecord last, List<PlacedRow> rows, List<Letter> letters) {
        return new Plan(last.offset(), last.leaderEpoch(), Block.byMonth(rows), letters);
    }

    private sealed interface Reading {

        record AsRow(PlacedRow row) implements Reading {}

        record AsLetter(DeadLetterCause cause, String detail, String column, String stream) implements Reading {}
    }
}
