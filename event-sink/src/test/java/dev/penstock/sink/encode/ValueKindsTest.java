package dev.penstock.sink.encode;

import static dev.penstock.sink.Samples.MAY;
import static dev.penstock.sink.Samples.ORIGIN;
import static dev.penstock.sink.Samples.block;
import static dev.penstock.sink.Samples.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.model.event.SourceAddress;
import dev.penstock.normalize.Shape;
import dev.penstock.normalize.Shape.TypedColumn;
import dev.penstock.normalize.type.ColumnType;
import dev.penstock.sink.TypedValues;
import dev.penstock.sink.block.Block;
import dev.penstock.sink.block.PlacedRow;
import dev.penstock.sink.encode.Encoding.Unencodable;
import dev.penstock.sink.encode.TableLayout.Fitting;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

class ValueKindsTest {

    @ParameterizedTest
    @MethodSource
    void aValueIsTheBytesClickHouseDocuments(ColumnType type, Object value, String bytes) {
        assertThat(encoded(type, value)).isEqualTo(bytes);
    }

    static Stream<Arguments> aValueIsTheBytesClickHouseDocuments() {
        ColumnType text = new ColumnType.Text();
        BigInteger half = BigInteger.TWO.pow(63);
        return Stream.of(
                Arguments.of(text, "aü€😀", "0a61c3bce282acf09f9880"),
                Arguments.of(text, "", "00"),
                Arguments.of(new ColumnType.Whole(8, true), -1L, "ff"),
                Arguments.of(new ColumnType.Whole(16, false), 258L, "0201"),
                Arguments.of(new ColumnType.Whole(32, true), -2L, "feffffff"),
                Arguments.of(new ColumnType.Whole(64, false), -1L, "ffffffffffffffff"),
                Arguments.of(new ColumnType.Whole(128, true), BigInteger.TWO.negate(), "fe" + "ff".repeat(15)),
                Arguments.of(new ColumnType.Whole(128, false), half, "0000000000000080" + "00".repeat(8)),
                Arguments.of(
                        new ColumnType.Whole(256, false),
                        BigInteger.TWO.pow(256).subtract(BigInteger.ONE),
                        "ff".repeat(32)),
                Arguments.of(new ColumnType.Whole(256, true), half.negate(), "0000000000000080" + "ff".repeat(24)),
                Arguments.of(new ColumnType.Floating(32), 1.0, "0000803f"),
                Arguments.of(new ColumnType.Floating(64), -0.0, "0000000000000080"),
                Arguments.of(new ColumnType.Decimal(9, 2), BigInteger.valueOf(-1), "ffffffff"),
                Arguments.of(new ColumnType.Decimal(18, 2), BigInteger.valueOf(258), "0201000000000000"),
                Arguments.of(new ColumnType.Decimal(38, 2), BigInteger.ONE, "01" + "00".repeat(15)),
                Arguments.of(new ColumnType.Decimal(76, 2), BigInteger.ONE.negate(), "ff".repeat(32)),
                Arguments.of(new ColumnType.Bool(), true, "01"),
                Arguments.of(new ColumnType.Uuid(), new UUID(1, 2), "01000000000000000200000000000000"),
                Arguments.of(new ColumnType.Day(false), 0xFFFE, "feff"),
                Arguments.of(new ColumnType.Day(true), -1, "ffffffff"),
                Arguments.of(new ColumnType.Second(""), 0xFFFF_FFFEL, "feffffff"),
                Arguments.of(new ColumnType.Tick(3, "UTC"), -1L, "ffffffffffffffff"),
                Arguments.of(new ColumnType.Ipv4(), 0x01020304, "04030201"),
                Arguments.of(
                        new ColumnType.Ipv6(), new SourceAddress(0x2001L << 48, 1), "20010000000000000000000000000001"),
                Arguments.of(new ColumnType.Json(), "{}", "027b7d"),
                Arguments.of(new ColumnType.Array(text), List.of("a", ""), "0200000000000000" + "016100"),
                Arguments.of(
                        new ColumnType.Mapping(text, new ColumnType.Bool()),
                        List.of(Map.entry("k", false)),
                        "0100000000000000" + "016b" + "00"),
                Arguments.of(new ColumnType.Nullable(text), null, "0100"),
                Arguments.of(new ColumnType.Nullable(text), "a", "000161"),
                Arguments.of(
                        new ColumnType.LowCardinality(new ColumnType.Nullable(text)),
                        null,
                        "0006000000000000" + "0100000000000000" + "00" + "0100000000000000" + "00"));
    }

    @ParameterizedTest
    @FieldSource("dev.penstock.sink.TypedValues#TYPES")
    void thereIsRoomForWhatIsWritten(ColumnType type) {
        Random random = new Random(7);
        List<@Nullable Object> values = new ArrayList<>(TypedValues.borders(type));
        for (int i = 0; i < 200; i++) {
            values.add(TypedValues.random(type, random));
        }
        ValueKind kind = ValueKinds.of(type);
        for (Object value : values) {
            // How large a dictionary is stands once for all rows, as its place for null does.
            int dictionary = type.declaration().contains("LowCardinality") ? 3 * Long.BYTES + 1 : 0;
            assertThat(kind.room(value))
                    .as("%s of %s", value, type)
                    .isGreaterThanOrEqualTo(encoded(kind, value).length - dictionary);
        }
    }

    @Test
    void whatIsNullHasAPlaceAmongTheValuesAndListsAreOneBehindTheOther() {
        ColumnType small = new ColumnType.Whole(8, false);
        ColumnType text = new ColumnType.Text();

        assertThat(hex(new ColumnType.Nullable(small), null, 7L)).isEqualTo("0100" + "0007");
        assertThat(hex(new ColumnType.Array(new ColumnType.Nullable(small)), Arrays.asList(1L, null), List.of(3L)))
                .isEqualTo("0200000000000000" + "0300000000000000" + "000100" + "010003");
        assertThat(hex(
                        new ColumnType.Mapping(text, small),
                        List.of(Map.entry("k", 1L)),
                        List.of(),
                        List.of(Map.entry("l", 2L), Map.entry("m", 3L))))
                .isEqualTo("0100000000000000" + "0100000000000000" + "0300000000000000" + "016b016c016d" + "010203");
    }

    @Test
    void aDictionaryHasEachWordOnceAndAsFewBytesForARowAsItsSizeAllows() {
        ColumnType words = new ColumnType.LowCardinality(new ColumnType.Text());
        String[] many = new String[300];
        Arrays.setAll(many, i -> Integer.toString(i));

        assertThat(hex(words, "a", "b", "a"))
                .isEqualTo("0006000000000000" + "0200000000000000" + "01610162" + "0300000000000000" + "000100");
        assertThat(hex(new ColumnType.LowCardinality(new ColumnType.Nullable(new ColumnType.Text())), "a", null, "a"))
                .isEqualTo("0006000000000000" + "0200000000000000" + "000161" + "0300000000000000" + "010001");
        assertThat(hex(words, (Object[]) many))
                .startsWith("0106000000000000" + "2c01000000000000")
                .endsWith("2a01" + "2b01");
        assertThat(hex(new ColumnType.Array(words), List.of(), List.of())).isEqualTo("00".repeat(16));
    }

    @Test
    void theSameRowsTwiceAreTheSameBytes() {
        Shape shape = shape(TypedValues.TYPES);
        Block first = block(rows(shape, 42));
        Block again = block(rows(new Shape(shape.table(), List.copyOf(shape.columns())), 42));

        assertThat(((Encoding.Complete) new BlockEncoder().encode(first, ORIGIN, layout(shape)))
                        .block()
                        .token())
                .isEqualTo(((Encoding.Complete) new BlockEncoder().encode(again, ORIGIN, layout(again.shape())))
                        .block()
                        .token());
    }

    @ParameterizedTest
    @MethodSource
    void whatClickHouseWouldChangeSilentlyIsNoValue(ColumnType type, @Nullable Object value) {
        Shape shape = shape(List.of(new ColumnType.Bool(), type));
        Block block = block(
                row(1, MAY, shape, Arrays.asList(true, TypedValues.borders(type).getFirst())),
                row(2, MAY, shape, Arrays.asList(true, value)));

        assertThat(new BlockEncoder().encode(block, ORIGIN, layout(shape)))
                .isEqualTo(new Unencodable(1, "c1", "is no value of " + type.declaration()));
    }

    static Stream<Arguments> whatClickHouseWouldChangeSilentlyIsNoValue() {
        ColumnType text = new ColumnType.Text();
        ColumnType small = new ColumnType.Whole(8, false);
        return Stream.of(
                Arguments.of(text, null),
                Arguments.of(text, 1L),
                Arguments.of(text, "\ud800"),
                Arguments.of(text, "\udc00\ud800"),
                Arguments.of(text, "a\ud800b"),
                Arguments.of(small, 256L),
                Arguments.of(small, -1L),
                Arguments.of(small, 1),
                Arguments.of(new ColumnType.Whole(8, true), 128L),
                Arguments.of(new ColumnType.Whole(16, true), -32769L),
                Arguments.of(new ColumnType.Whole(32, false), 1L << 32),
                Arguments.of(new ColumnType.Whole(64, false), BigInteger.TWO.pow(64)),
                Arguments.of(new ColumnType.Whole(128, true), BigInteger.TWO.pow(127)),
                Arguments.of(new ColumnType.Whole(128, false), BigInteger.ONE.negate()),
                Arguments.of(new ColumnType.Whole(256, false), BigInteger.TWO.pow(256)),
                Arguments.of(new ColumnType.Floating(32), 1e39),
                Arguments.of(new ColumnType.Floating(64), Double.NaN),
                Arguments.of(new ColumnType.Floating(64), Double.POSITIVE_INFINITY),
                Arguments.of(new ColumnType.Decimal(9, 2), BigInteger.TEN.pow(9)),
                Arguments.of(
                        new ColumnType.Decimal(76, 2), BigInteger.TEN.pow(76).negate()),
                Arguments.of(new ColumnType.Bool(), 1L),
                Arguments.of(new ColumnType.Uuid(), "00000000-0000-0000-0000-000000000000"),
                Arguments.of(new ColumnType.Day(false), -1),
                Arguments.of(new ColumnType.Day(false), 65_536),
                Arguments.of(new ColumnType.Day(true), -25_568),
                Arguments.of(new ColumnType.Day(true), 120_530),
                Arguments.of(new ColumnType.Second(""), 1L << 32),
                Arguments.of(new ColumnType.Tick(3, ""), 120_530L * 86_400_000),
                Arguments.of(new ColumnType.Tick(3, ""), -25_567L * 86_400_000 - 1),
                Arguments.of(new ColumnType.Ipv4(), 1L),
                Arguments.of(new ColumnType.Ipv6(), 1),
                Arguments.of(new ColumnType.Array(small), List.of(1L, 256L)),
                Arguments.of(new ColumnType.Array(small), "x"),
                Arguments.of(new ColumnType.Mapping(text, small), List.of("x")),
                Arguments.of(
                        new ColumnType.Mapping(text, small),
                        List.of(new SimpleImmutableEntry<@Nullable String, Long>(null, 1L))),
                Arguments.of(new ColumnType.Nullable(small), 256L),
                Arguments.of(new ColumnType.LowCardinality(text), null));
    }

    @Test
    void aRowWithoutAValueForEachColumnIsNamed() {
        Shape shape = shape(List.of(new ColumnType.Bool(), new ColumnType.Bool()));

        assertThat(new BlockEncoder().encode(block(row(1, MAY, shape, List.of(true))), ORIGIN, layout(shape)))
                .isEqualTo(new Unencodable(0, "", "1 values for the 2 columns of types_raw"));
    }

    @Test
    void aRowWhoseValuesAreTooLargeIsNamedAndOneThatFillsTheBlockEndsIt() {
        Shape shape = shape(List.of(new ColumnType.Array(new ColumnType.Text())));
        PlacedRow large = row(2, MAY, shape, List.of(List.of("é".repeat(6_000))));
        BlockEncoder small = new BlockEncoder(12_000);

        assertThat(small.encode(block(large), ORIGIN, layout(shape))).isInstanceOf(Unencodable.class);
        assertThat(small.encode(block(row(1, MAY, shape, List.of(List.of())), large), ORIGIN, layout(shape)))
                .isEqualTo(new Encoding.Full(1));
    }

    private static String hex(ColumnType type, @Nullable Object... values) {
        return HexFormat.of().formatHex(encoded(ValueKinds.of(type), values));
    }

    private static String encoded(ColumnType type, Object value) {
        return hex(type, value);
    }

    private static byte[] encoded(ValueKind kind, @Nullable Object... values) {
        NativeColumn column = kind.column(new Buffers(0));
        for (Object value : values) {
            column.append(value);
        }
        List<ColumnBytes> parts = new ArrayList<>();
        column.collect(parts);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        parts.forEach(part -> out.write(part.array(), 0, part.position()));
        return out.toByteArray();
    }

    private static PlacedRow[] rows(Shape shape, long seed) {
        Random random = new Random(seed);
        PlacedRow[] rows = new PlacedRow[50];
        for (int i = 0; i < rows.length; i++) {
            List<@Nullable Object> values = new ArrayList<>();
            shape.columns().forEach(column -> values.add(TypedValues.random(column.type(), random)));
            rows[i] = row(i, MAY, shape, values);
        }
        return rows;
    }

    private static Shape shape(List<ColumnType> types) {
        List<TypedColumn> columns = new ArrayList<>();
        for (ColumnType type : types) {
            columns.add(new TypedColumn("c" + columns.size(), type));
        }
        return new Shape("types_raw", columns);
    }

    private static TableLayout layout(Shape shape) {
        List<Column> table = new ArrayList<>(BlockEncoderTest.COLUMNS);
        shape.columns()
                .forEach(column ->
                        table.add(new Column(column.name(), column.type().declaration())));
        return ((Fitting) TableLayout.of(table, shape)).layout();
    }
}
