package dev.penstock.sink.block;

import static dev.penstock.sink.Samples.block;
import static dev.penstock.sink.Samples.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.model.topic.TopicId;
import dev.penstock.normalize.Shape;
import dev.penstock.normalize.Shape.TypedColumn;
import dev.penstock.normalize.type.ColumnType;
import dev.penstock.sink.Samples;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class BlockTest {

    private static final Instant EARLY = Instant.parse("2026-04-30T12:00:00Z");
    private static final Instant LATE = Instant.parse("2026-05-30T12:00:00Z");

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
    void rowsAreSplitByTheirTableAndItsColumnsBeforeTheirMonth() {
        Shape push = new Shape("push_raw", List.of(new TypedColumn("os", new ColumnType.Text())));
        Shape wider = new Shape(
                "push_raw",
                List.of(new TypedColumn("os", new ColumnType.Text()), new TypedColumn("size", new ColumnType.Text())));
        Shape click = new Shape("click_raw", List.of());
        PlacedRow first = row(1, EARLY, push, List.of("a"));
        PlacedRow second = row(2, LATE, click, List.of());
        PlacedRow third = row(3, LATE, wider, List.of("a", "b"));
        PlacedRow fourth = row(4, LATE);
        PlacedRow fifth = row(5, EARLY, new Shape(push.table(), push.columns()), List.of("c"));
        PlacedRow sixth = row(6, LATE, push, List.of("d"));
        PlacedRow seventh = row(7, EARLY, click, List.of());

        List<Block> blocks = Block.byMonth(List.of(first, second, third, fourth, fifth, sixth, seventh));

        assertThat(blocks)
                .containsExactly(
                        block(seventh), block(second), block(fourth), block(first, fifth), block(sixth), block(third));
        assertThat(blocks).extracting(Block::shape).containsExactly(click, click, Shape.COMMON, push, push, wider);
    }

    @Test
    void aBlockHasRowsOfOneShape() {
        PlacedRow other = row(2, LATE, new Shape("push_raw", List.of()), List.of());

        assertThatThrownBy(() -> block(row(1), other)).hasMessageContaining("events_raw and push_raw");
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
