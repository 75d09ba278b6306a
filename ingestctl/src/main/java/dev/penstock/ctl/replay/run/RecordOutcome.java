package dev.penstock.ctl.replay.run;

import dev.penstock.ctl.replay.shadow.AsideRecord;
import dev.penstock.sink.block.PlacedRow;

/// What becomes of a record.
sealed interface RecordOutcome {

    record AsRow(PlacedRow row) implements RecordOutcome {}

    record Aside(AsideRecord record) implements RecordOutcome {}

    /// The filter does not let it through.
    record PassedOver() implements RecordOutcome {}
}
