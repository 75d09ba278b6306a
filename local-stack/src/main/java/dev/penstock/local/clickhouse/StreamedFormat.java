package dev.penstock.local.clickhouse;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Formats that can be handed out block by block, and the head that the engine then repeats before every block.
///
/// All other formats count rows, draw frames over the whole result, or have a head whose end cannot be seen; the
/// engine makes those in one piece, in its own memory.
enum StreamedFormat {
    /// Nothing but rows.
    ROWS,
    ONE_LINE,
    TWO_LINES,
    ONE_CSV_LINE,
    TWO_CSV_LINES,
    BINARY_NAMES,
    BINARY_NAMES_AND_TYPES;

    private static final Map<String, StreamedFormat> BY_NAME = Map.ofEntries(
            Map.entry("tabseparated", ROWS),
            Map.entry("tsv", ROWS),
            Map.entry("tabseparatedraw", ROWS),
            Map.entry("tsvraw", ROWS),
            Map.entry("csv", ROWS),
            Map.entry("jsoneachrow", ROWS),
            Map.entry("jsonlines", ROWS),
            Map.entry("ndjson", ROWS),
            Map.entry("jsonstringseachrow", ROWS),
            Map.entry("jsoncompacteachrow", ROWS),
            Map.entry("jsoncompactstringseachrow", ROWS),
            Map.entry("rowbinary", ROWS),
            Map.entry("native", ROWS),
            Map.entry("msgpack", ROWS),
            Map.entry("lineasstring", ROWS),
            Map.entry("rawblob", ROWS),
            Map.entry("tabseparatedwithnames", ONE_LINE),
            Map.entry("tsvwithnames", ONE_LINE),
            Map.entry("jsoncompacteachrowwithnames", ONE_LINE),
            Map.entry("jsoncompactstringseachrowwithnames", ONE_LINE),
            Map.entry("tabseparatedwithnamesandtypes", TWO_LINES),
            Map.entry("tsvwithnamesandtypes", TWO_LINES),
            Map.entry("jsoncompacteachrowwithnamesandtypes", TWO_LINES),
            Map.entry("jsoncompactstringseachrowwithnamesandtypes", TWO_LINES),
            Map.entry("csvwithnames", ONE_CSV_LINE),
            Map.entry("csvwithnamesandtypes", TWO_CSV_LINES),
            Map.entry("rowbinarywithnames", BINARY_NAMES),
            Map.entry("rowbinarywithnamesandtypes", BINARY_NAMES_AND_TYPES));

    /// Null for a format that must be made in one piece.
    static @Nullable StreamedFormat named(String format) {
        return BY_NAME.get(format.toLowerCase(Locale.ROOT));
    }

    /// How many bytes of a block are its head. Zero when the block does not look as expected: then nothing is cut
    /// off.
    long headLength(MemorySegment block) {
        return switch (this) {
            case ROWS -> 0;
            case ONE_LINE -> afterLines(block, 1, false);
            case TWO_LINES -> afterLines(block, 2, false);
            case ONE_CSV_LINE -> afterLines(block, 1, true);
            case TWO_CSV_LINES -> afterLines(block, 2, true);
            case BINARY_NAMES -> afterStrings(block, 1);
            case BINARY_NAMES_AND_TYPES -> afterStrings(block, 2);
        };
    }

    private static long afterLines(MemorySegment block, int lines, boolean quotes) {
        boolean quoted = false;
        int seen = 0;
        for (long at = 0; at < block.byteSize(); at++) {
            byte c = block.get(ValueLayout.JAVA_BYTE, at);
            if (quotes && c == '"') {
                quoted = !quoted; // a doubled quote toggles twice
            } else if (c == '\n' && !quoted && ++seen == lines) {
                return at + 1;
            }
        }
        return 0;
    }

    private static long afterStrings(MemorySegment block, int perColumn) {
        long[] position = {0};
        long strings = number(block, position) * perColumn;
        for (long i = 0; i < strings && position[0] < block.byteSize(); i++) {
            long length = number(block, position);
            position[0] += length;
        }
        return position[0] <= block.byteSize() ? position[0] : 0;
    }

    /// An unsigned LEB128 number; moves the position behind it.
    private static long number(MemorySegment block, long[] position) {
        long value = 0;
        for (int shift = 0; shift < 63 && position[0] < block.byteSize(); shift += 7) {
            byte part = block.get(ValueLayout.JAVA_BYTE, position[0]++);
            value |= (part & 0x7fL) << shift;
            if (part >= 0) {
                break;
            }
        }
        return value;
    }
}
