package dev.penstock.sink;

import dev.penstock.model.event.SourceAddress;
import dev.penstock.normalize.type.ColumnType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Values of every type, at its borders and at random, and what each is as text: as Java says it, and the expression
/// by which ClickHouse is asked for it. Text without tabs and line feeds: strings are written in hexadecimal.
public final class TypedValues {

    private static final ColumnType TEXT = new ColumnType.Text();
    private static final ColumnType JSON = new ColumnType.Json();
    private static final ColumnType UUID_TYPE = new ColumnType.Uuid();
    private static final ColumnType DOUBLE = new ColumnType.Floating(64);
    private static final ColumnType MONEY = new ColumnType.Decimal(18, 4);

    private static final List<ColumnType> SCALARS = List.of(
            TEXT,
            new ColumnType.Whole(8, true),
            new ColumnType.Whole(16, true),
            new ColumnType.Whole(32, true),
            new ColumnType.Whole(64, true),
            new ColumnType.Whole(128, true),
            new ColumnType.Whole(256, true),
            new ColumnType.Whole(8, false),
            new ColumnType.Whole(16, false),
            new ColumnType.Whole(32, false),
            new ColumnType.Whole(64, false),
            new ColumnType.Whole(128, false),
            new ColumnType.Whole(256, false),
            new ColumnType.Floating(32),
            DOUBLE,
            new ColumnType.Decimal(1, 0),
            new ColumnType.Decimal(9, 9),
            new ColumnType.Decimal(10, 2),
            MONEY,
            new ColumnType.Decimal(19, 0),
            new ColumnType.Decimal(38, 10),
            new ColumnType.Decimal(39, 39),
            new ColumnType.Decimal(76, 30),
            new ColumnType.Bool(),
            UUID_TYPE,
            new ColumnType.Day(false),
            new ColumnType.Day(true),
            new ColumnType.Second(""),
            new ColumnType.Second("Europe/Berlin"),
            new ColumnType.Tick(0, "UTC"),
            new ColumnType.Tick(3, ""),
            new ColumnType.Tick(6, "America/St_Johns"),
            new ColumnType.Tick(9, "UTC"),
            new ColumnType.Ipv4(),
            new ColumnType.Ipv6(),
            JSON);

    private static final List<ColumnType> COMPOUNDS = List.of(
            new ColumnType.LowCardinality(TEXT),
            new ColumnType.LowCardinality(new ColumnType.Nullable(TEXT)),
            new ColumnType.Array(TEXT),
            new ColumnType.Array(JSON),
            new ColumnType.Array(new ColumnType.Array(new ColumnType.Whole(32, true))),
            new ColumnType.Array(new ColumnType.Nullable(MONEY)),
            new ColumnType.Array(new ColumnType.LowCardinality(new ColumnType.Nullable(TEXT))),
            new ColumnType.Array(new ColumnType.Mapping(TEXT, new ColumnType.Whole(256, false))),
            new ColumnType.Mapping(TEXT, TEXT),
            new ColumnType.Mapping(new ColumnType.LowCardinality(TEXT), new ColumnType.Array(DOUBLE)),
            new ColumnType.Mapping(UUID_TYPE, new ColumnType.Nullable(new ColumnType.Tick(3, "UTC"))),
            new ColumnType.Mapping(new ColumnType.Whole(16, false), new ColumnType.Mapping(TEXT, MONEY)));

    /// Every type, each scalar one also nullable.
    public static final List<ColumnType> TYPES = Stream.of(
                    SCALARS.stream(), SCALARS.stream().map(ColumnType.Nullable::new), COMPOUNDS.stream())
            .<ColumnType>flatMap(types -> types)
            .toList();

    private TypedValues() {}

    /// The values at the borders of a type.
    public static List<@Nullable Object> borders(ColumnType type) {
        return switch (type) {
            case ColumnType.Text text ->
                List.of(
                        "",
                        "\0",
                        "\n\n\t\\'\"",
                        "x".repeat(127),
                        "x".repeat(128),
                        "é".repeat(8192),
                        "\u007f\u0080\u07ff\u0800\ud7ff\ue000\uffff",
                        "\ud800\udc00 \ud83d\ude00 \udbff\udfff");
            case ColumnType.Json json -> List.of("{}", "{\"a\":{\"b\":{\"c\":1}}}", "{\"a\":[1,2,3]}");
            case ColumnType.Whole whole -> whole(whole);
            case ColumnType.Floating floating ->
                floating.bits() == 32
                        ? List.of(0.0, -0.0, (double) Float.MIN_VALUE, (double) Float.MAX_VALUE, 0.1, -1e-30)
                        : List.of(0.0, -0.0, Double.MIN_VALUE, Double.MAX_VALUE, 0.1, -1e-300);
            case ColumnType.Decimal decimal -> {
                BigInteger most = BigInteger.TEN.pow(decimal.precision()).subtract(BigInteger.ONE);
                yield List.of(
                        most, most.negate(), BigInteger.ZERO, BigInteger.ONE, BigInteger.ONE.negate(), BigInteger.TWO);
            }
            case ColumnType.Bool bool -> List.of(true, false);
            case ColumnType.Uuid uuid -> List.of(new UUID(0, 0), new UUID(-1, -1), new UUID(1, 2), new UUID(-2, 1));
            case ColumnType.Day day ->
                day.wide()
                        ? List.of(epochDay(1900, 1, 1), epochDay(2299, 12, 31), -1, 0, 1)
                        : List.of(0, 1, 0x7FFF, 0x8000, 0xFFFF);
            case ColumnType.Second second -> List.of(0L, 1L, 0x7FFF_FFFFL, 0x8000_0000L, 0xFFFF_FFFFL);
            case ColumnType.Tick tick -> {
                long second = (long) Math.pow(10, tick.precision());
                yield tick.precision() == 9
                        ? List.of(0L, 1L, -1L, Long.MAX_VALUE, epochDay(1900, 1, 1) * 86_400L * second)
                        : List.of(
                                0L,
                                1L,
                                -1L,
                                epochDay(1900, 1, 1) * 86_400L * second,
                                epochDay(2300, 1, 1) * 86_400L * second - 1);
            }
            case ColumnType.Ipv4 ipv4 -> List.of(0, -1, 0x01020304, Integer.MIN_VALUE);
            case ColumnType.Ipv6 ipv6 ->
                List.of(SourceAddress.UNKNOWN, new SourceAddress(-1, -1), new SourceAddress(0x20010db8L << 32, 1));
            case ColumnType.Array array ->
                List.of(
                        List.of(),
                        borders(array.element()),
                        borders(array.element()).reversed());
            case ColumnType.Mapping mapping -> {
                List<@Nullable Object> keys = borders(mapping.key());
                List<@Nullable Object> values = borders(mapping.value());
                yield List.of(
                        List.of(),
                        IntStream.range(0, keys.size())
                                .mapToObj(i -> entry(keys.get(i), values.get(i % values.size())))
                                .toList());
            }
            case ColumnType.Nullable nullable -> {
                List<@Nullable Object> values = new ArrayList<>(borders(nullable.within()));
                values.add(null);
                yield values;
            }
            case ColumnType.LowCardinality low -> borders(low.within());
        };
    }

    /// A value of a type.
    public static @Nullable Object random(ColumnType type, Random random) {
        return switch (type) {
            case ColumnType.Text text -> text(random);
            case ColumnType.Json json -> json(random, 0);
            case ColumnType.Whole whole ->
                whole.bits() > 64 ? wide(whole, random) : narrow(whole, random.nextLong() >> random.nextInt(64));
            case ColumnType.Floating floating ->
                floating.bits() == 32
                        ? (double) (random.nextFloat() * 1e6f - 5e5f)
                        : random.nextGaussian() * Math.pow(10, random.nextInt(200) - 100);
            case ColumnType.Decimal decimal -> {
                BigInteger most = BigInteger.TEN.pow(1 + random.nextInt(decimal.precision()));
                BigInteger value = new BigInteger(256, random).mod(most);
                yield random.nextBoolean() ? value : value.negate();
            }
            case ColumnType.Bool bool -> random.nextBoolean();
            case ColumnType.Uuid uuid -> new UUID(random.nextLong(), random.nextLong());
            case ColumnType.Day day ->
                day.wide() ? random.nextInt(epochDay(1900, 1, 1), epochDay(2300, 1, 1)) : random.nextInt(0x10000);
            case ColumnType.Second second -> random.nextLong(1L << 32);
            case ColumnType.Tick tick ->
                random.nextLong(-1_000_000_000L, 4_000_000_000L) * (long) Math.pow(10, tick.precision())
                        + random.nextLong((long) Math.pow(10, tick.precision()));
            case ColumnType.Ipv4 ipv4 -> random.nextInt();
            case ColumnType.Ipv6 ipv6 -> new SourceAddress(random.nextLong(), random.nextLong());
            case ColumnType.Array array ->
                Stream.generate(() -> random(array.element(), random))
                        .limit(random.nextInt(5))
                        .toList();
            case ColumnType.Mapping mapping ->
                Stream.generate(() -> entry(random(mapping.key(), random), random(mapping.value(), random)))
                        .limit(random.nextInt(4))
                        .toList();
            case ColumnType.Nullable nullable -> random.nextInt(4) == 0 ? null : random(nullable.within(), random);
            case ColumnType.LowCardinality low -> random(low.within(), random);
        };
    }

    /// What Java says of a value.
    public static String text(ColumnType type, @Nullable Object value) {
        return switch (type) {
            case ColumnType.Text text -> hex((String) value);
            case ColumnType.Json json -> hex((String) value);
            case ColumnType.Whole whole ->
                whole.bits() == 64 && !whole.signed() ? Long.toUnsignedString((Long) value) : String.valueOf(value);
            case ColumnType.Floating floating ->
                HexFormat.of()
                        .withUpperCase()
                        .formatHex(
                                floating.bits() == 32
                                        ? littleEndian(Float.floatToIntBits(((Double) value).floatValue()), 4)
                                        : littleEndian(Double.doubleToLongBits((Double) value), 8));
            case ColumnType.Decimal decimal ->
                new BigDecimal((BigInteger) value, decimal.scale())
                        .stripTrailingZeros()
                        .toPlainString();
            case ColumnType.Bool bool -> String.valueOf(value);
            case ColumnType.Uuid uuid -> String.valueOf(value);
            case ColumnType.Day day ->
                LocalDate.ofEpochDay(((Integer) value).longValue()).toString();
            case ColumnType.Second second -> time((Long) value, 0);
            case ColumnType.Tick tick -> time((Long) value, tick.precision());
            case ColumnType.Ipv4 ipv4 -> {
                int bits = (Integer) value;
                yield (bits >>> 24) + "." + ((bits >> 16) & 255) + "." + ((bits >> 8) & 255) + "." + (bits & 255);
            }
            case ColumnType.Ipv6 ipv6 -> {
                SourceAddress address = (SourceAddress) value;
                HexFormat format = HexFormat.of().withUpperCase();
                yield format.toHexDigits(address.high()) + format.toHexDigits(address.low());
            }
            case ColumnType.Array array ->
                "["
                        + String.join(
                                ",",
                                ((List<?>) value)
                                        .stream()
                                                .map(element -> text(array.element(), element))
                                                .toList())
                        + "]";
            case ColumnType.Mapping mapping ->
                "{"
                        + String.join(
                                ",",
                                ((List<?>) value)
                                        .stream()
                                                .map(entry -> text(mapping.key(), ((Map.Entry<?, ?>) entry).getKey())
                                                        + ":"
                                                        + text(mapping.value(), ((Map.Entry<?, ?>) entry).getValue()))
                                                .toList())
                        + "}";
            case ColumnType.Nullable nullable -> value == null ? "NULL" : text(nullable.within(), value);
            case ColumnType.LowCardinality low -> text(low.within(), value);
        };
    }

    /// How ClickHouse is asked for the same text.
    ///
    /// @param column an expression of the type
    public static String expression(ColumnType type, String column) {
        return expression(type, column, 0);
    }

    private static String expression(ColumnType type, String column, int depth) {
        return switch (type) {
            case ColumnType.Text text -> "hex(" + column + ")";
            case ColumnType.Json json -> "hex(toString(" + column + "))";
            case ColumnType.Floating floating -> "hex(" + column + ")";
            case ColumnType.Ipv6 ipv6 -> "hex(" + column + ")";
            case ColumnType.Second second -> "toString(" + column + ", 'UTC')";
            case ColumnType.Tick tick -> "toString(" + column + ", 'UTC')";
            case ColumnType.Whole whole -> "toString(" + column + ")";
            case ColumnType.Decimal decimal -> "toString(" + column + ")";
            case ColumnType.Bool bool -> "toString(" + column + ")";
            case ColumnType.Uuid uuid -> "toString(" + column + ")";
            case ColumnType.Day day -> "toString(" + column + ")";
            case ColumnType.Ipv4 ipv4 -> "toString(" + column + ")";
            case ColumnType.Array array ->
                "concat('[', arrayStringConcat(arrayMap(x%1$d -> %2$s, %3$s), ','), ']')"
                        .formatted(depth, expression(array.element(), "x" + depth, depth + 1), column);
            case ColumnType.Mapping mapping ->
                "concat('{', arrayStringConcat(arrayMap((k%1$d, v%1$d) -> concat(%2$s, ':', %3$s), mapKeys(%4$s), mapValues(%4$s)), ','), '}')"
                        .formatted(
                                depth,
                                expression(mapping.key(), "k" + depth, depth + 1),
                                expression(mapping.value(), "v" + depth, depth + 1),
                                column);
            case ColumnType.Nullable nullable -> "ifNull(" + expression(nullable.within(), column, depth) + ", 'NULL')";
            case ColumnType.LowCardinality low -> expression(low.within(), column, depth);
        };
    }

    private static List<@Nullable Object> whole(ColumnType.Whole type) {
        if (type.bits() <= 64) {
            LongStream borders = type.signed() || type.bits() == 64
                    ? LongStream.of(0, 1, -1, -1L << (type.bits() - 1), ~(-1L << (type.bits() - 1)))
                    : LongStream.of(0, 1, (1L << type.bits()) - 1, 1L << (type.bits() - 1));
            return borders.<@Nullable Object>mapToObj(Long::valueOf).toList();
        }
        BigInteger end = BigInteger.TWO.pow(type.signed() ? type.bits() - 1 : type.bits());
        BigInteger most = end.subtract(BigInteger.ONE);
        BigInteger half = BigInteger.TWO.pow(63);
        return type.signed()
                ? List.of(
                        BigInteger.ZERO,
                        BigInteger.ONE.negate(),
                        end.negate(),
                        most,
                        half,
                        half.negate(),
                        half.subtract(BigInteger.ONE),
                        half.negate().subtract(BigInteger.ONE))
                : List.of(
                        BigInteger.ZERO, BigInteger.ONE, most, half, half.subtract(BigInteger.ONE), half.shiftLeft(1));
    }

    private static long narrow(ColumnType.Whole type, long value) {
        int spare = 64 - type.bits();
        return type.signed() ? (value << spare) >> spare : (value << spare) >>> spare;
    }

    private static BigInteger wide(ColumnType.Whole type, Random random) {
        BigInteger value = new BigInteger(1 + random.nextInt(type.bits() - 1), random);
        return type.signed() && random.nextBoolean() ? value.negate() : value;
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(20);
        for (int i = 0; i < length; i++) {
            int point = switch (random.nextInt(4)) {
                case 0 -> random.nextInt(0x800);
                case 1 -> random.nextInt(0xE000, 0x10000);
                case 2 -> random.nextInt(0x10000, 0x110000);
                default -> random.nextInt(0x80);
            };
            text.appendCodePoint(point);
        }
        return text.toString();
    }

    // As ClickHouse writes it: without blanks, its keys in order, no empty object within another.
    private static String json(Random random, int depth) {
        TreeSet<String> keys = new TreeSet<>();
        for (int i = 0; i < 1 + random.nextInt(3); i++) {
            keys.add(String.valueOf((char) ('a' + random.nextInt(26))));
        }
        List<String> fields = new ArrayList<>();
        for (String key : keys) {
            String value = switch (random.nextInt(depth < 2 ? 4 : 3)) {
                case 0 -> Long.toString(random.nextInt());
                case 1 -> "\"ü " + random.nextInt(100) + "\"";
                case 2 -> Boolean.toString(random.nextBoolean());
                default -> json(random, depth + 1);
            };
            fields.add("\"" + key + "\":" + value);
        }
        return "{" + String.join(",", fields) + "}";
    }

    private static Object entry(@Nullable Object key, @Nullable Object value) {
        return new SimpleImmutableEntry<>(key, value);
    }

    private static String time(long ticks, int precision) {
        long second = (long) Math.pow(10, precision);
        Instant time = Instant.ofEpochSecond(Math.floorDiv(ticks, second));
        String text = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss")
                .withZone(ZoneOffset.UTC)
                .format(time);
        return precision == 0 ? text : text + "." + ("%0" + precision + "d").formatted(Math.floorMod(ticks, second));
    }

    private static int epochDay(int year, int month, int day) {
        return (int) LocalDate.of(year, month, day).toEpochDay();
    }

    private static String hex(String text) {
        return HexFormat.of().withUpperCase().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] littleEndian(long bits, int width) {
        byte[] bytes = new byte[width];
        for (int i = 0; i < width; i++) {
            bytes[i] = (byte) (bits >> (8 * i));
        }
        return bytes;
    }
}
