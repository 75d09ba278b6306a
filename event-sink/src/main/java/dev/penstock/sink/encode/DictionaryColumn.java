package dev.penstock.sink.encode;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A column that has each different value once, in the order of their first row, and then for each row which one it is.
final class DictionaryColumn implements NativeColumn {

    // The only form there is: each block brings its own dictionary.
    private static final long WITH_ITS_OWN_WORDS = 1;

    // The words stand here, and are to be added to those ClickHouse has.
    private static final long FLAGS = (1 << 9) | (1 << 10);

    private static final int BYTE_WORDS = 1 << Byte.SIZE;
    private static final int SHORT_WORDS = 1 << Short.SIZE;

    private final NativeColumn words;
    private final Buffers buffers;
    private final ColumnBytes sizes;
    private final ColumnBytes rows;
    private final Map<Object, Integer> places = new HashMap<>();
    private int known;
    private int count;
    private @Nullable Object last;
    private int lastPlace;

    /// A column without rows.
    ///
    /// @param words a column without values, for each word once
    /// @param nullable whether the first word stands for null
    DictionaryColumn(NativeColumn words, boolean nullable, Buffers buffers) {
        this.words = words;
        this.buffers = buffers;
        this.sizes = buffers.take();
        this.rows = buffers.take();
        if (nullable) {
            words.appendNothing();
            known = 1;
        }
    }

    // The rows of a request share the objects of their words.
    @SuppressWarnings("ReferenceEquality")
    @Override
    public void append(@Nullable Object value) {
        int place = 0;
        if (value != null) {
            place = value == last ? lastPlace : place(value);
            last = value;
            lastPlace = place;
        }
        rows.reserve(Integer.BYTES);
        rows.writeInt(place);
        count++;
    }

    @Override
    public void appendNothing() {
        throw new IllegalStateException("a dictionary is in no Nullable");
    }

    @Override
    public void writeForm(ColumnBytes head) {
        head.reserve(Long.BYTES);
        head.writeLong(WITH_ITS_OWN_WORDS);
    }

    @Override
    public void collect(List<ColumnBytes> parts) {
        if (count == 0) {
            // The lists around it are all empty: nothing is read then.
            return;
        }
        int width = known <= BYTE_WORDS ? 0 : known <= SHORT_WORDS ? 1 : 2;
        sizes.reserve(2 * Long.BYTES);
        sizes.writeLong(FLAGS | width);
        sizes.writeLong(known);
        parts.add(sizes);
        words.collect(parts);
        ColumnBytes narrow = buffers.take();
        narrow.reserve(Long.BYTES + Math.multiplyExact(count, 1 << width));
        narrow.writeLong(count);
        for (int i = 0; i < count; i++) {
            int place = rows.intAt(i * Integer.BYTES);
            switch (width) {
                case 0 -> narrow.writeByte(place);
                case 1 -> narrow.writeShort(place);
                default -> narrow.writeInt(place);
            }
        }
        parts.add(narrow);
    }

    private int place(Object value) {
        Integer place = places.get(value);
        if (place == null) {
            place = known++;
            places.put(value, place);
            words.append(value);
        }
        return place;
    }
}
