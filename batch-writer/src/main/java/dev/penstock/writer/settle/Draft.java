package dev.penstock.writer.settle;

import dev.penstock.model.event.Event;
import dev.penstock.model.ledger.LedgerCount;
import dev.penstock.model.ledger.LedgerOutcome;
import dev.penstock.model.wire.EventCodec;
import dev.penstock.model.wire.MalformedRecordException;
import dev.penstock.normalize.Row;
import dev.penstock.normalize.Shape;
import dev.penstock.sink.block.Block;
import dev.penstock.sink.block.PlacedRow;
import dev.penstock.writer.batch.SourceRecord;
import dev.penstock.writer.count.BatchCounts;
import dev.penstock.writer.deadletter.Letter;
import dev.penstock.writer.fuse.Tally;
import dev.penstock.writer.park.Parked;
import dev.penstock.writer.settle.Outcome.Undecided;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A plan while records are added to it.
final class Draft {

    // Each month of each table is an insert of its own; a batch of more ends early and the rest follows as the next.
    private static final int MOST_BLOCKS = 12;

    private final List<PlacedRow> rows = new ArrayList<>();
    private final List<Letter> letters = new ArrayList<>();
    private final List<Parked> parked = new ArrayList<>();
    private final Tally tally = new Tally();
    private final BatchCounts counts = new BatchCounts();
    private final Set<Place> places = new HashSet<>();
    private @Nullable Place last;
    private int stored;
    private int tolerated;

    /// Adds a record.
    ///
    /// @return false when it does not belong to this plan any more
    boolean add(SourceRecord record, Reading reading) {
        switch (reading) {
            case Reading.AsRow row -> {
                if (!hasPlaceFor(row.row().row())) {
                    return false;
                }
                rows.add(row.row());
                count(record, row.row().row());
                tally.add(row.stream());
                tolerated += row.tolerated();
            }
            case Reading.AsLetter letter -> {
                letters.add(letter.letter());
                count(record, LedgerOutcome.DEAD_LETTERED);
                tally.add(letter.stream());
                tally.refuse(letter.stream(), letter.why());
            }
            case Reading.AsUnreadable unreadable -> {
                letters.add(unreadable.letter());
                count(record, LedgerOutcome.DEAD_LETTERED);
            }
            case Reading.AsParked held -> {
                parked.add(held.parked());
                count(record, LedgerOutcome.PARKED);
            }
            case Reading.AsUndecided none ->
                throw new IllegalArgumentException("the record at " + record.offset() + " is undecided");
        }
        return true;
    }

    /// Adds a record whose row is stored already, whatever it would become now.
    void addStored(SourceRecord record, Reading reading) {
        stored++;
        if (reading instanceof Reading.AsRow row) {
            count(record, row.row().row());
            tally.add(row.stream());
            tolerated += row.tolerated();
        } else {
            count(record, LedgerOutcome.STORED);
        }
    }

    private void count(SourceRecord record, Row row) {
        count(record, row.org(), row.stream(), row.receivedAtMillis(), LedgerOutcome.STORED);
    }

    // Few have no row, so they may be decoded once more.
    private void count(SourceRecord record, LedgerOutcome outcome) {
        byte[] value = record.value();
        try {
            if (value != null) {
                Event event = EventCodec.decode(value);
                count(
                        record,
                        event.org().value(),
                        event.stream().value(),
                        event.receivedAt().toEpochMilli(),
                        outcome);
                return;
            }
        } catch (MalformedRecordException e) {
            // Whose it is nobody knows; the letter has its bytes.
        }
        count(record, LedgerCount.NOBODY, "", record.timestampMillis(), outcome);
    }

    private void count(
            SourceRecord record, String organization, String stream, long receivedAtMillis, LedgerOutcome outcome) {
        counts.add(organization, stream, receivedAtMillis, outcome);
        if (record.isLifted()) {
            counts.add(organization, stream, receivedAtMillis, LedgerOutcome.RETURNED);
        }
    }

    Plan plan(SourceRecord through) {
        return new Plan(
                through.offset(),
                through.leaderEpoch(),
                stored,
                tolerated,
                Block.byMonth(rows),
                letters,
                parked,
                tally,
                counts,
                null);
    }

    Plan undecided(SourceRecord through, Undecided undecided) {
        return new Plan(
                through.offset(),
                through.leaderEpoch(),
                stored,
                0,
                List.of(),
                List.of(),
                List.of(),
                tally,
                counts,
                undecided);
    }

    private boolean hasPlaceFor(Row row) {
        int month = Block.month(row.timestampMillis());
        Place before = last;
        if (before != null && before.isAt(row.shape(), month)) {
            return true;
        }
        Place place = new Place(row.shape(), month);
        if (places.size() == MOST_BLOCKS && !places.contains(place)) {
            return false;
        }
        places.add(place);
        last = place;
        return true;
    }

    /// Where rows go together.
    private record Place(Shape shape, int month) {

        // Rows of one definition share its shape.
        @SuppressWarnings("ReferenceEquality")
        boolean isAt(Shape other, int otherMonth) {
            return shape == other && month == otherMonth;
        }
    }
}
