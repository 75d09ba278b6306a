package dev.penstock.sink.block;

import static dev.penstock.sink.Samples.block;
import static dev.penstock.sink.Samples.row;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class AbsenceTest {

    @Test
    void aBlockWhoseOffsetsAreAllThereIsComplete() {
        assertThat(Absence.of(block(row(1), row(2)), Set.of(1L, 2L))).isEmpty();
    }

    @Test
    void theRowsThatAreNotThereAreNamedInTheirOrder() {
        Block block = block(row(1), row(2), row(3), row(4));

        assertThat(Absence.of(block, Set.of(1L, 3L))).contains(block(row(2), row(4)));
        assertThat(Absence.of(block, Set.of())).contains(block);
    }

    @Test
    void anEventThatIsInTheBlockTwiceIsThereWhenOneOfItsRowsIs() {
        PlacedRow first = row(1);
        Block block = block(first, new PlacedRow(2, first.row()), row(3));

        assertThat(Absence.of(block, Set.of(2L, 3L))).isEmpty();
        assertThat(Absence.of(block, Set.of(3L)).orElseThrow().rows()).hasSize(2);
    }
}
