package dev.penstock.normalize.type;

import static dev.penstock.normalize.type.Reading.isOutOfRange;
import static dev.penstock.normalize.type.Reading.isWrongType;
import static dev.penstock.normalize.type.Reading.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.model.event.SourceAddress;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValueReaderTest {

    @ParameterizedTest
    @ValueSource(strings = {"String", "LowCardinality(String)", "Nullable(String)", "LowCardinality(Nullable(String))"})
    void textIsTakenAsItIs(String type) throws UnfitValueException {
        assertThat(read(type, "\"\"")).isEqualTo("");
        assertThat(read(type, "\"\\u0000é\\ud834\\udd1e\"")).isEqualTo("\u0000é𝄞");
        for (String json : new String[] {"1", "true", "[]", "{}"}) {
            isWrongType(type, json);
        }
    }

    @Test
    void nullIsForNullableAlone() throws UnfitValueException {
        assertThat(read("Nullable(Int8)", "null")).isNull();
        assertThat(read("LowCardinality(Nullable(String))", "null")).isNull();
        assertThat(read("Nullable(Int8)", "7")).isEqualTo(7L);
        isOutOfRange("Nullable(Int8)", "128");
        for (String type :
                new String[] {"String", "Int8", "Bool", "UUID", "IPv6", "JSON", "Array(Int8)", "Map(String, Int8)"}) {
            isWrongType(type, "null");
        }
    }

    @Test
    void aBoolIsTrueOrFalse() throws UnfitValueException {
        assertThat(read("Bool", "true")).isEqualTo(true);
        assertThat(read("Bool", "false")).isEqualTo(false);
        for (String json : new String[] {"1", "0", "\"true\"", "[]"}) {
            isWrongType("Bool", json);
        }
    }

    @Test
    void aUuidHasItsDashes() throws UnfitValueException {
        String text = "01234567-89ab-7DEF-8123-456789abcdef";
        assertThat(read("UUID", '"' + text + '"')).isEqualTo(UUID.fromString(text));
        assertThat(read("LowCardinality(UUID)", '"' + text + '"')).isEqualTo(UUID.fromString(text));
        for (String other : new String[] {
            "1-1-1-1-1",
            text.replace("-", ""),
            "{" + text + "}",
            text.replace('a', 'g'),
            text + "0",
            "",
            text.replace('7', '７')
        }) {
            isWrongType("UUID", '"' + other + '"');
        }
        isWrongType("UUID", "1");
    }

    @Test
    void randomAddressesAreThoseOfJava() throws UnfitValueException, UnknownHostException {
        Random random = new Random(6);
        for (int i = 0; i < 5_000; i++) {
            byte[] four = new byte[4];
            random.nextBytes(four);
            String dotted = InetAddress.getByAddress(four).getHostAddress();
            assertThat(read("IPv4", '"' + dotted + '"')).isEqualTo(new BigInteger(four).intValue());
            assertThat(read("IPv6", '"' + dotted + '"')).isEqualTo(SourceAddress.of(InetAddress.getByAddress(four)));

            byte[] sixteen = new byte[16];
            random.nextBytes(sixteen);
            int zeros = random.nextInt(9) * 2;
            Arrays.fill(sixteen, 0, zeros, (byte) 0);
            String full = InetAddress.getByAddress(sixteen).getHostAddress();
            if (full.indexOf(':') >= 0) {
                SourceAddress address = SourceAddress.of(InetAddress.getByAddress(sixteen));
                assertThat(read("IPv6", '"' + full + '"')).as(full).isEqualTo(address);
                String shorter = full.replaceFirst("(^|:)(0(:|$)){2,}", "::");
                assertThat(read("IPv6", '"' + shorter + '"')).as(shorter).isEqualTo(address);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "::, 0, 0",
        "::1, 0, 1",
        "1::, 1000000000000, 0",
        "::ffff:192.0.2.1, 0, ffffc0000201",
        "64:ff9b::192.0.2.33, 64ff9b00000000, c0000221",
        "1:2:3:4:5:6:7:8, 1000200030004, 5000600070008",
        "1:2:3:4:5:6:7::, 1000200030004, 5000600070000",
        "::2:3:4:5:6:7:8, 200030004, 5000600070008",
        "2001:DB8::A, 20010db800000000, a",
    })
    void anAddressMayBeShortened(String text, String high, String low) throws UnfitValueException {
        assertThat(read("IPv6", '"' + text + '"'))
                .isEqualTo(new SourceAddress(Long.parseUnsignedLong(high, 16), Long.parseUnsignedLong(low, 16)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                ":::",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1::2:3:4:5:6:7:8",
                "1::2::3",
                "12345::",
                "g::",
                "::1%eth0",
                "[::1]",
                "1.2.3.4::",
                "::1.2.3",
                "::1.2.3.256",
                "1:2:3:4:5:6:7:1.2.3.4",
                ":1:2:3:4:5:6:7:8",
                "1:2:3:4:5:6:7:8:",
                "::1 ",
                "localhost",
                "1.2.3",
                "1.2.3.4.5",
                "01.2.3.4",
                "1.2.3.256",
                "0x1.2.3.4",
                "1.2.3.",
                "1..2.3",
                " 1.2.3.4"
            })
    void otherThingsAreNoAddresses(String text) {
        isWrongType("IPv6", '"' + text + '"');
        isWrongType("IPv4", '"' + text + '"');
    }

    @Test
    void listsKeepTheirOrder() throws UnfitValueException {
        assertThat(read("Array(Nullable(Int8))", "[3, null, 1]")).isEqualTo(Arrays.asList(3L, null, 1L));
        assertThat(read("Array(Array(String))", "[[],[\"a\"]]")).isEqualTo(List.of(List.of(), List.of("a")));
        isWrongType("Array(Int8)", "1");
        isWrongType("Array(Int8)", "{}");
        isWrongType("Array(Int8)", "[null]");
    }

    @Test
    void whatDoesNotFitIsNamedWithItsPlace() {
        assertThatThrownBy(() -> read("Map(String, Array(UInt8))", "{\"a\":[1],\"b\":[2,300]}"))
                .isInstanceOfSatisfying(
                        UnfitValueException.class,
                        e -> assertThat(e.expected()).isEqualTo("a whole number from 0 to 255 at /b/1"));
    }

    @Test
    void namesOfAnObjectAreKeys() throws UnfitValueException {
        assertThat(read("Map(String, Int8)", "{\"b\":1,\"a\":2}"))
                .isEqualTo(List.of(Map.entry("b", 1L), Map.entry("a", 2L)));
        assertThat(read("Map(UInt8, String)", "{\"255\":\"x\"}")).isEqualTo(List.of(Map.entry(255L, "x")));
        assertThat(read("Map(Date, String)", "{\"1970-01-02\":\"x\"}")).isEqualTo(List.of(Map.entry(1, "x")));
        assertThat(read("Map(LowCardinality(String), Map(String, Bool))", "{\"a\":{}}"))
                .isEqualTo(List.of(Map.entry("a", List.of())));
        isOutOfRange("Map(UInt8, String)", "{\"256\":\"x\"}");
        isWrongType("Map(UInt8, String)", "{\"1.0\":\"x\"}");
        isWrongType("Map(String, String)", "[]");
    }

    @Test
    void aJsonColumnKeepsTheBytes() throws UnfitValueException {
        String json = "{ \"a\" : [1, {\"b\":null}],\"c\":{\"d\":1.50} , \"c.e\":\"\\u0041é\"}";

        assertThat(read("JSON", json)).isEqualTo(json);
        assertThat(read("Nullable(JSON)", "null")).isNull();
        assertThat(read("Array(JSON)", "[{\"a\":1}]")).isEqualTo(List.of("{\"a\":1}"));
    }

    /// What ClickHouse 26.7 was seen to refuse, or to change without a word.
    @Test
    void aJsonColumnGetsNothingThatClickHouseRefusesOrChanges() {
        for (String json : new String[] {
            "[1]",
            "\"x\"",
            "1",
            "{\"a\":{\"b\":1},\"a.b\":2}",
            "{\"a\":[{\"b\":{\"c\":1},\"b.c\":2}]}",
            "{\"a.\":1,\"a\":{\"\":2}}",
            "{\"a\":[true,1]}",
            "{\"a\":[[1,false]]}"
        }) {
            isWrongType("JSON", json);
        }
        for (String json : new String[] {
            "{\"a\":123456789012345678901234567890}",
            "{\"a\":18446744073709551616}",
            "{\"a\":-9223372036854775809}",
            "{\"a\":1e400}",
            "{\"a\":[1e-400]}",
            "{\"a\":1e999999999}",
            "{\"" + "a".repeat(1_001) + "\":1}"
        }) {
            isOutOfRange("JSON", json);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"a\":1,\"a.b\":2}",
                "{\"a\":{\"b\":null},\"a.b\":3}",
                "{\"\":1}",
                "{\"a\":18446744073709551615}",
                "{\"a\":-9223372036854775808}",
                "{\"a\":[1,\"x\",null]}",
                "{\"a\":[true,false,\"x\"]}",
                "{\"a\":1e308}"
            })
    void aJsonColumnGetsWhatClickHouseTakes(String json) throws UnfitValueException {
        assertThat(read("JSON", json)).isEqualTo(json);
    }
}
