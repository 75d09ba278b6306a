package dev.penstock.normalize.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.model.event.Payload;
import dev.penstock.normalize.json.JsonValue.JsonArray;
import dev.penstock.normalize.json.JsonValue.JsonNumber;
import dev.penstock.normalize.json.JsonValue.JsonObject;
import dev.penstock.normalize.json.JsonValue.JsonText;
import dev.penstock.normalize.json.JsonValue.Member;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class JsonReaderTest {

    private static final JsonMapper JACKSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    @Test
    void everyValueIsWhereItsBytesAre() {
        Random random = new Random(4711);
        for (int i = 0; i < 2_000; i++) {
            String json = "  " + new RandomJson(random).object(4) + "\n";
            byte[] bytes = ("xx" + json + "yy").getBytes(StandardCharsets.UTF_8);
            JsonValue value = Json.read(Payload.of(bytes, 2, bytes.length - 4));

            checkPlaces(value, bytes);
        }
    }

    private static void checkPlaces(JsonValue value, byte[] bytes) {
        String source = new String(bytes, value.start(), value.end() - value.start(), StandardCharsets.UTF_8);
        JsonValue again = Json.read(source);
        assertThat(again.kind()).as(source).isEqualTo(value.kind());
        assertThat(again.end()).as(source).isEqualTo(value.end() - value.start());
        switch (value) {
            case JsonObject object -> {
                for (Member member : object.members()) {
                    assertThat(bytes[member.start()]).isEqualTo((byte) '"');
                    assertThat(object.member(member.name())).isSameAs(member.value());
                    checkPlaces(member.value(), bytes);
                }
            }
            case JsonArray array -> array.elements().forEach(element -> checkPlaces(element, bytes));
            case JsonText text ->
                assertThat(JACKSON.readTree(source).asString()).isEqualTo(text.value());
            case JsonNumber number -> assertThat(number.text()).isEqualTo(source);
            case JsonValue other -> assertThat(source).isEqualTo(other.kind());
        }
    }

    @Test
    void whatItReadsJacksonReads() {
        Random random = new Random(815);
        for (int i = 0; i < 500; i++) {
            String json = new RandomJson(random).object(4).replace("1e999999999", "7");
            JsonNode node = JACKSON.readTree(json);

            assertThat(((JsonObject) Json.read(json)).members())
                    .extracting(Member::name)
                    .containsExactlyElementsOf(node.propertyNames());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "}",
                "[1,]",
                "{\"a\":1,}",
                "{\"a\"}",
                "{\"a\":}",
                "{a:1}",
                "{'a':1}",
                "[1 2]",
                "01",
                "-",
                "+1",
                "1.",
                ".5",
                "1e",
                "1e+",
                "0x1",
                "NaN",
                "Infinity",
                "-Infinity",
                "tru",
                "truee",
                "nul",
                "\"",
                "\"a",
                "\"\\x\"",
                "\"\\u12\"",
                "\"\\u12g4\"",
                "\"\t\"",
                "{} {}",
                "1 1",
                "//",
                "{\"a\":1 \"b\":2}",
                "\u0000",
                "{\"a\":1,\"a\":2}",
                "{\"a\":1,\"\\u0061\":2}",
                "\"\\ud800\"",
                "\"\\udc00\"",
                "\"\\ud800\\ud800\"",
                "\"\\ud800x\"",
                "{\"\\ud800\":1}"
            })
    void whatCanBeReadInTwoWaysIsNotRead(String json) {
        assertThatThrownBy(() -> JsonReader.read(Payload.of(json)))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessageContaining("at byte");
    }

    @Test
    void aNameTwiceIsFoundAmongMany() {
        StringBuilder json = new StringBuilder("{");
        for (int i = 0; i < 100; i++) {
            json.append("\"m").append(i).append("\":1,");
        }

        assertThatThrownBy(() -> JsonReader.read(Payload.of(json + "\"m3\":1}")))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessage("it has a name twice in an object, at byte " + json.length());
    }

    @ParameterizedTest
    @CsvSource({"C0AF", "E08080", "EDA080", "F4908080", "F08080AF", "80", "C3", "FF", "E282"})
    void whatIsNoUtf8IsNotRead(String hex) {
        byte[] within = HexFormat.of().parseHex(hex);
        byte[] bytes = new byte[within.length + 2];
        bytes[0] = '"';
        System.arraycopy(within, 0, bytes, 1, within.length);
        bytes[bytes.length - 1] = '"';

        assertThatThrownBy(() -> JsonReader.read(Payload.of(bytes)))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessageStartingWith("it is not UTF-8");
    }

    @Test
    void depthAndNumbersAreBounded() {
        String deepest = "[".repeat(JsonReader.DEEPEST) + "]".repeat(JsonReader.DEEPEST);
        assertThat(Json.read(deepest)).isInstanceOf(JsonArray.class);
        assertThatThrownBy(() -> JsonReader.read(Payload.of("[" + deepest + "]")))
                .hasMessageContaining("more than 64 levels deep");
        assertThatThrownBy(() -> JsonReader.read(Payload.of("1".repeat(JsonReader.LONGEST_NUMBER + 1))))
                .hasMessageContaining("more than 1000 characters");
    }

    @ParameterizedTest
    @CsvSource({
        "1.500, 1.5",
        "1e3, 1E+3",
        "-0.0, 0",
        "0e999999999, 0",
        "1e1099, 1E+1099",
        "1e-1100, 1E-1100",
    })
    void aNumberIsExact(String json, BigDecimal exact) {
        assertThat(((JsonNumber) Json.read(json)).exact()).isEqualTo(exact);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1e1100", "1e-1101", "1e999999", "1e-999999", "1e999999999", "1e2147483648", "1e99999999999"})
    void aNumberThatWouldFillTheMemoryIsNotWorkedOut(String json) {
        assertThat(((JsonNumber) Json.read(json)).exact()).isNull();
    }
}
