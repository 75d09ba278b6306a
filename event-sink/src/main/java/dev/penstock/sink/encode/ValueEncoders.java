package dev.penstock.sink.encode;

import dev.penstock.model.event.SourceAddress;
import dev.penstock.normalize.type.ColumnType;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The encoder of each type.
final class ValueEncoders {

    // What is documented of Date32 and DateTime64. Newer servers hold more, older ones show another time.
    private static final LocalDate FIRST_DAY = LocalDate.of(1900, 1, 1);
    private static final LocalDate LAST_DAY = LocalDate.of(2299, 12, 31);

    private static final long SECONDS_A_DAY = 86_400;

    private ValueEncoders() {}

    static ValueEncoder of(ColumnType type) {
        return switch (type) {
            case ColumnType.Text text -> new OfText();
            case ColumnType.Json json -> new OfText();
            case ColumnType.Whole whole -> ofWhole(whole);
            case ColumnType.Floating floating -> ofFloating(floating);
            case ColumnType.Decimal decimal -> ofDecimal(decimal);
            case ColumnType.Bool bool ->
                new OfFixed<>(
                        Boolean.class, 1, value -> true, (out, value) -> out.writeByte(value.booleanValue() ? 1 : 0));
            case ColumnType.Uuid uuid ->
                new OfFixed<>(UUID.class, 16, value -> true, (out, value) -> {
                    out.writeLong(value.getMostSignificantBits());
                    out.writeLong(value.getLeastSignificantBits());
                });
            case ColumnType.Day day -> ofDay(day);
            case ColumnType.Second second -> ofLong(0, 0xFFFF_FFFFL, Integer.BYTES);
            case ColumnType.Tick tick -> ofTick(tick);
            case ColumnType.Ipv4 ipv4 ->
                new OfFixed<>(Integer.class, 4, value -> true, (out, value) -> out.writeInt(value.intValue()));
            case ColumnType.Ipv6 ipv6 ->
                new OfFixed<>(SourceAddress.class, SourceAddress.BYTES, value -> true, (out, value) -> {
                    out.writeBigEndianLong(value.high());
                    out.writeBigEndianLong(value.low());
                });
            case ColumnType.Array array -> new OfList(of(array.element()));
            case ColumnType.Mapping mapping -> new OfList(new OfEntry(of(mapping.key()), of(mapping.value())));
            case ColumnType.Nullable nullable -> new OfNullable(of(nullable.within()));
            // In this format a value looks the same with and without a dictionary.
            case ColumnType.LowCardinality low -> of(low.within());
        };
    }

    private static ValueEncoder ofWhole(ColumnType.Whole type) {
        int width = type.bits() / Byte.SIZE;
        if (type.bits() > Long.SIZE) {
            // The largest unsigned number needs a bit more than the bits that a signed one has beside its sign.
            int mostBits = type.signed() ? type.bits() - 1 : type.bits();
            return new OfFixed<>(
                    BigInteger.class,
                    width,
                    value -> value.bitLength() <= mostBits && (type.signed() || value.signum() >= 0),
                    (out, value) -> out.writeWide(value, width));
        }
        if (type.signed() || type.bits() == Long.SIZE) {
            long lowest = -1L << (type.bits() - 1);
            return ofLong(lowest, ~lowest, width);
        }
        return ofLong(0, (1L << type.bits()) - 1, width);
    }

    private static ValueEncoder ofLong(long lowest, long highest, int width) {
        return new OfFixed<>(
                Long.class,
                width,
                value -> value >= lowest && value <= highest,
                switch (width) {
                    case Byte.BYTES -> (out, value) -> out.writeByte(value.intValue());
                    case Short.BYTES -> (out, value) -> out.writeShort(value.intValue());
                    case Integer.BYTES -> (out, value) -> out.writeInt(value.intValue());
                    case Long.BYTES -> (out, value) -> out.writeLong(value);
                    default -> throw new IllegalArgumentException("no whole number has " + width + " bytes");
                });
    }

    private static ValueEncoder ofFloating(ColumnType.Floating type) {
        return switch (type.bits()) {
            case Float.SIZE ->
                new OfFixed<>(
                        Double.class,
                        Float.BYTES,
                        value -> Float.isFinite(value.floatValue()),
                        (out, value) -> out.writeInt(Float.floatToIntBits(value.floatValue())));
            case Double.SIZE ->
                new OfFixed<>(
                        Double.class,
                        Double.BYTES,
                        value -> Double.isFinite(value),
                        (out, value) -> out.writeLong(Double.doubleToLongBits(value)));
            default -> throw new IllegalArgumentException("no floating number has " + type.bits() + " bits");
        };
    }

    private static ValueEncoder ofDecimal(ColumnType.Decimal type) {
        int precision = type.precision();
        int width = precision <= 9 ? 4 : precision <= 18 ? 8 : precision <= 38 ? 16 : 32;
        BigInteger end = BigInteger.TEN.pow(precision);
        BigInteger start = end.negate();
        return new OfFixed<>(
                BigInteger.class,
                width,
                value -> value.compareTo(start) > 0 && value.compareTo(end) < 0,
                (out, value) -> out.writeWide(value, width));
    }

    private static ValueEncoder ofDay(ColumnType.Day type) {
        if (type.wide()) {
            return new OfFixed<>(
                    Integer.class,
                    Integer.BYTES,
                    value -> value >= FIRST_DAY.toEpochDay() && value <= LAST_DAY.toEpochDay(),
                    (out, value) -> out.writeInt(value));
        }
        return new OfFixed<>(
                Integer.class,
                Short.BYTES,
                value -> value >= 0 && value <= 0xFFFF,
                (out, value) -> out.writeShort(value));
    }

    private static ValueEncoder ofTick(ColumnType.Tick type) {
        BigInteger ticksADay = BigInteger.TEN.pow(type.precision()).multiply(BigInteger.valueOf(SECONDS_A_DAY));
        BigInteger first = ticksADay.multiply(BigInteger.valueOf(FIRST_DAY.toEpochDay()));
        BigInteger last = ticksADay
                .multiply(BigInteger.valueOf(LAST_DAY.toEpochDay() + 1))
                .subtract(BigInteger.ONE);
        // Nanoseconds end sooner, where a long does.
        return ofLong(
                first.max(BigInteger.valueOf(Long.MIN_VALUE)).longValueExact(),
                last.min(BigInteger.valueOf(Long.MAX_VALUE)).longValueExact(),
                Long.BYTES);
    }

    private record OfFixed<T>(Class<T> kind, int width, Predicate<T> holds, BiConsumer<RowBinary, T> writer)
            implements ValueEncoder {

        @Override
        public long room(@Nullable Object value) {
            return kind.isInstance(value) && holds.test(kind.cast(Objects.requireNonNull(value))) ? width : UNFIT;
        }

        @Override
        public void write(RowBinary out, @Nullable Object value) {
            writer.accept(out, kind.cast(Objects.requireNonNull(value)));
        }
    }

    private record OfText() implements ValueEncoder {

        @Override
        public long room(@Nullable Object value) {
            if (!(value instanceof String text)) {
                return UNFIT;
            }
            long length = RowBinary.utf8Length(text);
            return length < 0 ? UNFIT : RowBinary.varintLength(length) + length;
        }

        @Override
        public void write(RowBinary out, @Nullable Object value) {
            out.writeString((String) Objects.requireNonNull(value));
        }
    }

    private record OfNullable(ValueEncoder within) implements ValueEncoder {

        @Override
        public long room(@Nullable Object value) {
            if (value == null) {
                return 1;
            }
            long room = within.room(value);
            return room == UNFIT ? UNFIT : 1 + room;
        }

        @Override
        public void write(RowBinary out, @Nullable Object value) {
            out.writeByte(value == null ? 1 : 0);
            if (value != null) {
                within.write(out, value);
            }
        }
    }

    /// Of an array, and of a map, which is an array of entries.
    private record OfList(ValueEncoder element) implements ValueEncoder {

        @Override
        public long room(@Nullable Object value) {
            if (!(value instanceof List<?> elements)) {
                return UNFIT;
            }
            long room = RowBinary.varintLength(elements.size());
            for (int i = 0; i < elements.size(); i++) {
                long needed = element.room(elements.get(i));
                if (needed == UNFIT) {
                    return UNFIT;
                }
                room += needed;
            }
            return room;
        }

        @Override
        public void write(RowBinary out, @Nullable Object value) {
            List<?> elements = (List<?>) Objects.requireNonNull(value);
            out.writeVarint(elements.size());
            for (int i = 0; i < elements.size(); i++) {
                element.write(out, elements.get(i));
            }
        }
    }

    private record OfEntry(ValueEncoder key, ValueEncoder value) implements ValueEncoder {

        @Override
        public long room(@Nullable Object entry) {
            if (!(entry instanceof Map.Entry<?, ?> pair)) {
                return UNFIT;
            }
            long first = key.room(pair.getKey());
            long second = value.room(pair.getValue());
            return first == UNFIT || second == UNFIT ? UNFIT : first + second;
        }

        @Override
        public void write(RowBinary out, @Nullable Object entry) {
            Map.Entry<?, ?> pair = (Map.Entry<?, ?>) Objects.requireNonNull(entry);
            key.write(out, pair.getKey());
            value.write(out, pair.getValue());
        }
    }
}
