package dev.penstock.edge.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.model.event.Payload;
import dev.penstock.model.refusal.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;

class BodyReaderTest {

    private static final DecodeLimits LIMITS = new DecodeLimits(5, DataSize.ofBytes(40), 4, 100, 16, 20);

    private final Verdicts verdicts = new Verdicts();

    @Test
    void anObjectIsOneEventByteForByte() {
        assertThat(read(" {\"a\" :  1}\r\n")).isEqualTo(new BodyReading.Complete(1));
        assertThat(verdicts.lines).containsExactly("0 {\"a\" :  1}");
    }

    @Test
    void anObjectOverSeveralLinesIsOneEvent() {
        assertThat(read("{\n  \"a\": 1\n}\n")).isEqualTo(new BodyReading.Complete(1));
        assertThat(verdicts.lines).containsExactly("0 {\n  \"a\": 1\n}");
    }

    @Test
    void anObjectWhoseSecondLineBeginsWithABraceIsStillOneEvent() {
        assertThat(read("{\"items\":[\n{\"a\":1},\n{\"b\":2}\n]}")).isEqualTo(new BodyReading.Complete(1));
    }

    @Test
    void anArrayGivesEachElement() {
        assertThat(read("[ {\"a\":1} ,\n{\"b\":2}]")).isEqualTo(new BodyReading.Complete(2));
        assertThat(verdicts.lines).containsExactly("0 {\"a\":1}", "1 {\"b\":2}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":1}\n{\"b\":2}",
                "{\"a\":1}\r\n{\"b\":2}\r\n",
                "\n\n{\"a\":1}\n\n  \n{\"b\":2}\n\n",
                "{\"a\":1}{\"b\":2}",
                "{\"a\":1} {\"b\":2}\n",
            })
    void linesAndObjectsOneAfterAnotherAreEvents(String body) {
        assertThat(read(body)).isEqualTo(new BodyReading.Complete(2));
        assertThat(verdicts.lines).containsExactly("0 {\"a\":1}", "1 {\"b\":2}");
    }

    @Test
    void objectsOverSeveralLinesOneAfterAnotherAreEvents() {
        assertThat(read("{\n\"a\":1\n}\n{\n\"b\":2\n}")).isEqualTo(new BodyReading.Complete(2));
    }

    @Test
    void aBadLineIsThatLinesRejection() {
        assertThat(read("{\"a\":1}\n  {\"é\":tru}\n{\"b\":2}\nnonsense\n{\"c\":3}"))
                .isEqualTo(new BodyReading.Complete(5));
        assertThat(verdicts.lines)
                .containsExactly(
                        "0 {\"a\":1}",
                        "1 malformed_json line 2, column 8: neither true, false nor null",
                        "2 {\"b\":2}",
                        "3 malformed_json line 4, column 1: neither true, false nor null",
                        "4 {\"c\":3}");
    }

    @Test
    void aBadFirstLineDoesNotSpoilTheOthers() {
        assertThat(read("{\"a\":1,}\n{\"b\":2}")).isEqualTo(new BodyReading.Complete(2));
        assertThat(verdicts.lines)
                .containsExactly("0 malformed_json line 1, column 8: this character cannot stand here", "1 {\"b\":2}");
    }

    @Test
    void aLineThatIsCutShortDoesNotSwallowTheNext() {
        assertThat(read("{\"a\":1}\n{\"b\":\n{\"c\":3}")).isEqualTo(new BodyReading.Complete(3));
        assertThat(verdicts.lines)
                .containsExactly(
                        "0 {\"a\":1}", "1 malformed_json line 2, column 6: the JSON ends too early", "2 {\"c\":3}");
    }

    @Test
    void anObjectAmongLinesMayGoOnOverSeveral() {
        assertThat(read("{\"a\":1}\n{\n\"b\":2\n}\n{\"c\":3}")).isEqualTo(new BodyReading.Complete(3));
        assertThat(verdicts.lines).containsExactly("0 {\"a\":1}", "1 {\n\"b\":2\n}", "2 {\"c\":3}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"b\":2},", "{\"b\":2}}", "{\"b\":2}{\"c\":3}x", "{\"b\":2} {\"c\""})
    void aLineIsTakenWholeOrNotAtAll(String line) {
        assertThat(read("{\"a\":1}\n" + line + "\n{\"d\":4}")).isEqualTo(new BodyReading.Complete(3));
        assertThat(verdicts.lines)
                .hasSize(3)
                .startsWith("0 {\"a\":1}")
                .endsWith("2 {\"d\":4}")
                .element(1)
                .asString()
                .startsWith("1 malformed_json line 2, column ");
    }

    @Test
    void theLastObjectOfALineMayGoOnOverSeveral() {
        assertThat(read("{\"a\":1}\n{\"b\":2}{\n\"c\":3\n} {\"d\":4}")).isEqualTo(new BodyReading.Complete(4));
        assertThat(verdicts.lines).containsExactly("0 {\"a\":1}", "1 {\"b\":2}", "2 {\n\"c\":3\n}", "3 {\"d\":4}");
    }

    @Test
    void severalObjectsOnALineAmongLinesAreEvents() {
        assertThat(read("{\"a\":1} {\"b\":2}\n\n{\"c\":3}{\"d\":4}\r\n")).isEqualTo(new BodyReading.Complete(4));
        assertThat(verdicts.lines).containsExactly("0 {\"a\":1}", "1 {\"b\":2}", "2 {\"c\":3}", "3 {\"d\":4}");
    }

    @Test
    void aBrokenObjectIsRefusedWithLineAndColumn() {
        assertThat(read("{\n  \"é\": 1,\n  \"b\" 2\n}"))
                .isEqualTo(new BodyReading.Refused(
                        Refusal.MALFORMED_JSON, "line 3, column 7: this character cannot stand here"));
    }

    @Test
    void aBrokenArrayIsRefusedAsAWhole() {
        assertThat(read("[{\"a\":1},\n{\"b\":2},,]"))
                .isEqualTo(new BodyReading.Refused(
                        Refusal.MALFORMED_JSON, "line 2, column 9: this character cannot stand here"));
        assertThat(read("[{\"a\":1}"))
                .isEqualTo(
                        new BodyReading.Refused(Refusal.MALFORMED_JSON, "line 1, column 9: the JSON ends too early"));
        assertThat(read("[{\"a\":1}]x"))
                .isEqualTo(new BodyReading.Refused(
                        Refusal.MALFORMED_JSON, "line 1, column 10: there is more after the end of the JSON"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n\r\n\t", "[]", " [ ] \n"})
    void nothingIsEmpty(String body) {
        assertThat(read(body)).isEqualTo(new BodyReading.Refused(Refusal.EMPTY_BODY, "the request has no event"));
    }

    @Test
    void whatIsNoObjectIsRejectedWhereItStands() {
        assertThat(read("[1,{\"a\":1},\"x\",null,[]]")).isEqualTo(new BodyReading.Complete(5));
        assertThat(verdicts.lines)
                .containsExactly(
                        "0 not_an_object an event is a JSON object",
                        "1 {\"a\":1}",
                        "2 not_an_object an event is a JSON object",
                        "3 not_an_object an event is a JSON object",
                        "4 not_an_object an event is a JSON object");
    }

    @Test
    void anEventOfTheLargestSizeIsTakenAndOneByteMoreIsNot() {
        String largest = "{\"a\":\"" + "x".repeat(32) + "\"}";
        String larger = "{\"a\":\"" + "x".repeat(33) + "\"}";

        assertThat(read("[" + largest + "," + larger + "]")).isEqualTo(new BodyReading.Complete(2));
        assertThat(verdicts.lines)
                .containsExactly("0 " + largest, "1 event_too_large the event has 41 bytes; the limit is 40");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[{},{},{},{},{},{}]", "{}\n{}\n{}\n{}\n{}\n{}", "{}{}{}{}{}{}", "{}\nx\nx\nx\nx\nx"})
    void oneEventTooManyRefusesAll(String body) {
        assertThat(read(body))
                .isEqualTo(new BodyReading.Refused(Refusal.TOO_MANY_EVENTS, "a request may have 5 events at most"));
    }

    @Test
    void whatIsTooComplexSaysWhichLimit() {
        assertThat(read("{\"a\":[[[[1]]]]}"))
                .isEqualTo(new BodyReading.Refused(
                        Refusal.JSON_TOO_COMPLEX, "line 1, column 9: nested too deep (the limit is 4 levels)"));
    }

    private BodyReading read(String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        verdicts.lines.clear();
        return new BodyReader(LIMITS).read(bytes, bytes.length, verdicts);
    }

    private static final class Verdicts implements EventVisitor {

        private final List<String> lines = new ArrayList<>();

        @Override
        public void event(int index, Payload payload, Envelope envelope) {
            lines.add(index + " " + new String(payload.toByteArray(), StandardCharsets.UTF_8));
        }

        @Override
        public void rejected(int index, Refusal refusal, String detail) {
            lines.add(index + " " + refusal.code() + " " + detail);
        }
    }
}
