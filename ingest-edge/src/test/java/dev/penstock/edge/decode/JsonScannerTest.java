package dev.penstock.edge.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;

class JsonScannerTest {

    private static final DecodeLimits LIMITS =
            new DecodeLimits(10_000, DataSize.ofKilobytes(900), 32, 20_000, 256, 100);

    private final JsonScanner scanner = new JsonScanner(LIMITS);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "{\"a\":1}",
                " \t\r\n{ \"a\" : [ 1 , 2.5 , -0 , 0.0e-10 , 1E+2 , true , false , null , \"\" , { } , [ ] ] } ",
                "{\"a\":{\"a\":{\"a\":1}},\"b\":{\"a\":1}}",
                "[{\"a\":1},{\"a\":1}]",
                "{\"\":1}",
                "{\"a\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uD83D\\uDE00\\u0000\"}",
                "{\"é\":\"😀 \u2028 \uFFFF\"}",
                "{\"a\":1.7976931348623157e308}",
                "{\"a\":0.00001e312}",
                "{\"a\":1e-999}",
                "{\"a\":0e999999999999}",
                "\"text\"",
                "-12.5",
                "{\"a\":\"0123456789abcdef0123456789abcdef\"}",
            })
    void soundJsonIsReadToItsEnd(String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);

        int end = scanner.scan(bytes, 0, bytes.length);

        assertThat(end).isEqualTo(json.stripTrailing().getBytes(StandardCharsets.UTF_8).length);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{                          | UNEXPECTED_END    | 1",
                "{\"a\"                     | UNEXPECTED_END    | 4",
                "{\"a\":                    | UNEXPECTED_END    | 5",
                "{\"a\":1                   | UNEXPECTED_END    | 6",
                "{\"a\":\"x                 | UNEXPECTED_END    | 7",
                "{\"a\":tru                 | UNEXPECTED_END    | 8",
                "[1,                        | UNEXPECTED_END    | 3",
                "{\"a\":1,}                 | UNEXPECTED_BYTE   | 7",
                "{,}                        | UNEXPECTED_BYTE   | 1",
                "[1,]                       | UNEXPECTED_BYTE   | 3",
                "[1 2]                      | UNEXPECTED_BYTE   | 3",
                "{\"a\" 1}                  | UNEXPECTED_BYTE   | 5",
                "{a:1}                      | UNEXPECTED_BYTE   | 1",
                "{'a':1}                    | UNEXPECTED_BYTE   | 1",
                "{1:1}                      | UNEXPECTED_BYTE   | 1",
                "{\"a\":1]                  | UNEXPECTED_BYTE   | 6",
                "[1}                        | UNEXPECTED_BYTE   | 2",
                "/* */{}                    | UNEXPECTED_BYTE   | 0",
                "{\"a\":NaN}                | UNEXPECTED_BYTE   | 5",
                "{\"a\":Infinity}           | UNEXPECTED_BYTE   | 5",
                "{\"a\":+1}                 | UNEXPECTED_BYTE   | 5",
                "{\"a\":.5}                 | UNEXPECTED_BYTE   | 5",
                "{\"a\":0x10}               | UNEXPECTED_BYTE   | 6",
                "{\"a\":nul}                | BAD_LITERAL       | 5",
                "{\"a\":True}               | UNEXPECTED_BYTE   | 5",
                "{\"a\":01}                 | BAD_NUMBER        | 5",
                "{\"a\":-}                  | BAD_NUMBER        | 5",
                "{\"a\":1.}                 | BAD_NUMBER        | 5",
                "{\"a\":1e}                 | BAD_NUMBER        | 5",
                "{\"a\":1e+}                | BAD_NUMBER        | 5",
                "{\"a\":-01}                | BAD_NUMBER        | 5",
                "{\"a\":1e309}              | NOT_FINITE        | 5",
                "{\"a\":1e400}              | NOT_FINITE        | 5",
                "{\"a\":-1e999999999999}    | NOT_FINITE        | 5",
                "{\"a\":1.7976931348623159e308} | NOT_FINITE    | 5",
                "{\"a\":\"\\x41\"}          | BAD_ESCAPE        | 6",
                "{\"a\":\"\\u12G4\"}        | BAD_ESCAPE        | 6",
                "{\"a\":\"\\u12\"}          | BAD_ESCAPE        | 6",
                "{\"a\":\"\\ud800\"}        | LONE_SURROGATE    | 6",
                "{\"a\":\"\\ud800x\"}       | LONE_SURROGATE    | 6",
                "{\"a\":\"\\ud800\\u0041\"} | LONE_SURROGATE    | 6",
                "{\"a\":\"\\ud800\\ud800\"} | LONE_SURROGATE    | 6",
                "{\"a\":\"\\udc00\"}        | LONE_SURROGATE    | 6",
                "{\"a\\u0000\":1}           | NUL_IN_NAME       | 3",
                "{\"a\":1,\"a\":2}          | DUPLICATE_NAME    | 8",
                "{\"a\":1,\"\\u0061\":2}    | DUPLICATE_NAME    | 8",
                "{\"\\u0061\":1,\"a\":2}    | DUPLICATE_NAME    | 13",
                "{\"\\/\":1,\"\\u002f\":2}  | DUPLICATE_NAME    | 9",
                "[{\"x\":{\"a\":1,\"b\":{},\"a\":2}}] | DUPLICATE_NAME | 21",
            })
    void unsoundJsonIsRefusedWhereItBreaks(String json, ScanFault fault, int offset) {
        byte[] bytes = json.strip().getBytes(StandardCharsets.UTF_8);

        assertThat(scanner.scan(bytes, 0, bytes.length)).isEqualTo(JsonScanner.FAULT);
        assertThat(scanner.fault()).isEqualTo(fault);
        assertThat(scanner.faultOffset()).isEqualTo(offset);
    }

    @ParameterizedTest
    @CsvSource({
        "C0 AF, overlong slash",
        "C1 BF, overlong",
        "E0 80 AF, overlong in three bytes",
        "F0 80 80 AF, overlong in four bytes",
        "ED A0 80, a surrogate",
        "ED BF BF, the last surrogate",
        "F4 90 80 80, past the last character",
        "F5 80 80 80, no lead byte",
        "80, a continuation alone",
        "FF, never in UTF-8",
        "E2 82, cut short",
        "E2 82 22, cut short by a quote",
        "C3, cut short",
    })
    void bytesThatAreNotUtf8AreRefused(String hex, String why) {
        byte[] bad = HexFormat.ofDelimiter(" ").parseHex(hex);
        for (int padding = 0; padding < 10; padding++) {
            byte[] json = concat(
                    ("{\"a\":\"" + "x".repeat(padding)).getBytes(StandardCharsets.UTF_8),
                    bad,
                    "\"}".getBytes(StandardCharsets.UTF_8));

            assertThat(scanner.scan(json, 0, json.length)).as(why).isEqualTo(JsonScanner.FAULT);
            assertThat(scanner.fault()).as(why).isEqualTo(ScanFault.NOT_UTF8);
            assertThat(scanner.faultOffset()).as(why).isEqualTo(6 + padding);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0x00, 0x01, 0x09, 0x0A, 0x0D, 0x1F})
    void rawControlCharactersAreRefusedWhereverTheyStand(int control) {
        for (int padding = 0; padding < 20; padding++) {
            byte[] json = ("{\"a\":\"" + "x".repeat(padding) + (char) control + "yyyyyyyyy\"}")
                    .getBytes(StandardCharsets.UTF_8);

            assertThat(scanner.scan(json, 0, json.length)).isEqualTo(JsonScanner.FAULT);
            assertThat(scanner.fault()).isEqualTo(ScanFault.CONTROL_CHARACTER);
            assertThat(scanner.faultOffset()).isEqualTo(6 + padding);
        }
    }

    @Test
    void aByteOrderMarkIsNamed() {
        byte[] json = "\uFEFF{}".getBytes(StandardCharsets.UTF_8);

        assertThat(scanner.scan(json, 0, json.length)).isEqualTo(JsonScanner.FAULT);
        assertThat(scanner.fault()).isEqualTo(ScanFault.BYTE_ORDER_MARK);
    }

    @Test
    void theLimitsHoldToTheLastOne() {
        assertThat(faultOf("[".repeat(32) + "]".repeat(32))).isNull();
        assertThat(faultOf("[".repeat(33) + "]".repeat(33))).isEqualTo(ScanFault.TOO_DEEP);
        assertThat(faultOf("[" + "1,".repeat(19_998) + "1]")).isNull();
        assertThat(faultOf("[" + "1,".repeat(19_999) + "1]")).isEqualTo(ScanFault.TOO_MANY_TOKENS);
        assertThat(faultOf("{\"" + "n".repeat(256) + "\":1}")).isNull();
        assertThat(faultOf("{\"" + "n".repeat(257) + "\":1}")).isEqualTo(ScanFault.NAME_TOO_LONG);
        assertThat(faultOf("9".repeat(100))).isNull();
        assertThat(faultOf("9".repeat(101))).isEqualTo(ScanFault.NUMBER_TOO_LONG);
    }

    @Test
    void aHundredThousandBracketsDoNotOverflowTheStack() {
        DecodeLimits deepest = new DecodeLimits(1, DataSize.ofKilobytes(900), 64, 1_000_000, 256, 100);
        byte[] json = "[".repeat(100_000).getBytes(StandardCharsets.UTF_8);
        JsonScanner deep = new JsonScanner(deepest);

        assertThat(deep.scan(json, 0, json.length)).isEqualTo(JsonScanner.FAULT);
        assertThat(deep.fault()).isEqualTo(ScanFault.TOO_DEEP);
    }

    @Test
    void sixtyFourLevelsOfObjectsAndArraysAreToldApart() {
        DecodeLimits deepest = new DecodeLimits(1, DataSize.ofKilobytes(900), 64, 1_000_000, 256, 100);
        byte[] json = ("{\"a\":[".repeat(32) + "]}".repeat(32)).getBytes(StandardCharsets.UTF_8);
        JsonScanner deep = new JsonScanner(deepest);

        assertThat(deep.scan(json, 0, json.length)).isEqualTo(json.length);
    }

    @Test
    void tenThousandNamesAreEachFoundOnce() {
        StringBuilder json = new StringBuilder("{");
        for (int i = 0; i < 9_998; i++) {
            json.append("\"name").append(i).append("\":0,");
        }

        assertThat(faultOf(json + "\"other\":0}")).isNull();
        assertThat(faultOf(json + "\"name0\":0}")).isEqualTo(ScanFault.DUPLICATE_NAME);
        assertThat(faultOf(json + "\"name9997\":0}")).isEqualTo(ScanFault.DUPLICATE_NAME);
    }

    @Test
    void envelopeFieldsAreFoundInTheTopLevelObjectOnly() {
        scan("""
                {"data":{"event_id":"inner","timestamp":1},"event_id":"outer","eventName":"paid","timestamp":17.5,
                 "trace_id":null,"stream":{"x":1},"sent_at":true,"events":[{"event_name":"inner"}]}""");

        assertThat(scanner.text(EnvelopeField.EVENT_ID)).isEqualTo("outer");
        assertThat(scanner.text(EnvelopeField.EVENT_NAME)).isEqualTo("paid");
        assertThat(scanner.text(EnvelopeField.TIMESTAMP)).isEqualTo("17.5");
        assertThat(scanner.kind(EnvelopeField.TIMESTAMP)).isEqualTo(ValueKind.NUMBER);
        assertThat(scanner.kind(EnvelopeField.TRACE_ID)).isEqualTo(ValueKind.ABSENT);
        assertThat(scanner.kind(EnvelopeField.STREAM)).isEqualTo(ValueKind.OTHER);
        assertThat(scanner.kind(EnvelopeField.SENT_AT)).isEqualTo(ValueKind.OTHER);
    }

    @Test
    void nothingOfTheLastEventIsLeftInTheNext() {
        scan("{\"event_id\":\"a\",\"trace_id\":\"b\"}");
        scan("{\"event_name\":\"c\"}");

        assertThat(scanner.kind(EnvelopeField.EVENT_ID)).isEqualTo(ValueKind.ABSENT);
        assertThat(scanner.kind(EnvelopeField.TRACE_ID)).isEqualTo(ValueKind.ABSENT);
        assertThat(scanner.text(EnvelopeField.EVENT_NAME)).isEqualTo("c");
    }

    @Test
    void bothSpellingsAreSeenAndTheDocumentedOneIsRead() {
        scan("{\"eventId\":\"camel\",\"event_id\":\"snake\"}");

        assertThat(scanner.isAmbiguous(EnvelopeField.EVENT_ID)).isTrue();
        assertThat(scanner.isAmbiguous(EnvelopeField.TRACE_ID)).isFalse();
        assertThat(scanner.text(EnvelopeField.EVENT_ID)).isEqualTo("snake");
    }

    @Test
    void escapesInNamesAndValuesAreUnescaped() {
        scan("{\"event\\u005fname\":\"\\u00e9\\n\\\"\\uD83D\\uDE00\\u20ac\"}");

        assertThat(scanner.text(EnvelopeField.EVENT_NAME)).isEqualTo("é\n\"😀€");
    }

    private void scan(String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        assertThat(scanner.scan(bytes, 0, bytes.length)).isEqualTo(bytes.length);
    }

    private @Nullable ScanFault faultOf(String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return scanner.scan(bytes, 0, bytes.length) == JsonScanner.FAULT ? scanner.fault() : null;
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
