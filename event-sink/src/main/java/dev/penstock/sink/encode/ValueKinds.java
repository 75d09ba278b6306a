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

/// The kind of each type.
final class ValueKinds {

    // What is documented of Date32 and DateTime64. Newer servers hold more, older ones show another time.
    private static final LocalDate FIRST_DAY = LocalDate.of(1900, 1, 1);
    private static final LocalDate LAST_DAY = LocalDate.of(2299, 12, 31);

    private static final long SECONDS_A_DAY = 86_400;

    private ValueKinds() {}

    static ValueKind of(ColumnType type) {
        return switch (type) {
            case ColumnType.Text text -> new OfText();
            case ColumnType.Json json -> new OfJson(new OfText());
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
            case ColumnType.LowCardinality low ->
                low.within() instanceof ColumnType.Nullable nullable
                        ? new OfDictionary(of(nullable.within()), true)
                        : new OfDictionary(of(low.within()), false);
        };
    }

    private static ValueKind ofWhole(ColumnType.Whole type) {
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

    private static ValueKind ofLong(long lowest, long highest, int width) {
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

    private static ValueKind ofFloating(ColumnType.Floating type) {
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

    private static ValueKind ofDecimal(ColumnType.Decimal type) {
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

    private static ValueKind ofDay(ColumnType.Day type) {
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

    private static ValueKind ofTick(ColumnType.Tick type) {
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

    /// Values of one width each.
    private record OfFixed<T>(Class<T> kind, int width, Predicate<T> holds, BiConsumer<ColumnBytes, T> writer)
            implements ValueKind {

        @Override
        public long room(@Nullable Object value) {
            return kind.isInstance(value) && holds.test(kind.cast(Objects.requireNonNull(value))) ? width : UNFIT;
        }

        @Override
        public long roomForNothing() {
            return width;
        }

        @Override
        public NativeColumn column(Buffers buffers) {
            return new FixedColumn<>(this, buffers.take());
        }
    }

    private record OfText() implements ValueKind {

        @Override
        public long room(@Nullable Object value) {
            if (!(value instanceof String text)) {
                return UNFIT;
            }
            long length = ColumnBytes.utf8Length(text);
            return length < 0 ? UNFIT : ColumnBytes.MAX_VARINT + length;
        }

        @Override
        public long roomForNothing() {
            return 1;
        }

        @Override
        public NativeColumn column(Buffers buffers) {
            return new TextColumn(buffers.take());
        }
    }

    /// Text that ClickHouse takes apart as it stores it.
    private record OfJson(ValueKind text) implements ValueKind {

        @Override
        public long room(@Nullable Object value) {
            return text.room(value);
        }

        @Override
        public long roomForNothing() {
            return text.room(JsonColumn.NOTHING);
        }

        @Override
        public NativeColumn column(Buffers buffers) {
            return new JsonColumn(text.column(buffers));
        }
    }

    private record OfDictionary(ValueKind words, boolean nullable) implements ValueKind {

        @Override
        public long room(@Nullable Object value) {
            if (value == null) {
                return nullable ? roomForNothing() : UNFIT;
            }
            long room = words.room(value);
            return room == UNFIT ? UNFIT : Integer.BYTES + room;
        }

        @Override
        public long roomForNothing() {
            return Integer.BYTES + words.roomForNothing();
        }

        @Override
        public NativeColumn column(Buffers buffers) {
            return new DictionaryColumn(words.column(buffers), nullable, buffers);
        }
    }

    private record OfNullable(ValueKind within) implements ValueKind {

        @Override
        public long room(@Nullable Object value) {
            if (value == null) {
                return roomForNothing();
            }
            long room = within.room(value);
            return room == UNFIT ? UNFIT : 1 + room;
        }

        @Override
        public long roomForNothing() {
            return 1 + within.roomForNothing();
        }

        @Override
        public NativeColumn column(Buffers buffers) {
            return new NullableColumn(buffers.take(), within.column(buffers));
        }
    }

    /// Of an array, and of a map, which is an array of entries.
    private record OfList(ValueKind element) implements ValueKind {

        @Override
        public long room(@Nullable Object value) {
            if (!(value instanceof List<?> elements)) {
                return UNFIT;
            }
            long room = Long.BYTES;
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
        public long roomForNothing() {
            return Long.BYTES;
        }

        @Override
        public NativeColumn column(Buffers buffers) {
            return new ListColumn(buffers.take(), element.column(buffers));
        }
    }

    private record OfEntry(ValueKind key, ValueKind value) implements ValueKind {

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
        public long roomForNothing() {
            return key.roomForNothing() + value.roomForNothing();
        }

        @Override
        public NativeColumn column(Buffers buffers) {
            return new EntryColumn(key.column(buffers), value.column(buffers));
        }
    }

    private record FixedColumn<T>(OfFixed<T> kind, ColumnBytes bytes) implements NativeColumn {

        @Override
        public void append(@Nullable Object value) {
            bytes.reserve(kind.width());
            kind.writer().accept(bytes, kind.kind().cast(Objects.requireNonNull(value)));
        }

        @Override
        public void appendNothing() {
            bytes.reserve(kind.width());
            for (int i = 0; i < kind.width(); i++) {
                bytes.writeByte(0);
            }
        }

        @Override
        public void writeForm(ColumnBytes head) {
            // There is one.
        }

        @Override
        public void collect(List<ColumnBytes> parts) {
            parts.add(bytes);
        }
    }

    private record TextColumn(ColumnBytes bytes) implements NativeColumn {

        @Override
        public void append(@Nullable Object value) {
            bytes.writeString((String) Objects.requireNonNull(value));
        }

        @Override
        public void appendNothing() {
            bytes.writeString("");
        }

        @Override
        public void writeForm(ColumnBytes head) {
            // There is one.
        }

        @Override
        public void collect(List<ColumnBytes> parts) {
            parts.add(bytes);
        }
    }

    private record JsonColumn(NativeColumn text) implements NativeColumn {

        static final String NOTHING = "{}";

        // Of the forms of a JSON column, the one of texts.
        private static final long AS_TEXT = 1;

        @Override
        public void append(@Nullable Object value) {
            text.append(value);
        }

        @Override
        public void appendNothing() {
            text.append(NOTHING);
        }

        @Override
        public void writeForm(ColumnBytes head) {
            head.reserve(Long.BYTES);
            head.writeLong(AS_TEXT);
        }

        @Override
        public void collect(List<ColumnBytes> parts) {
            text.collect(parts);
        }
    }

    /// First which are null, then a value for each, of those too.
    private record NullableColumn(ColumnBytes nulls, NativeColumn within) implements NativeColumn {

        @Override
        public void append(@Nullable Object value) {
            if (value == null) {
                appendNothing();
            } else {
                nulls.reserve(1);
                nulls.writeByte(0);
                within.append(value);
            }
        }

        @Override
        public void appendNothing() {
            nulls.reserve(1);
            nulls.writeByte(1);
            within.appendNothing();
        }

        @Override
        public void writeForm(ColumnBytes head) {
            within.writeForm(head);
        }

        @Override
        public void collect(List<ColumnBytes> parts) {
            parts.add(nulls);
            within.collect(parts);
        }
    }

    /// First where each list ends, counted in elements from the first of all, then the elements.
    private static final class ListColumn implements NativeColumn {

        private final ColumnBytes ends;
        private final NativeColumn elements;
        private long end;

        ListColumn(ColumnBytes ends, NativeColumn elements) {
            this.ends = ends;
            this.elements = elements;
        }

        @Override
        public void append(@Nullable Object value) {
            List<?> list = (List<?>) Objects.requireNonNull(value);
            for (int i = 0; i < list.size(); i++) {
                elements.append(list.get(i));
            }
            end += list.size();
            writeEnd();
        }

        @Override
        public void appendNothing() {
            writeEnd();
        }

        private void writeEnd() {
            ends.reserve(Long.BYTES);
            ends.writeLong(end);
        }

        @Override
        public void writeForm(ColumnBytes head) {
            elements.writeForm(head);
        }

        @Override
        public void collect(List<ColumnBytes> parts) {
            parts.add(ends);
            elements.collect(parts);
        }
    }

    private record EntryColumn(NativeColumn keys, NativeColumn values) implements NativeColumn {

        @Override
        public void append(@Nullable Object value) {
            Map.Entry<?, ?> pair = (Map.Entry<?, ?>) Objects.requireNonNull(value);
            keys.append(pair.getKey());
            values.append(pair.getValue());
        }

        @Override
        public void appendNothing() {
            keys.appendNothing();
            values.appendNothing();
        }

        @Override
        public void writeForm(ColumnBytes head) {
            keys.writeForm(head);
            values.writeForm(head);
        }

        @Override
        public void collect(List<ColumnBytes> parts) {
            keys.collect(parts);
            values.collect(parts);
        }
    }
}
