package dev.penstock.sink.insert;

import static dev.penstock.sink.Samples.MAY;
import static dev.penstock.sink.Samples.ORIGIN;
import static dev.penstock.sink.Samples.row;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.penstock.local.testing.TestingClickHouse;
import dev.penstock.model.event.SourceAddress;
import dev.penstock.model.stream.StreamName;
import dev.penstock.normalize.Shape;
import dev.penstock.normalize.Shape.TypedColumn;
import dev.penstock.normalize.type.ColumnType;
import dev.penstock.sink.TypedValues;
import dev.penstock.sink.block.Block;
import dev.penstock.sink.block.PlacedRow;
import dev.penstock.sink.connect.ClickHousePool;
import dev.penstock.sink.connect.ClickHouseSettings;
import dev.penstock.sink.failure.InsertResult.Stored;
import dev.penstock.sink.migrate.Migrations;
import dev.penstock.sink.migrate.TableEngines;
import dev.penstock.sink.table.StreamTable;
import dev.penstock.sink.table.StreamTables;
import java.math.BigInteger;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Every type, there and back: values in Java, through the encoder and the real engine, and as text again.
class TypedColumnsIT {

    private static final int ROWS = 150;

    private static final TestingClickHouse CLICKHOUSE = TestingClickHouse.start();

    private static final ClickHouseSettings SETTINGS =
            new ClickHouseSettings(URI.create(CLICKHOUSE.url()), "default", "", "types_test");

    private static final HikariDataSource POOL = ClickHousePool.open(SETTINGS, 2, Duration.ofSeconds(30));

    private final BlockInserts inserts = new BlockInserts(POOL, SETTINGS, 1, Duration.ofSeconds(30));

    @BeforeAll
    static void migrate() throws SQLException {
        new Migrations(SETTINGS).migrate();
    }

    @AfterAll
    static void stop() {
        POOL.close();
        CLICKHOUSE.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 20_260_501, 987_654_321})
    void everyValueComesBackAsItWas(long seed) throws SQLException, InterruptedException {
        String stream = "types_" + seed;
        Shape shape = shape(stream, TypedValues.TYPES);
        StreamTables tables = new StreamTables(POOL, "types_test", TableEngines.ONE_SERVER);
        tables.apply(tables.compare(table(stream, shape)));
        List<List<@Nullable Object>> values = values(seed);
        List<PlacedRow> rows = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            rows.add(row(i, MAY, shape, values.get(i)));
        }

        assertThat(inserts.insert(new Block(rows), ORIGIN)).isInstanceOf(Stored.class);

        String expressions = shape.columns().stream()
                .map(column -> TypedValues.expression(column.type(), column.name()))
                .collect(Collectors.joining(", "));
        String[] lines = CLICKHOUSE
                .query("SELECT " + expressions + ", 'end' FROM types_test." + stream
                        + " ORDER BY kafka_offset FORMAT TSVRaw")
                .split("\n", -1);
        assertThat(lines).hasSize(ROWS);
        for (int i = 0; i < ROWS; i++) {
            String[] texts = lines[i].split("\t", -1);
            for (int c = 0; c < TypedValues.TYPES.size(); c++) {
                ColumnType type = TypedValues.TYPES.get(c);
                assertThat(texts[c])
                        .as("%s, row %d of seed %d", type.declaration(), i, seed)
                        .isEqualTo(TypedValues.text(type, values.get(i).get(c)));
            }
        }
    }

    /// A block of one row has lists that are all empty, and dictionaries of one word or none.
    @Test
    void eachRowIsABlockToo() throws SQLException, InterruptedException {
        Shape shape = shape("alone", TypedValues.TYPES);
        StreamTables tables = new StreamTables(POOL, "types_test", TableEngines.ONE_SERVER);
        tables.apply(tables.compare(table("alone", shape)));
        List<List<@Nullable Object>> values = values(7);

        for (int i = 0; i < 12; i++) {
            assertThat(inserts.insert(new Block(List.of(row(i, MAY, shape, values.get(i)))), ORIGIN))
                    .as("row %d", i)
                    .isInstanceOf(Stored.class);
        }

        for (int c = 0; c < TypedValues.TYPES.size(); c++) {
            ColumnType type = TypedValues.TYPES.get(c);
            String[] lines = CLICKHOUSE
                    .query("SELECT " + TypedValues.expression(type, "c" + c)
                            + ", 'end' FROM types_test.alone ORDER BY kafka_offset FORMAT TSVRaw")
                    .split("\n", -1);
            for (int i = 0; i < 12; i++) {
                assertThat(lines[i])
                        .as("%s, row %d", type.declaration(), i)
                        .isEqualTo(TypedValues.text(type, values.get(i).get(c)) + "\tend");
            }
        }
    }

    /// As many words as need one, two and four bytes to be named.
    @ParameterizedTest
    @ValueSource(ints = {256, 257, 65_536, 65_537})
    void aDictionaryOfManyWordsComesBack(int words) throws SQLException, InterruptedException {
        String stream = "words_" + words;
        Shape shape = shape(stream, List.of(new ColumnType.LowCardinality(new ColumnType.Text())));
        StreamTables tables = new StreamTables(POOL, "types_test", TableEngines.ONE_SERVER);
        tables.apply(tables.compare(table(stream, shape)));
        List<PlacedRow> rows = new ArrayList<>();
        for (int i = 0; i < words + 10; i++) {
            rows.add(row(i, MAY, shape, List.of("word " + i % words)));
        }

        assertThat(inserts.insert(new Block(rows), ORIGIN)).isInstanceOf(Stored.class);

        assertThat(CLICKHOUSE.query(
                        "SELECT count(), uniqExact(c0), countIf(c0 = concat('word ', toString(kafka_offset % " + words
                                + "))) FROM types_test." + stream))
                .isEqualTo((words + 10) + "\t" + words + "\t" + (words + 10));
    }

    @Test
    void aPersonReadsWhatAPersonMeant() throws SQLException, InterruptedException {
        ColumnType text = new ColumnType.Text();
        Shape shape = shape(
                "read",
                List.of(
                        new ColumnType.Second("Europe/Berlin"),
                        new ColumnType.Tick(3, "America/New_York"),
                        new ColumnType.Day(true),
                        new ColumnType.Ipv4(),
                        new ColumnType.Ipv6(),
                        new ColumnType.Uuid(),
                        new ColumnType.Decimal(18, 4),
                        new ColumnType.Whole(64, false),
                        new ColumnType.Json(),
                        new ColumnType.Mapping(text, new ColumnType.Array(new ColumnType.Nullable(text))),
                        new ColumnType.LowCardinality(text)));
        StreamTables tables = new StreamTables(POOL, "types_test", TableEngines.ONE_SERVER);
        tables.apply(tables.compare(table("read", shape)));
        List<@Nullable Object> nullable = new ArrayList<>(List.of("a"));
        nullable.add(null);

        inserts.insert(
                new Block(List.of(row(
                        1,
                        MAY,
                        shape,
                        List.of(
                                Instant.parse("2026-07-01T12:00:00Z").getEpochSecond(),
                                Instant.parse("2026-07-01T12:00:00.250Z").toEpochMilli(),
                                (int) LocalDate.of(1969, 7, 20).toEpochDay(),
                                0x7F000001,
                                new SourceAddress(0, 0x0000_FFFF_0102_0304L),
                                UUID.fromString("018f2f6e-0000-7000-8000-00000000abcd"),
                                BigInteger.valueOf(-12_500),
                                -1L,
                                "{\"device\": {\"os\": \"iOS\"}, \"n\": 3}",
                                List.of(Map.entry("k", nullable)),
                                "ünïcode")))),
                ORIGIN);

        assertThat(CLICKHOUSE.query("SELECT c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c8.device.os"
                        + " FROM types_test.read FORMAT TSVRaw"))
                .isEqualTo(String.join(
                        "\t",
                        "2026-07-01 14:00:00",
                        "2026-07-01 08:00:00.250",
                        "1969-07-20",
                        "127.0.0.1",
                        "::ffff:1.2.3.4",
                        "018f2f6e-0000-7000-8000-00000000abcd",
                        "-1.25",
                        "18446744073709551615",
                        "{\"device\":{\"os\":\"iOS\"},\"n\":3}",
                        "{'k':['a',NULL]}",
                        "ünïcode",
                        "iOS"));
    }

    private static List<List<@Nullable Object>> values(long seed) {
        Random random = new Random(seed);
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            List<@Nullable Object> row = new ArrayList<>();
            for (ColumnType type : TypedValues.TYPES) {
                List<@Nullable Object> borders = TypedValues.borders(type);
                row.add(i < borders.size() ? borders.get(i) : TypedValues.random(type, random));
            }
            rows.add(row);
        }
        return rows;
    }

    private static Shape shape(String stream, List<ColumnType> types) {
        List<TypedColumn> columns = new ArrayList<>();
        for (ColumnType type : types) {
            columns.add(new TypedColumn("c" + columns.size(), type));
        }
        return new Shape(stream + "_raw", columns);
    }

    private static StreamTable table(String stream, Shape shape) {
        return new StreamTable(new StreamName(stream), shape, 0);
    }
}
