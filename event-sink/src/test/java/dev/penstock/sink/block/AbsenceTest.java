package dev.penstock.sink.block;

import static dev.penstock.sink.Samples.block;
import static dev.penstock.sink.Samples.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.model.event.EventId;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class AbsenceTest {

    @Test
    void aBlockWhoseOffsetsAreAllThereIsComplete() {
        assertThat(Absence.of(block(row(1), row(2)), found(row(1), row(2)))).isEmpty();
    }

    @Test
    void theRowsThatAreNotThereAreNamedInTheirOrder() {
        Block block = block(row(1), row(2), row(3), row(4));

        assertThat(Absence.of(block, found(row(1), row(3)))).contains(block(row(2), row(4)));
        assertThat(Absence.of(block, Set.of())).contains(block);
    }

    @Test
    void anEventThatIsInTheBlockTwiceIsThereWhenOneOfItsRowsIs() {
        PlacedRow first = row(1);
        Block block = block(first, new PlacedRow(2, first.row()), row(3));

        assertThat(Absence.of(block, found(new PlacedRow(2, first.row()), row(3))))
                .isEmpty();
        assertThat(Absence.of(block, found(row(3))).orElseThrow().rows()).hasSize(2);
    }

    @Test
    void anotherEventAtTheSameOffsetIsNoRowOfTheBlock() {
        StoredRow before = new StoredRow(2, new EventId(99, 99));

        assertThat(Absence.of(block(row(1), row(2)), Set.of(StoredRow.of(row(1)), before)))
                .contains(block(row(2)));
    }

    private static Set<StoredRow> found(PlacedRow... rows) {
        return Arrays.stream(rows).map(StoredRow::of).collect(Collectors.toSet());
    }
}
