package dev.penstock.sink.encode;

import static dev.penstock.sink.Samples.MAY;
import static dev.penstock.sink.Samples.ORIGIN;
import static dev.penstock.sink.Samples.block;
import static dev.penstock.sink.Samples.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.model.event.EventId;
import dev.penstock.model.event.Payload;
import dev.penstock.model.event.SourceAddress;
import dev.penstock.normalize.Row;
import dev.penstock.normalize.Shape;
import dev.penstock.sink.block.PlacedRow;
import dev.penstock.sink.encode.Encoding.Complete;
import dev.penstock.sink.encode.Encoding.Full;
import dev.penstock.sink.encode.Encoding.Unencodable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class BlockEncoderTest {

    private static final String LOW = "LowCardinality(String)";

    static final List<Column> COLUMNS = List.of(
            new Column("org_id", "LowCardinality(String)"),
            new Column("stream", "LowCardinality(String)"),
            new Column("event_name", "LowCardinality(String)"),
            new Column("timestamp", "DateTime64(3, 'UTC')"),
            new Column("trace_id", "String"),
            new Column("event_id", "UUID"),
            new Column("payload", "String"),
            new Column("received_at", "DateTime64(3, 'UTC')"),
            new Column("clock_skew_ms", "Nullable(Int64)"),
            new Column("source_ip", "IPv6"),
            new Column("user_agent", "LowCardinality(String)"),
            new Column("request_id", "String"),
            new Column("definition_version", "UInt32"),
            new Column("kafka_partition", "UInt32"),
            new Column("kafka_offset", "UInt64"),
            new Column("ingested_at", "DateTime64(3, 'UTC')"));

    private static final TableLayout LAYOUT = layout(COLUMNS);

    private final BlockEncoder encoder = new BlockEncoder();

    @Test
    void aBlockIsTheBytesClickHouseDocuments() throws IOException {
        PlacedRow row = new PlacedRow(
                258,
                new Row(
                        "a",
                        "s",
                        "ü",
                        1,
                        "",
                        new EventId(0x0102030405060708L, 0x090A0B0C0D0E0F10L),
                        Payload.of("{}"),
                        2,
                        -1L,
                        new SourceAddress(0x2001L << 48, 1),
                        "u",
                        "r",
                        5,
                        Shape.COMMON,
                        List.of()));

        PlacedRow next = new PlacedRow(
                259,
                new Row(
                        "b",
                        "t",
                        "",
                        2,
                        "t",
                        new EventId(1, 2),
                        Payload.of("1"),
                        3,
                        null,
                        new SourceAddress(0, 0),
                        "",
                        "q",
                        6,
                        Shape.COMMON,
                        List.of()));

        byte[] bytes = bytes(encoder.encode(block(row, next), ORIGIN, LAYOUT));

        assertThat(HexFormat.of().formatHex(bytes))
                .isEqualTo("10" + "02" + column("org_id", LOW, words("0161" + "0162"))
                        + column("stream", LOW, words("0173" + "0174"))
                        + column("event_name", LOW, words("02c3bc" + "00"))
                        + column("timestamp", "DateTime64(3, 'UTC')", "0100000000000000" + "0200000000000000")
                        + column("trace_id", "String", "00" + "0174")
                        + column(
                                "event_id",
                                "UUID",
                                "0807060504030201" + "100f0e0d0c0b0a09" + "0100000000000000" + "0200000000000000")
                        + column("payload", "String", "027b7d" + "0131")
                        + column("received_at", "DateTime64(3, 'UTC')", "0200000000000000" + "0300000000000000")
                        + column("clock_skew_ms", "Nullable(Int64)", "0001" + "ff".repeat(8) + "00".repeat(8))
                        + column("source_ip", "IPv6", "2001" + "00".repeat(13) + "01" + "00".repeat(16))
                        + column("user_agent", LOW, words("0175" + "00"))
                        + column("request_id", "String", "0172" + "0171")
                        + column("definition_version", "UInt32", "05000000" + "06000000")
                        + column("kafka_partition", "UInt32", "03000000" + "03000000")
                        + column("kafka_offset", "UInt64", "0201000000000000" + "0301000000000000")
                        + column("ingested_at", "DateTime64(3, 'UTC')", "0900000000000000" + "0900000000000000"));
    }

    @Test
    void theSameBlockEncodedAgainIsTheSameBytesAndToken() throws IOException {
        Complete first = (Complete) encoder.encode(block(3), ORIGIN, LAYOUT);
        byte[] bytes = bytes(first);
        String token = first.block().token().toString();
        encoder.encode(block(500), ORIGIN, LAYOUT);

        Complete again = (Complete) encoder.encode(block(3), ORIGIN, LAYOUT);

        assertThat(bytes(again)).isEqualTo(bytes);
        assertThat(again.block().token()).hasToString(token);
    }

    @Test
    void anotherRowUnderTheSameOffsetsHasAnotherToken() {
        Complete one = (Complete) encoder.encode(block(row(1, MAY, "{\"a\":1}")), ORIGIN, LAYOUT);
        Complete other = (Complete) encoder.encode(block(row(1, MAY, "{\"a\":2}")), ORIGIN, LAYOUT);

        assertThat(one.block().token()).isNotEqualTo(other.block().token());
    }

    @Test
    void theRowThatCannotBeEncodedIsNamed() {
        Encoding encoding = encoder.encode(block(row(1), row(2, Instant.ofEpochMilli(-1))), ORIGIN, LAYOUT);

        assertThat(encoding).isInstanceOfSatisfying(Unencodable.class, unencodable -> {
            assertThat(unencodable.row()).isEqualTo(1);
            assertThat(unencodable.column()).isEqualTo("timestamp");
        });
    }

    @Test
    void aBlockTooLargeForOneInsertSaysHowManyRowsFit() {
        BlockEncoder small = new BlockEncoder(12_000);
        String payload = "x".repeat(4_000);

        Encoding encoding =
                small.encode(block(row(1, MAY, payload), row(2, MAY, payload), row(3, MAY, payload)), ORIGIN, LAYOUT);

        assertThat(encoding).isEqualTo(new Full(2));
    }

    @Test
    void aRowTooLargeForAnyInsertIsNamed() {
        Encoding encoding = new BlockEncoder(10_000).encode(block(row(1, MAY, "x".repeat(20_000))), ORIGIN, LAYOUT);

        assertThat(encoding).isInstanceOf(Unencodable.class);
    }

    @Test
    void aColumnWeDoNotKnowIsLeftToItsDefault() throws IOException {
        List<Column> more = new ArrayList<>(COLUMNS);
        more.add(3, new Column("region", "String"));

        assertThat(bytes(encoder.encode(block(2), ORIGIN, layout(more))))
                .isEqualTo(bytes(new BlockEncoder().encode(block(2), ORIGIN, LAYOUT)));
    }

    @Test
    void theTablesOwnOrderChangesNothing() throws IOException {
        assertThat(bytes(encoder.encode(block(2), ORIGIN, layout(COLUMNS.reversed()))))
                .isEqualTo(bytes(new BlockEncoder().encode(block(2), ORIGIN, LAYOUT)));
    }

    @Test
    void aBlockForAnotherTableIsADefect() {
        PlacedRow other = row(1, MAY, new Shape("push_raw", List.of()), List.of());

        assertThatThrownBy(() -> encoder.encode(block(other), ORIGIN, LAYOUT))
                .hasMessage("a layout for events_raw cannot take a block of push_raw");
    }

    private static TableLayout layout(List<Column> columns) {
        return ((TableLayout.Fitting) TableLayout.of(columns, Shape.COMMON)).layout();
    }

    private static byte[] bytes(Encoding encoding) throws IOException {
        return ((Complete) encoding).block().open().readAllBytes();
    }

    // Two words, of two rows.
    private static String words(String words) {
        return "0100000000000000" + "0006000000000000" + "0200000000000000" + words + "0200000000000000" + "0001";
    }

    private static String column(String name, String type, String values) {
        return text(name) + text(type) + values;
    }

    private static String text(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        return HexFormat.of().toHexDigits((byte) bytes.length) + HexFormat.of().formatHex(bytes);
    }
}
