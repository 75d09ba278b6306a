package dev.penstock.writer.letters;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.model.event.Payload;
import dev.penstock.normalize.json.JsonPointer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PayloadTextsTest {

    @Test
    void valuesAreTextAsTheSenderWroteThem() {
        String json = """
                {"price": 1.50, "id": 123456789012345678901234567890, "name": "a\\u00fc\\n", "paid": true,
                 "size": {"width": 2e3, "tags": ["x", {"y": 1}]}, "none": null, "a/b": {"c~d": "z"}}""";

        assertThat(texts(
                        json,
                        "/price",
                        "/id",
                        "/name",
                        "/paid",
                        "/size",
                        "/size/width",
                        "/size/tags",
                        "/size/tags/1",
                        "/size/tags/1/y",
                        "/none",
                        "/missing",
                        "/a~1b/c~0d"))
                .containsOnly(
                        Map.entry("/price", "1.50"),
                        Map.entry("/id", "123456789012345678901234567890"),
                        Map.entry("/name", "aü\n"),
                        Map.entry("/paid", "true"),
                        Map.entry("/size", "{\"width\": 2e3, \"tags\": [\"x\", {\"y\": 1}]}"),
                        Map.entry("/size/width", "2e3"),
                        Map.entry("/size/tags", "[\"x\", {\"y\": 1}]"),
                        Map.entry("/size/tags/1", "{\"y\": 1}"),
                        Map.entry("/size/tags/1/y", "1"),
                        Map.entry("/a~1b/c~0d", "z"));
    }

    @Test
    void theWholePayloadIsAtTheEmptyPointer() {
        assertThat(texts("{\"a\": 1}", "")).containsExactly(Map.entry("", "{\"a\": 1}"));
    }

    @Test
    void twoColumnsMayHaveTheSamePointer() {
        assertThat(PayloadTexts.of(
                        Payload.of("{\"a\": 1}"), Map.of("b", JsonPointer.parse("/a"), "c", JsonPointer.parse("/a"))))
                .containsOnly(Map.entry("b", "1"), Map.entry("c", "1"));
    }

    @Test
    void aPayloadIsReadWhereItLiesInItsRecord() {
        byte[] record = "xxxü{\"a\": [1, 2]}yyy".getBytes(StandardCharsets.UTF_8);

        assertThat(PayloadTexts.of(Payload.of(record, 5, 13), Map.of("a", JsonPointer.parse("/a"))))
                .containsExactly(Map.entry("a", "[1, 2]"));
    }

    @Test
    void ofAPayloadThatIsNoJsonThereIsNothing() {
        assertThat(texts("{\"a\": 1, \"b\": {\"c\": ", "/a", "/b")).isEmpty();
        assertThat(texts("", "/a")).isEmpty();
        assertThat(texts("\u0000", "/a")).isEmpty();
    }

    private static Map<String, String> texts(String json, String... pointers) {
        Map<String, JsonPointer> columns = new HashMap<>();
        for (String pointer : pointers) {
            columns.put(pointer, JsonPointer.parse(pointer));
        }
        return PayloadTexts.of(Payload.of(json), columns);
    }
}
