package dev.penstock.normalize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.model.event.Payload;
import dev.penstock.model.stream.StreamName;
import dev.penstock.normalize.definition.StreamDefinition;
import dev.penstock.normalize.definition.UnusableDefinitionException;
import dev.penstock.normalize.type.ColumnType;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// docs/streams.md does what it says.
class StreamsDocumentTest {

    private static final Pattern BLOCK = Pattern.compile("```json\n(.*?)\n```", Pattern.DOTALL);

    @Test
    void itsExampleBecomesItsRow() throws IOException, UnusableDefinitionException {
        List<String> blocks = BLOCK.matcher(document())
                .results()
                .map((MatchResult block) -> block.group(1))
                .toList();
        StreamDefinition definition = StreamDefinition.parse(new StreamName("orders"), 1, blocks.getFirst());

        EventReading reading = new EventReading(definition.rules(), Payload.of(blocks.get(1)));

        assertThat(reading.misfits()).isEmpty();
        String hash = String.valueOf(reading.values().get(5));
        assertThat(hash).matches("[0-9a-f]{64}");
        assertThat(reading.values())
                .isEqualTo(Arrays.asList(
                        BigInteger.valueOf(12_995),
                        "EUR",
                        1_795_867_200_500L,
                        null,
                        125L,
                        hash,
                        "{\"ab_test\":\"b\"}"));
        assertThat(new String(reading.stored().toByteArray(), StandardCharsets.UTF_8))
                .isEqualTo(blocks.get(1).replace("ada@example.com", hash).replace("\"Ada\"", "\"***\""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "own_table",
                "priority",
                "retention",
                "columns",
                "schema",
                "schema_mode",
                "personal_data",
                "hash_salt",
                "name",
                "type",
                "from",
                "required",
                "default",
                "unit",
                "source_unit",
                "source_unit_from"
            })
    void everyFieldIsInItsTables(String field) throws IOException {
        assertThat(document()).contains("\n| `" + field + "` | ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Decimal(18, 2)", "LowCardinality(UUID)", "Date32", "IPv4", "JSON", "Bool"})
    void itsTypesAreTypes(String type) throws IOException {
        assertThat(ColumnType.parse(type).declaration()).isEqualTo(type);
        assertThat(document()).contains(type.replaceFirst("\\(18, 2\\)", "(P, S)"));
    }

    private static String document() throws IOException {
        return Files.readString(Path.of("..", "docs", "streams.md"));
    }
}
