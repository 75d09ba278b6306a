package dev.penstock.normalize.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.normalize.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventSchemaTest {

    @Test
    void allViolationsAreFoundInTheOrderOfTheirPlaces() {
        EventSchema schema = schema("""
                {"type":"object","required":["z"],"additionalProperties":false,"properties":{
                  "a/b":{"type":"integer","minimum":5},"c":{"pattern":"^a+$"},"d":{"enum":["x"]},
                  "e":{"type":"array","items":{"maxLength":2}}}}""");

        assertThat(violations(schema, "{\"e\":[\"a\",\"abc\"],\"a/b\":4,\"c\":\"b\",\"d\":\"y\",\"other\":1}"))
                .containsExactly(
                        ": property 'other' is not defined in the schema and the schema does not allow additional"
                                + " properties",
                        ": required property 'z' not found",
                        "/a~1b: must have a minimum value of 5",
                        "/c: does not match the regex pattern ^a+$",
                        "/d: does not have a value in the enumeration [\"x\"]",
                        "/e/1: must be at most 2 characters long");
        assertThat(violations(schema, "{\"a/b\":5.0,\"c\":\"aa\",\"d\":\"x\",\"z\":1}"))
                .containsExactly(": property 'z' is not defined in the schema and the schema does not allow additional"
                        + " properties");
    }

    @Test
    void theSentencesAreTheSameEverywhere() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.GERMANY);
            assertThat(violations(schema("{\"type\":\"string\"}"), "1"))
                    .containsExactly(": integer found, string expected");
        } finally {
            Locale.setDefault(before);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "[]|object",
                "3|object",
                "{\"type\":\"strng\"}|/type: does not have a value in the enumeration",
                "{\"required\":\"x\"}|/required: string found, array expected",
                "{\"properties\":{\"a\":{\"minimum\":\"x\"}}}|/properties/a/minimum: string found, number expected",
                "{\"pattern\":\"(?=a)\"}|patterns are those of RE2",
                "{\"patternProperties\":{\"(\":{}}}|patterns are those of RE2",
                "{\"properties\":{\"a\":{\"pattern\":\"(a)\\\\1\"}}}|patterns are those of RE2",
                "{\"$ref\":\"#/$defs/x\"}|cannot be resolved",
                "{\"properties\":{\"a\":{\"items\":{\"$ref\":\"#/$defs/x\"}}}}|cannot be resolved",
                "{\"$ref\":\"https://example.com/x.json\"}|put what it refers to under $defs",
                "{\"$ref\":\"file:///etc/passwd\"}|put what it refers to under $defs",
                "{\"properties\":{\"a\":{\"$ref\":\"classpath:x.json\"}}}|put what it refers to under $defs",
                "{\"$schema\":\"http://json-schema.org/draft-07/schema#\"}|draft-07",
                "{\"$dynamicRef\":\"#x\"}|write $ref",
                "{\"maximum\":1e999999999}|more than 1,100 places",
            })
    void saysWhyATextIsNoSchema(String json, String sentence) {
        assertThatThrownBy(() -> schema(json))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(sentence);
    }

    @Test
    void whatIsCompleteIsTaken() {
        assertThat(violations(schema("true"), "{}")).isEmpty();
        assertThat(violations(schema("false"), "{}")).hasSize(1);
        EventSchema recursive = schema("""
                {"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"https://example.com/tree",
                 "$defs":{"node":{"type":"object","properties":{"next":{"$ref":"#/$defs/node"}}}},
                 "$ref":"#/$defs/node"}""");
        assertThat(violations(recursive, "{\"next\":{\"next\":{\"next\":3}}}"))
                .containsExactly("/next/next/next: integer found, object expected");
    }

    @Test
    void formatChecksNothing() {
        assertThat(violations(schema("{\"format\":\"email\"}"), "\"nobody\"")).isEmpty();
    }

    @Test
    void noEventHoldsItUp() {
        EventSchema pattern = schema("{\"properties\":{\"a\":{\"pattern\":\"^(a+)+$\"}}}");
        EventSchema steps = schema("{\"properties\":{\"a\":{\"type\":\"number\",\"multipleOf\":0.01}}}");
        String text = "a".repeat(100_000) + "!";

        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(5), () -> {
            assertThat(violations(pattern, "{\"a\":\"" + text + "\"}")).hasSize(1);
            assertThat(violations(steps, "{\"a\":1e1000}")).isEmpty();
            assertThat(violations(steps, "{\"b\":[0,1e999999999]}"))
                    .containsExactly("/b/1: a number of at most 1,100 places");
        });
    }

    @Test
    void onlySomeMembersMayBeShown() {
        EventSchema schema = schema("{\"additionalProperties\":false,\"properties\":{\"a\":true},"
                + "\"patternProperties\":{\"^x_\":{\"type\":\"string\"}}}");

        assertThat(schema.names("a")).isTrue();
        assertThat(schema.names("x_1")).isTrue();
        assertThat(schema.names("b")).isFalse();
        assertThat(schema.violations(Json.read("{\"a\":1,\"b\":2,\"x_y\":3}"), schema::names))
                .extracting(violation -> violation.place().toString())
                .containsExactly("/x_y");
    }

    private static EventSchema schema(String json) {
        return EventSchema.read(Json.read(json));
    }

    private static List<String> violations(EventSchema schema, String event) {
        return schema.violations(Json.read(event), member -> true).stream()
                .map(violation -> violation.place() + ": " + violation.expected())
                .toList();
    }
}
