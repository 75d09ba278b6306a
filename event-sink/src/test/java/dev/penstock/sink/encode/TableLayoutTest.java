package dev.penstock.sink.encode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.normalize.Shape;
import dev.penstock.normalize.Shape.TypedColumn;
import dev.penstock.normalize.type.ColumnType;
import dev.penstock.sink.encode.TableLayout.Fitting;
import dev.penstock.sink.encode.TableLayout.Misfit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableLayoutTest {

    private static final Shape PUSH = new Shape(
            "push_raw",
            List.of(
                    new TypedColumn("amount", new ColumnType.Nullable(new ColumnType.Decimal(18, 4))),
                    new TypedColumn("seen", new ColumnType.Tick(6, "Europe/Berlin"))));

    @Test
    void theCommonColumnsComeFirstThenTheStreamsInTheOrderOfItsShape() {
        TableLayout layout = fitting(table(
                new Column("seen", "DateTime64(6,'Europe/Berlin')"), new Column("amount", "Nullable(Decimal(18, 4))")));

        assertThat(layout.columns().subList(0, 16)).isEqualTo(BlockEncoderTest.COLUMNS);
        assertThat(layout.columns().subList(16, 18))
                .containsExactly(
                        new Column("amount", "Nullable(Decimal(18, 4))"),
                        new Column("seen", "DateTime64(6,'Europe/Berlin')"));
    }

    @Test
    void aColumnOfAnOlderDefinitionIsLeftToItsDefault() {
        TableLayout layout = fitting(table(
                new Column("gone", "Int8"),
                new Column("amount", "Nullable(Decimal(18, 4))"),
                new Column("seen", "DateTime64(6, 'Europe/Berlin')")));

        assertThat(layout.columns()).extracting(Column::name).doesNotContain("gone");
    }

    @Test
    void aCommonColumnThatIsMissingOrAnotherIsNoFit() {
        List<Column> changed = new ArrayList<>(BlockEncoderTest.COLUMNS);
        changed.set(14, new Column("kafka_offset", "Int64"));

        assertThat(TableLayout.of(BlockEncoderTest.COLUMNS.subList(0, 15), Shape.COMMON))
                .isEqualTo(new Misfit("column ingested_at is missing"));
        assertThat(TableLayout.of(changed, Shape.COMMON))
                .isEqualTo(new Misfit("column kafka_offset has the type Int64 instead of UInt64"));
        changed.set(14, BlockEncoderTest.COLUMNS.get(14));
        changed.set(0, new Column("org_id", "UInt64"));
        assertThat(TableLayout.of(changed, Shape.COMMON))
                .isEqualTo(new Misfit("column org_id has the type UInt64 instead of LowCardinality(String) or String"));
    }

    @Test
    void aColumnOfTheStreamThatIsMissingOrAnotherIsNoFit() {
        assertThat(TableLayout.of(table(new Column("amount", "Nullable(Decimal(18, 4))")), PUSH))
                .isEqualTo(new Misfit("column seen is missing"));
        assertThat(TableLayout.of(table(new Column("amount", "Decimal(18, 4)")), PUSH))
                .isEqualTo(new Misfit("column amount has the type Decimal(18, 4) instead of Nullable(Decimal(18, 4))"));
    }

    @Test
    void aStreamCannotHaveACommonColumnAsItsOwn() {
        Shape bad = new Shape("push_raw", List.of(new TypedColumn("org_id", new ColumnType.Text())));

        assertThat(TableLayout.of(BlockEncoderTest.COLUMNS, bad))
                .isEqualTo(new Misfit("column org_id is common to all streams and cannot be one's own"));
    }

    private static TableLayout fitting(List<Column> table) {
        return ((Fitting) TableLayout.of(table, PUSH)).layout();
    }

    private static List<Column> table(Column... own) {
        List<Column> columns = new ArrayList<>(List.of(own));
        columns.addAll(BlockEncoderTest.COLUMNS);
        return columns;
    }
}
