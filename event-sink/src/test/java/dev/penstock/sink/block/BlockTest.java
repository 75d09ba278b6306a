package dev.penstock.sink.block;

import static dev.penstock.sink.Samples.block;
import static dev.penstock.sink.Samples.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.model.topic.TopicId;
import dev.penstock.sink.Samples;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class BlockTest {

    private static final PlacedRow LATE_APRIL = row(10, Instant.parse("2026-04-30T23:59:59.999Z"));
    private static final PlacedRow EARLY_MAY = row(11, Instant.parse("2026-05-01T00:00:00Z"));
    private static final PlacedRow APRIL = row(12, Instant.parse("2026-04-02T00:00:00Z"));
    private static final PlacedRow LAST_YEAR = row(13, Instant.parse("2025-05-01T00:00:00Z"));

    @Test
    void rowsAreSplitByTheirMonthInUtcAndKeepTheirOrder() {
        assertThat(Block.byMonth(List.of(LATE_APRIL, EARLY_MAY, APRIL, LAST_YEAR)))
                .containsExactly(block(LAST_YEAR), block(LATE_APRIL, APRIL), block(EARLY_MAY));
    }

    @Test
    void noBlockHasMoreRowsThanClickHouseTakesAsOne() {
        List<PlacedRow> rows = Collections.nCopies(Block.MAX_ROWS + 1, EARLY_MAY);

        assertThat(Block.byMonth(rows)).extracting(block -> block.rows().size()).containsExactly(Block.MAX_ROWS, 1);
    }

    @Test
    void aRowTakenOutLeavesTheOthersInOrder() {
        assertThat(block(row(1), row(2), row(3)).without(1)).containsExactly(block(row(1), row(3)));
        assertThat(block(row(1)).without(0)).isEmpty();
    }

    @Test
    void aBlockSplitsIntoTwoThatAreTheWhole() {
        assertThat(block(row(1), row(2), row(3)).splitAt(1)).containsExactly(block(row(1)), block(row(2), row(3)));
    }

    @Test
    void anEmptyBlockCannotBe() {
        assertThatThrownBy(() -> new Block(List.of())).hasMessageContaining("1 to 200000");
    }

    @Test
    void theTokenNamesTheRowsAndTheirBytes() {
        InsertToken token = InsertToken.of(Samples.ORIGIN, block(row(10), row(12)), 0xCAFE);

        assertThat(token).hasToString("v1:" + new TopicId(1, 2) + "-3:10-12:2:0000cafe");
    }
}
