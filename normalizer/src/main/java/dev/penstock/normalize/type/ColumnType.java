package dev.penstock.normalize.type;

/// The type of a column, and what a value of it is in Java. Whoever makes values keeps to that; whoever encodes them
/// trusts it.
///
/// There is no Enum: ClickHouse takes a number without a name and cannot read the row any more. What a type does not
/// allow within, ClickHouse does not allow (as 26.7 was seen to do).
public sealed interface ColumnType {

    /// As `system.columns` spells it.
    String declaration();

    /// Reads a declaration as a `CREATE TABLE` has it: `Nullable( Decimal64(2) )` is `Nullable(Decimal(18, 2))`.
    ///
    /// @throws IllegalArgumentException saying what is wrong and what to write instead: a type ClickHouse refuses in a
    ///     table, or one that events cannot fill
    static ColumnType parse(String declaration) {
        return new TypeReader(declaration).read();
    }

    /// `String`. A [String] without lone surrogates.
    record Text() implements ColumnType {

        @Override
        public String declaration() {
            return "String";
        }
    }

    /// `Int8` to `Int256`, `UInt8` to `UInt256`. A [Long] up to 64 bits (of a `UInt64` its bits), a
    /// [java.math.BigInteger] beyond.
    ///
    /// @param bits 8, 16, 32, 64, 128 or 256
    record Whole(int bits, boolean signed) implements ColumnType {

        public Whole {
            if (Integer.bitCount(bits) != 1 || bits < 8 || bits > 256) {
                throw new IllegalArgumentException("an integer has 8, 16, 32, 64, 128 or 256 bits: " + bits);
            }
        }

        @Override
        public String declaration() {
            return (signed ? "Int" : "UInt") + bits;
        }
    }

    /// `Float32`, `Float64`. A [Double], finite; of a `Float32` finite as a float too.
    ///
    /// @param bits 32 or 64
    record Floating(int bits) implements ColumnType {

        public Floating {
            if (bits != 32 && bits != 64) {
                throw new IllegalArgumentException("a float has 32 or 64 bits: " + bits);
            }
        }

        @Override
        public String declaration() {
            return "Float" + bits;
        }
    }

    /// `Decimal(P, S)`. A [java.math.BigInteger]: the value times ten to the power of the scale.
    ///
    /// @param precision digits in all, 1 to 76
    /// @param scale digits behind the point, 0 to the precision
    record Decimal(int precision, int scale) implements ColumnType {

        public Decimal {
            if (precision < 1 || precision > 76 || scale < 0 || scale > precision) {
                throw new IllegalArgumentException(
                        "a Decimal has 1 to 76 digits, and at most as many behind the point: Decimal(" + precision
                                + ", " + scale + ")");
            }
        }

        @Override
        public String declaration() {
            return "Decimal(" + precision + ", " + scale + ")";
        }
    }

    /// `Bool`. A [Boolean].
    record Bool() implements ColumnType {

        @Override
        public String declaration() {
            return "Bool";
        }
    }

    /// `UUID`. A [java.util.UUID].
    record Uuid() implements ColumnType {

        @Override
        public String declaration() {
            return "UUID";
        }
    }

    /// `Date` (1970 to 2149) or `Date32` (1900 to 2299). An [Integer]: days since 1970-01-01.
    record Day(boolean wide) implements ColumnType {

        @Override
        public String declaration() {
            return wide ? "Date32" : "Date";
        }
    }

    /// `DateTime`. A [Long]: seconds since 1970, 0 to 2^32 - 1.
    ///
    /// @param zone for display, empty for the server's
    record Second(String zone) implements ColumnType {

        @Override
        public String declaration() {
            return zone.isEmpty() ? "DateTime" : "DateTime('" + zone + "')";
        }
    }

    /// `DateTime64`. A [Long]: ticks of ten to the minus `precision` seconds since 1970.
    ///
    /// @param precision 0 to 9
    /// @param zone for display, empty for the server's
    record Tick(int precision, String zone) implements ColumnType {

        public Tick {
            if (precision < 0 || precision > 9) {
                throw new IllegalArgumentException(
                        "a DateTime64 has 0 to 9 digits behind the second: DateTime64(" + precision + ")");
            }
        }

        @Override
        public String declaration() {
            return "DateTime64(" + precision + (zone.isEmpty() ? ")" : ", '" + zone + "')");
        }
    }

    /// `IPv4`. An [Integer]: the address's bits.
    record Ipv4() implements ColumnType {

        @Override
        public String declaration() {
            return "IPv4";
        }
    }

    /// `IPv6`. A [dev.penstock.model.event.SourceAddress].
    record Ipv6() implements ColumnType {

        @Override
        public String declaration() {
            return "IPv6";
        }
    }

    /// `JSON`. A [String]: the text of a JSON object.
    record Json() implements ColumnType {

        @Override
        public String declaration() {
            return "JSON";
        }
    }

    /// `Array(T)`. A [List] of the element's values.
    record Array(ColumnType element) implements ColumnType {

        @Override
        public String declaration() {
            return "Array(" + element.declaration() + ")";
        }
    }

    /// `Map(K, V)`. A [List] of [java.util.Map.Entry], in the order of the event.
    record Mapping(ColumnType key, ColumnType value) implements ColumnType {

        public Mapping {
            if (key instanceof Nullable || (key instanceof LowCardinality low && low.within() instanceof Nullable)) {
                throw new IllegalArgumentException("the key of a Map cannot be null: " + key.declaration());
            }
        }

        @Override
        public String declaration() {
            return "Map(" + key.declaration() + ", " + value.declaration() + ")";
        }
    }

    /// `Nullable(T)`. Null, or a value of the type within.
    record Nullable(ColumnType within) implements ColumnType {

        public Nullable {
            if (within instanceof LowCardinality low) {
                throw new IllegalArgumentException("write LowCardinality(Nullable("
                        + low.within().declaration() + ")) instead of Nullable(" + within.declaration() + ")");
            }
            if (within instanceof Nullable || within instanceof Array || within instanceof Mapping) {
                throw new IllegalArgumentException(within.declaration() + " cannot be Nullable: write it without");
            }
        }

        @Override
        public String declaration() {
            return "Nullable(" + within.declaration() + ")";
        }
    }

    /// `LowCardinality(T)`. A value of the type within.
    record LowCardinality(ColumnType within) implements ColumnType {

        public LowCardinality {
            ColumnType words = within instanceof Nullable nullable ? nullable.within() : within;
            if (!(words instanceof Text || words instanceof Uuid)) {
                throw new IllegalArgumentException(
                        "only String and UUID can be LowCardinality: write " + within.declaration() + " without");
            }
        }

        @Override
        public String declaration() {
            return "LowCardinality(" + within.declaration() + ")";
        }
    }
}
