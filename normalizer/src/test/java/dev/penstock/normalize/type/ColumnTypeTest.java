package dev.penstock.normalize.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What `system.columns` of ClickHouse 26.7 was seen to say of each.
class ColumnTypeTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "String",
                "Int8",
                "Int16",
                "Int32",
                "Int64",
                "Int128",
                "Int256",
                "UInt8",
                "UInt16",
                "UInt32",
                "UInt64",
                "UInt128",
                "UInt256",
                "Float32",
                "Float64",
                "Decimal(76, 10)",
                "Decimal(1, 1)",
                "Bool",
                "UUID",
                "Date",
                "Date32",
                "DateTime",
                "DateTime('Europe/Berlin')",
                "DateTime('Etc/GMT+5')",
                "DateTime64(0)",
                "DateTime64(9)",
                "DateTime64(3, 'UTC')",
                "IPv4",
                "IPv6",
                "JSON",
                "LowCardinality(String)",
                "LowCardinality(Nullable(String))",
                "LowCardinality(UUID)",
                "Nullable(JSON)",
                "Nullable(Bool)",
                "Nullable(Decimal(9, 3))",
                "Array(Nullable(Int8))",
                "Array(Array(LowCardinality(String)))",
                "Array(JSON)",
                "Array(Map(String, Array(Int8)))",
                "Map(LowCardinality(String), Nullable(Float64))",
                "Map(UUID, JSON)",
                "Map(Int256, String)",
                "Map(Date32, String)",
                "Map(DateTime64(3), String)",
                "Map(IPv6, Map(String, Int8))"
            })
    void readsWhatItWrites(String declaration) {
        assertThat(ColumnType.parse(declaration).declaration()).isEqualTo(declaration);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "' String '|String",
                "Nullable ( Decimal64( 2 ) )|Nullable(Decimal(18, 2))",
                "Decimal32(3)|Decimal(9, 3)",
                "Decimal128(0)|Decimal(38, 0)",
                "Decimal256(76)|Decimal(76, 76)",
                "Decimal(9)|Decimal(9, 0)",
                "Decimal|Decimal(10, 0)",
                "DateTime64|DateTime64(3)",
                "DateTime64(3,'UTC')|DateTime64(3, 'UTC')",
                "Map(String,Array(Int8))|Map(String, Array(Int8))",
            })
    void writesItAsClickHouseDoes(String declaration, String canonical) {
        assertThat(ColumnType.parse(declaration).declaration()).isEqualTo(canonical);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "\"\"|the name of a type is missing at character 1",
                "Int7|no type that events can fill is called Int7",
                "Enum8('a' = 1)|write LowCardinality(String)",
                "Enum('a')|write LowCardinality(String)",
                "string|write String instead of string",
                "BOOLEAN|write Bool instead of BOOLEAN",
                "int|write Int32 instead of int",
                "decimal(3,2)|write Decimal instead of decimal",
                "Timestamp|write DateTime64(3, 'UTC') instead of Timestamp",
                "FixedString(16)|write String instead of FixedString",
                "Tuple(Int8)|no type that events can fill is called Tuple",
                "AggregateFunction(sum, Int8)|no type that events can fill is called AggregateFunction",
                "String(3)|String has no parameters",
                "JSON(max_dynamic_paths=64)|JSON is taken without parameters",
                "Decimal(77, 1)|1 to 76 digits",
                "Decimal(0)|1 to 76 digits",
                "Decimal(5, 6)|at most as many behind the point",
                "Decimal32(10)|at most as many behind the point",
                "Decimal()|a number is missing",
                "Decimal32|'(' is missing",
                "DateTime64(10)|0 to 9 digits",
                "DateTime64('UTC')|a number is missing",
                "DateTime('Mars/Olympus')|no time zone is called 'Mars/Olympus'",
                "DateTime('SystemV/PST8')|no time zone is called",
                "DateTime('+02:00')|no time zone is called",
                "DateTime('UTC)|a quote is missing",
                "Nullable(Nullable(Int8))|cannot be Nullable",
                "Nullable(Array(Int8))|cannot be Nullable",
                "Nullable(Map(String, Int8))|cannot be Nullable",
                "Nullable(LowCardinality(String))|write LowCardinality(Nullable(String))",
                "LowCardinality(UInt32)|only String and UUID can be LowCardinality",
                "LowCardinality(LowCardinality(String))|only String and UUID can be LowCardinality",
                "LowCardinality(Nullable(Date))|only String and UUID can be LowCardinality",
                "LowCardinality(JSON)|only String and UUID can be LowCardinality",
                "Map(Nullable(String), Int8)|write String for the key",
                "Map(LowCardinality(Nullable(String)), Int8)|cannot be null",
                "Map(Float64, String)|write String for the key",
                "Map(JSON, String)|write String for the key",
                "Map(String)|',' is missing",
                "Array(Int8|')' is missing",
                "Array(Int8))|something follows it",
                "Int8 DEFAULT 1|something follows it",
            })
    void saysWhatToWriteInstead(String declaration, String sentence) {
        assertThatThrownBy(() -> ColumnType.parse(declaration))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(sentence);
    }

    @Test
    void depthAndLengthAreBounded() {
        assertThat(ColumnType.parse("Array(".repeat(7) + "Int8" + ")".repeat(7)))
                .isNotNull();
        assertThatThrownBy(() -> ColumnType.parse("Array(".repeat(8) + "Int8" + ")".repeat(8)))
                .hasMessageContaining("more than 8 types");
        assertThatThrownBy(() -> ColumnType.parse("Array(".repeat(100_000)))
                .hasMessageContaining("at most 500 characters");
    }
}
