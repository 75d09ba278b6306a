package dev.penstock.normalize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.model.control.ControlFact.StreamFact;
import dev.penstock.model.deadletter.DeadLetterCause;
import dev.penstock.model.event.Event;
import dev.penstock.model.event.EventId;
import dev.penstock.model.event.Payload;
import dev.penstock.model.event.Protocol;
import dev.penstock.model.event.SourceAddress;
import dev.penstock.model.key.KeyId;
import dev.penstock.model.organization.OrgId;
import dev.penstock.model.stream.StreamName;
import dev.penstock.normalize.Verdict.Fits;
import dev.penstock.normalize.Verdict.Rejected;
import dev.penstock.normalize.Verdict.Undecided;
import dev.penstock.normalize.definition.DefinitionSet;
import dev.penstock.normalize.json.RandomJson;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DefinedStreamTest {

    private static final StreamName STREAM = new StreamName("orders");
    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

    @Test
    void columnsComeFromTheirPlaces() {
        Row row = row("""
                {"own_table":true,"columns":[
                  {"name":"amount","type":"Decimal(9, 2)","from":"/order/lines/0/amount"},
                  {"name":"name","type":"LowCardinality(String)"},
                  {"name":"whole","type":"JSON","from":""},
                  {"name":"note","type":"Nullable(String)"},
                  {"name":"tags","type":"Array(String)","default":["none"]}]}""", "{\"order\":{\"lines\":[{\"amount\":12.5}]},\"name\":\"Ada\"}");

        assertThat(row.shape().table()).isEqualTo("orders_raw");
        assertThat(row.definitionVersion()).isEqualTo(7);
        assertThat(row.values())
                .isEqualTo(Arrays.asList(
                        BigInteger.valueOf(1250),
                        "Ada",
                        "{\"order\":{\"lines\":[{\"amount\":12.5}]},\"name\":\"Ada\"}",
                        null,
                        List.of("none")));
    }

    @Test
    void aStreamWithoutRulesIsNotRead() {
        Verdict verdict = normalize("{\"priority\":\"bulk\"}", event(Payload.of("no JSON")));

        assertThat(verdict).isInstanceOfSatisfying(Fits.class, fits -> {
            assertThat(fits.row().shape()).isSameAs(Shape.COMMON);
            assertThat(fits.row().definitionVersion()).isEqualTo(7);
            assertThat(fits.row().values()).isEmpty();
        });
    }

    @Test
    void anEventOfAnUnreadableDefinitionWaits() {
        assertThat(normalize("{\"new\":1}", event(Payload.of("{}"))))
                .isInstanceOfSatisfying(Undecided.class, undecided -> {
                    assertThat(undecided.definitionVersion()).isEqualTo(7);
                    assertThat(undecided.reason()).contains("/new: is not known");
                });
        // Nor is it said to be past help because of its time.
        Event late = event(Payload.of("{}"), Instant.parse("2200-01-01T00:00:00Z"));
        assertThat(normalize("{\"new\":1}", late)).isInstanceOf(Undecided.class);
    }

    @Test
    void everyMisfitIsFoundUpToSixteen() {
        StringBuilder columns = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            columns.append(i == 0 ? "" : ",").append("{\"name\":\"c").append(i).append("\",\"type\":\"Int8\"}");
        }
        Rejected rejected =
                rejected("{\"own_table\":true,\"columns\":[" + columns + "]}", "{\"c0\":300,\"c1\":\"x\",\"c2\":5}");

        assertThat(rejected.definitionVersion()).isEqualTo(7);
        assertThat(rejected.misfits()).hasSize(16);
        assertThat(rejected.misfits().subList(0, 3))
                .containsExactly(
                        new Misfit(DeadLetterCause.VALUE_OUT_OF_RANGE, "c0", "a whole number from -128 to 127", "300"),
                        new Misfit(DeadLetterCause.WRONG_TYPE, "c1", "a whole number from -128 to 127", "\"x\""),
                        new Misfit(DeadLetterCause.MISSING_VALUE, "c3", "a value at /c3", "nothing"));
    }

    @Test
    void whatWasThereIsCutTo256Characters() {
        String definition = "{\"own_table\":true,\"columns\":[{\"name\":\"a\",\"type\":\"Int8\"}]}";
        for (String character : new String[] {"x", "é", "€", "𝄞"}) {
            Misfit misfit = rejected(definition, "{\"a\":\"" + character.repeat(100_000) + "\"}")
                    .misfits()
                    .getFirst();

            assertThat(misfit.actual())
                    .hasSizeBetween(255, 256)
                    .startsWith("\"" + character)
                    .endsWith("…");
            assertThat(misfit.actual()).doesNotContain("\uFFFD");
            assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(misfit.actual()))
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{\"a\":1,\"a\":2}", "{\"a\":\"\\ud800\"}", "no"})
    void whatNoEdgeLetsThroughIsNotGuessedAt(String payload) {
        Rejected rejected = rejected("{\"own_table\":true,\"columns\":[{\"name\":\"a\",\"type\":\"Int8\"}]}", payload);

        assertThat(rejected.misfits()).singleElement().satisfies(misfit -> {
            assertThat(misfit.cause()).isEqualTo(DeadLetterCause.MALFORMED_RECORD);
            assertThat(misfit.column()).isEqualTo("payload");
        });
    }

    @Test
    void aTimeOutsideIsAMisfitAmongOthers() {
        Event event = event(Payload.of("{}"), Instant.parse("2200-01-01T00:00:00Z"));
        Verdict verdict = normalize("{\"own_table\":true,\"columns\":[{\"name\":\"a\",\"type\":\"Int8\"}]}", event);

        assertThat(((Rejected) verdict).misfits()).extracting(Misfit::column).containsExactly("timestamp", "a");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "Nullable(Int8)||{}|",
                "Nullable(Int8)||{\"c\":null}|",
                "Nullable(Int8)|\"required\":true|{\"c\":null}|",
                "Nullable(Int8)|\"required\":true|{}|MISSING_VALUE",
                "Nullable(Int8)|\"default\":3|{}|3",
                "Nullable(Int8)|\"default\":3|{\"c\":null}|",
                "Int8||{}|MISSING_VALUE",
                "Int8||{\"c\":null}|MISSING_VALUE",
                "Int8|\"default\":3|{}|3",
                "Int8|\"default\":3|{\"c\":null}|3",
                "Int8|\"default\":3|{\"c\":4}|4",
                "Int8|\"default\":3|{\"c\":\"x\"}|WRONG_TYPE",
            })
    void whatIsMissingIsNotMadeUp(String type, String rule, String event, String expected) {
        Verdict verdict = normalize(
                "{\"own_table\":true,\"columns\":[{\"name\":\"c\",\"type\":\"" + type + "\""
                        + (rule == null ? "" : "," + rule) + "}]}",
                event(Payload.of(event)));

        assertThat(result(verdict)).isEqualTo(String.valueOf(expected));
    }

    // Units

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "UInt32|{\"c\":1.5,\"u\":\"s\"}|1500",
                "UInt32|{\"c\":1500,\"u\":\"us\"}|2",
                "UInt32|{\"c\":2500,\"u\":\"us\"}|2",
                "UInt32|{\"c\":12}|12000",
                "UInt32|{\"c\":12,\"u\":null}|12000",
                "UInt32|{\"c\":12,\"u\":\"ms\"}|12",
                "UInt32|{\"c\":1.5,\"u\":\"ms\"}|VALUE_OUT_OF_RANGE",
                "UInt32|{\"c\":100,\"u\":\"d\"}|VALUE_OUT_OF_RANGE",
                "UInt32|{\"c\":-1,\"u\":\"s\"}|VALUE_OUT_OF_RANGE",
                "UInt32|{\"c\":1e999999,\"u\":\"s\"}|VALUE_OUT_OF_RANGE",
                "UInt32|{\"c\":1,\"u\":\"kg\"}|UNKNOWN_UNIT",
                "UInt32|{\"c\":1,\"u\":\"\"}|UNKNOWN_UNIT",
                "UInt32|{\"c\":1,\"u\":1000}|UNKNOWN_UNIT",
                "UInt32|{\"c\":\"1\",\"u\":\"s\"}|WRONG_TYPE",
                "UInt32|{\"u\":\"s\"}|MISSING_VALUE",
                "Nullable(UInt32)|{\"c\":null,\"u\":\"s\"}|null",
                "Nullable(UInt32)|{\"c\":2,\"u\":\"s\"}|2000",
                "Decimal(9, 3)|{\"c\":1,\"u\":\"ns\"}|0",
                "Decimal(9, 3)|{\"c\":1.23456,\"u\":\"s\"}|1234560",
                "Float64|{\"c\":1,\"u\":\"ns\"}|1.0E-6",
                "Float32|{\"c\":1,\"u\":\"h\"}|3600000.0",
                "Float32|{\"c\":1e38,\"u\":\"h\"}|VALUE_OUT_OF_RANGE",
                "Float64|{\"c\":1e-324,\"u\":\"ns\"}|VALUE_OUT_OF_RANGE",
            })
    void aNumberComesInTheUnitOfItsColumn(String type, String event, String expected) {
        Verdict verdict = normalize(
                "{\"own_table\":true,\"columns\":[{\"name\":\"c\",\"type\":\"" + type
                        + "\",\"unit\":\"ms\",\"source_unit\":\"s\",\"source_unit_from\":\"/u\"}]}",
                event(Payload.of(event)));

        assertThat(result(verdict)).isEqualTo(expected);
    }

    @Test
    void aUnitThatIsNotSaidIsUnknown() {
        Misfit misfit = rejected(
                        "{\"own_table\":true,\"columns\":[{\"name\":\"c\",\"type\":\"Int8\",\"unit\":\"ms\",\"source_unit_from\":\"/u\"}]}",
                        "{\"c\":1}")
                .misfits()
                .getFirst();

        assertThat(misfit)
                .isEqualTo(new Misfit(DeadLetterCause.UNKNOWN_UNIT, "c", "a unit that can become ms at /u", "nothing"));
    }

    // Schema

    @Test
    void aSchemaIsEnforced() {
        Rejected rejected = rejected(
                "{\"schema\":{\"required\":[\"a\"],\"properties\":{\"b\":{\"type\":\"string\"}}}}", "{\"b\":[1,2]}");

        assertThat(rejected.misfits())
                .containsExactly(
                        new Misfit(
                                DeadLetterCause.SCHEMA_VIOLATED,
                                "payload",
                                "what the schema allows: required property 'a' not found",
                                "{\"b\":[1,2]}"),
                        new Misfit(
                                DeadLetterCause.SCHEMA_VIOLATED,
                                "/b",
                                "what the schema allows: array found, string expected",
                                "[1,2]"));
    }

    @Test
    void aSchemaMayOnlyWarn() {
        Verdict verdict = normalize(
                "{\"schema\":{\"required\":[\"a\"]},\"schema_mode\":\"warn\"}", event(Payload.of("{\"b\":1}")));

        assertThat(verdict).isInstanceOfSatisfying(Fits.class, fits -> {
            assertThat(fits.tolerated())
                    .singleElement()
                    .satisfies(misfit -> assertThat(misfit.cause()).isEqualTo(DeadLetterCause.SCHEMA_VIOLATED));
            assertThat(fits.row().payload()).isEqualTo(Payload.of("{\"b\":1}"));
        });
    }

    @Test
    void whatNobodyHasNamedIsParkedInExtra() {
        String definition = """
                {"own_table":true,"columns":[{"name":"a","type":"Int8","from":"/in/a"}],"schema_mode":"extra","schema":
                  {"additionalProperties":false,"required":["s"],
                   "properties":{"s":{"type":"string"}},"patternProperties":{"^x_":{}}}}""";
        String event =
                "{\"in\":{\"a\":1,\"z\":2}, \"s\":\"t\", \"x_1\":0, \"event_name\":\"n\", \"new\" : {\"b\": [1.0]},"
                        + " \"\\u00e9\":\"é\"}";

        Row row = row(definition, event);

        assertThat(row.values()).containsExactly(1L, "{\"new\" : {\"b\": [1.0]},\"\\u00e9\":\"é\"}");
        assertThat(row.payload()).isEqualTo(Payload.of(event));
        assertThat(row(definition, "{\"in\":{\"a\":1},\"s\":\"t\"}").values()).containsExactly(1L, "{}");
        assertThat(rejected(definition, "{\"in\":{\"a\":1},\"s\":5,\"new\":1}").misfits())
                .extracting(Misfit::column)
                .containsExactly("/s");
    }

    // Personal data

    @Test
    void nothingThatIsStoredHasPersonalData() {
        String definition = """
                {"own_table":true,"schema_mode":"extra","columns":[
                  {"name":"email","type":"String","from":"/user/email"},{"name":"person","type":"JSON","from":"/user"}],
                 "personal_data":[{"path":"/user/email","rule":"hash"},{"path":"/user/name","rule":"mask"},
                   {"path":"/friends/*/name","rule":"drop"},{"path":"/phone","rule":"mask"}],
                 "hash_salt":"0123456789abcdef"}""";
        String hash = "512383176ce1b4c279ee430548cf07ec0b58efa588517b611c1f0da6d2b9e577";

        Row row = row(
                definition,
                "{ \"user\":{\"email\":\"ada@example.com\", \"name\":\"Ada\"},\"friends\":[{\"name\":\"Bob\"},{\"id\":2}],"
                        + " \"phone\":\"1 23\", \"n\":1.50 }");

        assertThat(new String(row.payload().toByteArray(), StandardCharsets.UTF_8))
                .isEqualTo("{ \"user\":{\"email\":\"" + hash + "\", \"name\":\"***\"},\"friends\":[{},{\"id\":2}],"
                        + " \"phone\":\"***\", \"n\":1.50 }");
        assertThat(row.values())
                .containsExactly(
                        hash,
                        "{\"email\":\"" + hash + "\", \"name\":\"***\"}",
                        "{\"friends\":[{},{\"id\":2}],\"phone\":\"***\",\"n\":1.50}");
    }

    @Test
    void noMisfitQuotesPersonalData() {
        String definition = """
                {"own_table":true,"columns":[{"name":"user","type":"Map(String, Int8)"}],
                 "schema":{"properties":{"user":{"required":["id"],"properties":{"email":{"maxLength":3}}},"n":{"type":"null"}},
                   "required":["z"]},
                 "personal_data":[{"path":"/user/email","rule":"mask"}]}""";

        List<Misfit> misfits = rejected(definition, "{\"user\":{\"email\":\"ada@example.com\"},\"n\":1}")
                .misfits();

        assertThat(misfits).extracting(Misfit::column).containsExactly("user", "payload", "/n", "/user", "/user/email");
        assertThat(misfits).noneSatisfy(misfit -> assertThat(misfit.toString()).contains("ada@"));
        assertThat(misfits.get(2).actual()).isEqualTo("1");
    }

    @Test
    void aDeadLettersCopyHasNoPersonalData() {
        String definition = "{\"personal_data\":[{\"path\":\"/a\",\"rule\":\"drop\"}]}";

        assertThat(normalizer(definition).withoutPersonalData(event(Payload.of("{\"a\":1,\"b\":2}"))))
                .contains(Payload.of("{\"b\":2}"));
        assertThat(normalizer(definition).withoutPersonalData(event(Payload.of("{\"a\":1,"))))
                .isEmpty();
        assertThat(normalizer("{\"new\":1}").withoutPersonalData(event(Payload.of("{}"))))
                .isEmpty();
        assertThat(normalizer("{}").withoutPersonalData(event(Payload.of("no JSON"))))
                .contains(Payload.of("no JSON"));
    }

    @Test
    void theSameEventAndDefinitionGiveTheSameVerdict() {
        String definition = """
                {"own_table":true,"schema_mode":"extra","columns":[
                   {"name":"a","type":"Nullable(Int64)","from":"/m0"},{"name":"b","type":"Nullable(String)","from":"/m1"},
                   {"name":"c","type":"Float64","from":"/m2","default":0,"unit":"s","source_unit_from":"/m3","source_unit":"ms"},
                   {"name":"j","type":"JSON","from":"/m3","default":{}}],
                 "schema":{"properties":{"m0":{"type":["integer","null"]},"m1":{"maxLength":1},"m2":{"minimum":0}}},
                 "personal_data":[{"path":"/m4","rule":"drop"},{"path":"/*/m1","rule":"mask"}]}""";
        Normalizer one = normalizer(definition);
        Normalizer other = normalizer(definition);
        Random random = new Random(5);
        List<String> kinds = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            byte[] json = new RandomJson(random).object(4).getBytes(StandardCharsets.UTF_8);
            Verdict first = one.normalize(event(Payload.of(json.clone())));
            Verdict second = other.normalize(event(Payload.of(json)));

            kinds.add(first.getClass().getSimpleName());
            if (first instanceof Fits fits && second instanceof Fits again) {
                // Their shapes are of two definitions that say the same.
                assertThat(again.row().values()).isEqualTo(fits.row().values());
                assertThat(again.row().payload()).isEqualTo(fits.row().payload());
                assertThat(one.normalize(event(Payload.of(json)))).isEqualTo(fits);
            } else {
                assertThat(second).isEqualTo(first);
            }
        }
        assertThat(kinds).contains("Fits", "Rejected");
    }

    private static String result(Verdict verdict) {
        return switch (verdict) {
            case Fits fits -> String.valueOf(fits.row().values().getFirst());
            case Rejected rejected -> rejected.misfits().getFirst().cause().name();
            case Undecided undecided -> undecided.reason();
        };
    }

    private static Row row(String definition, String event) {
        Verdict verdict = normalize(definition, event(Payload.of(event)));
        assertThat(verdict).isInstanceOf(Fits.class);
        return ((Fits) verdict).row();
    }

    private static Rejected rejected(String definition, String event) {
        Verdict verdict = normalize(definition, event(Payload.of(event)));
        assertThat(verdict).isInstanceOf(Rejected.class);
        return (Rejected) verdict;
    }

    private static Verdict normalize(String definition, Event event) {
        return normalizer(definition).normalize(event);
    }

    private static Normalizer normalizer(String definition) {
        return new Normalizer(DefinitionSet.of(List.of(new StreamFact(STREAM, 7, definition))));
    }

    private static Event event(Payload payload) {
        return event(payload, NOW);
    }

    private static Event event(Payload payload, Instant timestamp) {
        return new Event(
                new OrgId("acme"),
                STREAM,
                new EventId(1, 2),
                "order",
                timestamp,
                "",
                NOW,
                null,
                SourceAddress.UNKNOWN,
                "",
                "",
                Protocol.NATIVE,
                new KeyId("abcdefghijkl"),
                "request-1",
                "",
                payload);
    }
}
