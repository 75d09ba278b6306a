package dev.penstock.sink.failure;

import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where an error happened, as its text tells.
///
/// The text may quote an event, and an event may say `(at row 1)`, or `while pushing to view`: whoever sends it must
/// not choose which row is given up. So a place is believed only where no value can stand: at the end, where ClickHouse
/// adds it last, and before the values of a constraint.
///
/// @param text ClickHouse's, from `Code: …` or without it, to `(version …)`
record ErrorText(String text) {

    // What follows the place, to the end: the name of the error, the version, and what the driver appends.
    private static final String REST = "\\.? ?\\([A-Z][A-Z0-9_]*\\)(?: \\(version [\\w.+-]+(?: \\([\\w .+-]+\\))?\\))?"
            + "\\s*(?:\\(queryId= ?[\\w-]*\\))?\\s*\\z";

    private static final String READING = "(?:\\s*: While executing \\w+)*";

    private static final Pattern VIEW =
            Pattern.compile(": while pushing to view [\\w.`]+(?: \\([0-9a-f-]{36}\\))?" + REST);

    private static final Pattern HEADER = Pattern.compile("\\(while reading header\\)" + READING + REST);

    private static final Pattern PARSED = Pattern.compile("\\(at row (\\d{1,9})\\)" + READING + REST);

    private static final Pattern CONSTRAINT = Pattern.compile(
            "\\A(?:Code: \\d+\\. DB::Exception: )?Constraint .{1,600}? is violated at row (\\d{1,9})\\b",
            Pattern.DOTALL);

    /// A view behind the table failed, after the table took the rows.
    boolean ofView() {
        return VIEW.matcher(text).find();
    }

    /// The columns that were announced are not those of the table.
    boolean ofHeader() {
        return HEADER.matcher(text).find();
    }

    /// The row it is about, counted from 1.
    OptionalInt row() {
        Matcher constraint = CONSTRAINT.matcher(text);
        if (constraint.find()) {
            return OptionalInt.of(Integer.parseInt(constraint.group(1)));
        }
        Matcher parsed = PARSED.matcher(text);
        return parsed.find() ? OptionalInt.of(Integer.parseInt(parsed.group(1))) : OptionalInt.empty();
    }
}
