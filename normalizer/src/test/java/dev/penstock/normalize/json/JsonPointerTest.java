package dev.penstock.normalize.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.normalize.json.JsonValue.JsonNumber;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonPointerTest {

    // The examples of RFC 6901, chapter 5, whose values are numbers.
    private static final JsonValue DOCUMENT = Json.read("""
            {"foo":[10,11],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\\\j":5,"k\\"l":6," ":7,"m~n":8,"o":{"0":9}}""");

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "/foo/0;10",
                "/foo/1;11",
                "/;0",
                "/a~1b;1",
                "/c%d;2",
                "/e^f;3",
                "/g|h;4",
                "/i\\j;5",
                "/k\"l;6",
                "/ ;7",
                "/m~0n;8",
                "/o/0;9"
            })
    void findsWhatItPointsTo(String pointer, String number) {
        JsonPointer parsed = JsonPointer.parse(pointer);

        assertThat(parsed.find(DOCUMENT))
                .isInstanceOfSatisfying(
                        JsonNumber.class, value -> assertThat(value.text()).isEqualTo(number));
        assertThat(parsed).hasToString(pointer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/foo/2", "/foo/01", "/foo/-", "/foo/", "/foo/a", "/foo/9999999999", "/bar", "/a/b", "/foo/0/0"})
    void findsNothingWhereNothingIs(String pointer) {
        assertThat(JsonPointer.parse(pointer).find(DOCUMENT)).isNull();
    }

    @Test
    void theEmptyOneIsTheWhole() {
        assertThat(JsonPointer.parse("").find(DOCUMENT)).isSameAs(DOCUMENT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"foo", "#/foo", "/a~", "/a~2b", "$.foo"})
    void saysHowAPlaceIsWritten(String text) {
        assertThatThrownBy(() -> JsonPointer.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a JSON pointer such as /user/id")
                .hasMessageContaining(text);
    }
}
