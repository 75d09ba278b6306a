package dev.penstock.normalize.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.penstock.model.stream.StreamName;
import dev.penstock.normalize.Shape;
import dev.penstock.normalize.definition.ColumnRule.Absent;
import dev.penstock.normalize.schema.SchemaMode;
import java.time.Period;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamDefinitionTest {

    private static final StreamName STREAM = new StreamName("orders");

    @Test
    void aDefinitionMayBeEmpty() throws UnusableDefinitionException {
        StreamDefinition definition = StreamDefinition.parse(STREAM, 3, "{}");

        assertThat(definition.version()).isEqualTo(3);
        assertThat(definition.shape()).isSameAs(Shape.COMMON);
        assertThat(definition.rules().isEmpty()).isTrue();
        assertThat(definition.retention()).isEmpty();
        assertThat(definition.canonical()).isEqualTo("{}");
    }

    @Test
    void everythingInItIsRead() throws UnusableDefinitionException {
        StreamDefinition definition = StreamDefinition.parse(STREAM, 1, """
                {"own_table":true,"priority":"bulk","retention":"400d","columns":[
                  {"name":"amount","type":"Decimal64(2)","from":"/order/amount"},
                  {"name":"note","type":"Nullable(String)"},
                  {"name":"tags","type":"Array(String)","default":[]},
                  {"name":"took","type":"UInt32","unit":"ms","source_unit":"s","source_unit_from":"/unit"}],
                 "schema":{"type":"object"},"schema_mode":"extra",
                 "personal_data":[{"path":"/user/email","rule":"hash"}],"hash_salt":"0123456789abcdef"}""");

        assertThat(definition.bulk()).isTrue();
        assertThat(definition.retention()).contains(Period.ofDays(400));
        assertThat(definition.shape().table()).isEqualTo("orders_raw");
        assertThat(definition.shape().columns())
                .extracting(column -> column.name() + " " + column.type().declaration())
                .containsExactly(
                        "amount Decimal(18, 2)",
                        "note Nullable(String)",
                        "tags Array(String)",
                        "took UInt32",
                        "extra String");
        assertThat(definition.rules().columns())
                .extracting(ColumnRule::absent)
                .containsExactly(
                        new Absent.Refused(),
                        new Absent.Empty(),
                        new Absent.Filled(List.of(), "[]"),
                        new Absent.Refused());
        assertThat(definition.rules().schemaMode()).isEqualTo(SchemaMode.EXTRA);
        assertThat(definition.rules().personalData().salt()).isEqualTo("0123456789abcdef");
    }

    @Test
    void equalDefinitionsHaveOneText() throws UnusableDefinitionException {
        String one = """
                { "columns": [ { "type": " Decimal32( 2 ) ", "name": "a", "from": "/a", "required": true },
                               { "name": "b", "type": "Nullable(String)", "default": null, "required": false },
                               { "name": "c", "type": "JSON", "default": {"y":1, "x" : [ ]}} ],
                  "priority": "normal", "schema_mode": "enforce", "personal_data": [],
                  "schema": { "required": ["a"], "properties": {"b": {}, "a": {"minimum": 1.0}} }, "own_table": true }""";

        String canonical = StreamDefinition.parse(STREAM, 1, one).canonical();

        assertThat(canonical).isEqualTo("""
                {
                  "own_table": true,
                  "columns": [
                    {
                      "name": "a",
                      "type": "Decimal(9, 2)"
                    },
                    {
                      "name": "b",
                      "type": "Nullable(String)"
                    },
                    {
                      "name": "c",
                      "type": "JSON",
                      "default": {"x": [],"y": 1}
                    }
                  ],
                  "schema": {
                    "properties": {
                      "a": {
                        "minimum": 1.0
                      },
                      "b": {}
                    },
                    "required": [
                      "a"
                    ]
                  }
                }""");
        assertThat(StreamDefinition.parse(STREAM, 2, canonical).canonical()).isEqualTo(canonical);
    }

    @Test
    void everyFaultIsSaidAtOnce() {
        assertThat(faults("""
                {"own_tabel":true,"priority":"low","retention":"1y","schema_mode":"lenient","columns":[
                  {"name":"9a","type":"Int46"},{"name":"b"},{"type":"Int8"},{"name":"b","type":"Int8","required":"yes"}],
                 "schema":{"type":"strng"},"personal_data":[{"path":"email","rule":"hide"}]}"""))
                .containsExactly(
                        "/own_tabel: is not known; known are own_table, priority, retention, columns, schema, schema_mode,"
                                + " personal_data, hash_salt",
                        "/priority: 'low' is no priority: write normal or bulk",
                        "/retention: '1y' is no retention: write days, from 1d to 36500d, such as 400d",
                        "/personal_data/0/path: a place in the event is a JSON pointer such as /user/id, in which ~1 stands for /"
                                + " and ~0 for ~: 'email'",
                        "/personal_data/0/rule: 'hide' is not known: write one of drop, mask, hash",
                        "/schema: it is no JSON Schema of draft 2020-12: /type: does not have a value in the enumeration"
                                + " [\"array\", \"boolean\", \"integer\", \"null\", \"number\", \"object\", \"string\"]; /type:"
                                + " string found, array expected",
                        "/schema_mode: 'lenient' is not known: write one of enforce, warn, extra",
                        "/columns/0/name: '9a' is no name of a column: write a letter and at most 63 of A-Z a-z 0-9 _",
                        "/columns/0/type: 'Int46' is no type of a column: no type that events can fill is called Int46",
                        "/columns/1/type: is missing: write the type of the column, such as String",
                        "/columns/2/name: is missing: write the name of the column",
                        "/columns/3/required: must be true or false, not text",
                        "/columns: the table of all streams has no columns of one stream: write \"own_table\": true",
                        "/retention: the table of all streams keeps all rows alike: write \"own_table\": true");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "|the definition: it is no JSON that can be read in one way only: it ends in its middle, at byte 0",
                "[]|the definition: a definition is a JSON object, not a list",
                "{\"priority\":\"bulk\",\"priority\":\"bulk\"}|a name twice",
                "{\"own_table\":\"yes\"}|/own_table: must be true or false, not text",
                "{\"priority\":1}|/priority: must be text, not a number",
                "{\"columns\":{}}|/columns: must be a list of objects",
                "{\"columns\":[1]}|/columns: must be a list of objects",
                "{\"retention\":\"5d\"}|/retention: the table of all streams keeps all rows alike",
                "{\"own_table\":true,\"retention\":\"0d\"}|'0d' is no retention",
                "{\"own_table\":true,\"retention\":\"36501d\"}|'36501d' is no retention",
                "{\"schema_mode\":\"warn\"}|/schema_mode: 'warn' needs a schema",
                "{\"schema_mode\":\"extra\"}|/schema_mode: the table of all streams has no column extra",
                "{\"personal_data\":[{\"path\":\"\",\"rule\":\"drop\"}]}|the whole event cannot be taken away",
                "{\"personal_data\":[{\"path\":\"/a\"}]}|/personal_data/0/rule: is missing",
                "{\"personal_data\":[{\"path\":\"/a\",\"rule\":\"drop\"},{\"path\":\"/a\",\"rule\":\"mask\"}]}|'/a' is there"
                        + " twice",
                "{\"personal_data\":[{\"path\":\"/a\",\"rule\":\"hash\"}]}|/hash_salt: is missing",
                "{\"personal_data\":[{\"path\":\"/a\",\"rule\":\"hash\"}],\"hash_salt\":\"short\"}|a salt has 16 to 256"
                        + " characters, this one 5",
                "{\"hash_salt\":\"0123456789abcdef\"}|/hash_salt: no rule is hash: leave it out",
            })
    void whatIsWrongIsSaid(String json, String sentence) {
        assertThat(faults(json == null ? "" : json))
                .anySatisfy(fault -> assertThat(fault).contains(sentence));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "\"name\":\"payload\",\"type\":\"String\"|/columns/0/name: every table has a column payload: take another",
                "\"name\":\"ORG_ID\",\"type\":\"String\"|every table has a column org_id",
                "\"name\":\"c__error\",\"type\":\"String\"|every quarantine has a column c__error",
                "\"name\":\"_part\",\"type\":\"String\"|'_part' is no name of a column",
                "\"name\":\"a-b\",\"type\":\"String\"|'a-b' is no name of a column",
                "\"name\":\"a\",\"type\":\"Enum8('x'=1)\"|write LowCardinality(String)",
                "\"name\":\"a\",\"type\":\"Int8\",\"required\":false|what shall a column of Int8 have when the value is missing?",
                "\"name\":\"a\",\"type\":\"Int8\",\"required\":true,\"default\":1|leave one of them out",
                "\"name\":\"a\",\"type\":\"Int8\",\"default\":300|/columns/0/default: a column of Int8 takes a whole number from"
                        + " -128 to 127",
                "\"name\":\"a\",\"type\":\"Int8\",\"default\":null|/columns/0/default: a column of Int8 takes",
                "\"name\":\"a\",\"type\":\"String\",\"unit\":\"ms\"|only numbers have a unit, not String",
                "\"name\":\"a\",\"type\":\"Array(Int8)\",\"unit\":\"ms\"|only numbers have a unit",
                "\"name\":\"a\",\"type\":\"Int8\",\"unit\":\"KB\"|write kB (1,000 bytes) or KiB (1,024)",
                "\"name\":\"a\",\"type\":\"Int8\",\"unit\":\"ms\",\"source_unit\":\"m\"|'m' is no unit, or none of what ms measures",
                "\"name\":\"a\",\"type\":\"Int8\",\"source_unit\":\"s\"|/columns/0/source_unit: the column has no unit to convert"
                        + " to",
                "\"name\":\"a\",\"type\":\"Int8\",\"source_unit_from\":\"/u\"|the column has no unit to convert to",
                "\"name\":\"a\",\"type\":\"Int8\",\"from\":\"a\"|/columns/0/from: a place in the event is a JSON pointer",
                "\"name\":\"a\",\"type\":\"Int8\",\"typ\":\"x\"|/columns/0/typ: is not known",
                "\"name\":\"gone\",\"type\":\"String\"|/columns/0/from: personal_data drops what is at '/gone'",
                "\"name\":\"a\",\"type\":\"String\",\"from\":\"/gone/inside\"|personal_data drops",
                "\"name\":\"masked\",\"type\":\"Int8\"|personal_data makes what is at '/masked' a text: write String",
                "\"name\":\"a\",\"type\":\"Int8\",\"unit\":\"s\",\"source_unit_from\":\"/masked\"|personal_data takes away what is"
                        + " at /masked",
                "\"name\":\"extra\",\"type\":\"String\"|the column extra is that of the schema_mode 'extra'",
            })
    void whatIsWrongWithAColumnIsSaid(String column, String sentence) {
        assertThat(faults("{\"own_table\":true,\"schema_mode\":\"extra\",\"columns\":[{" + column
                        + "}],\"personal_data\":["
                        + "{\"path\":\"/gone\",\"rule\":\"drop\"},{\"path\":\"/masked\",\"rule\":\"mask\"}]}"))
                .singleElement()
                .asString()
                .contains(sentence);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "default",
                "events",
                "Events",
                "dead_letters",
                "dead_letter_groups",
                "ingest_freshness",
                "a_raw",
                "a_quarantine",
                "a_local"
            })
    void someStreamsCannotHaveATable(String name) throws UnusableDefinitionException {
        StreamName stream = new StreamName(name);

        assertThat(catchThrowableOfType(
                                UnusableDefinitionException.class,
                                () -> StreamDefinition.parse(stream, 1, "{\"own_table\":true}"))
                        .faults())
                .singleElement()
                .asString()
                .startsWith("/own_table: the tables and views of a stream called " + name);
        assertThat(StreamDefinition.parse(stream, 1, "{}").shape()).isSameAs(Shape.COMMON);
    }

    @Test
    void itsSizeIsBounded() {
        assertThat(faults("{\"" + "a".repeat(300_000) + "\":1}"))
                .singleElement()
                .asString()
                .contains("at most 262144");
        assertThat(faults("{\"columns\":[" + "{},".repeat(600) + "{}]}"))
                .anySatisfy(fault -> assertThat(fault).contains("has 601 elements: at most 500 are taken"));
        assertThat(faults("{" + many() + "}"))
                .hasSize(50)
                .allSatisfy(fault -> assertThat(fault).hasSizeLessThanOrEqualTo(500));
    }

    private static String many() {
        StringBuilder members = new StringBuilder();
        for (int i = 0; i < 200; i++) {
            members.append(i == 0 ? "" : ",")
                    .append("\"")
                    .append("x".repeat(600))
                    .append(i)
                    .append("\":1");
        }
        return members.toString();
    }

    private static List<String> faults(String json) {
        return catchThrowableOfType(UnusableDefinitionException.class, () -> StreamDefinition.parse(STREAM, 1, json))
                .faults();
    }
}
