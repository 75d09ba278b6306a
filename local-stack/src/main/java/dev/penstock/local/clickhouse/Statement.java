package dev.penstock.local.clickhouse;

import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What the server must know of a statement before the engine gets it: whether data follows, and who formats the
/// result.
///
/// The engine parses everything again; where this reading finds nothing special, the text goes to it unchanged and
/// its own error comes back.
sealed interface Statement {

    /// An INSERT whose rows follow the text at `dataStart`, in `format`.
    ///
    /// `format` is null when the text names none: then the request's default decides.
    final class Insert implements Statement {

        private final byte[] head;
        private final @Nullable String format;
        private final int dataStart;

        Insert(byte[] head, @Nullable String format, int dataStart) {
            this.head = head;
            this.format = format;
            this.dataStart = dataStart;
        }

        /// The statement up to, and without, FORMAT or VALUES; a SETTINGS clause behind FORMAT is moved into it.
        byte[] head() {
            return head.clone();
        }

        @Nullable
        String format() {
            return format;
        }

        int dataStart() {
            return dataStart;
        }
    }

    /// Anything else. `format` is null when the text names none.
    record Other(String verb, @Nullable String format, boolean totals, boolean several, boolean intoOutfile)
            implements Statement {

        /// The engine streams these and nothing else.
        boolean select() {
            return verb.equals("SELECT") || verb.equals("WITH") || verb.equals("(") || verb.equals("FROM");
        }
    }

    static Statement of(byte[] text) {
        Lexer lexer = new Lexer(text);
        lexer.next();
        if (lexer.word("INSERT")) {
            Insert insert = insert(text, lexer);
            if (insert != null) {
                return insert;
            }
        }
        return other(text);
    }

    private static @Nullable Insert insert(byte[] text, Lexer lexer) {
        lexer.next();
        if (lexer.word("INTO")) {
            lexer.next();
        }
        if (lexer.word("TABLE") || lexer.word("FUNCTION")) {
            lexer.next();
        }
        // The name of the table may be any word, so its parts are passed over unread.
        while (lexer.next() == Lexer.Kind.SYMBOL && lexer.symbol('.')) {
            lexer.next();
        }
        while (true) {
            if (lexer.kind == Lexer.Kind.END || lexer.symbol(';')) {
                return new Insert(Arrays.copyOf(text, lexer.start), null, text.length);
            } else if (lexer.word("SELECT") || lexer.word("WITH") || lexer.word("WATCH") || lexer.word("FROM")) {
                return null;
            } else if (lexer.word("VALUES")) {
                return new Insert(Arrays.copyOf(text, lexer.start), "Values", lexer.end);
            } else if (lexer.word("FORMAT")) {
                return formatted(text, lexer);
            } else if (lexer.symbol('(')) {
                if (lexer.followedBy("SELECT") || lexer.followedBy("WITH")) {
                    return null;
                }
                lexer.skipParentheses();
            }
            lexer.next();
        }
    }

    private static @Nullable Insert formatted(byte[] text, Lexer lexer) {
        int headEnd = lexer.start;
        if (lexer.next() != Lexer.Kind.WORD) {
            return null;
        }
        String format = lexer.token();
        int dataStart = lexer.end;
        byte[] head = Arrays.copyOf(text, headEnd);
        lexer.next();
        if (lexer.word("SETTINGS")) {
            int settingsStart = lexer.start;
            int settingsEnd = settingsEnd(lexer);
            if (settingsEnd > 0) {
                dataStart = settingsEnd;
                int bytes = settingsEnd - settingsStart;
                head = Arrays.copyOf(head, headEnd + bytes);
                System.arraycopy(text, settingsStart, head, headEnd, bytes);
            }
        }
        return new Insert(head, format, afterSpace(text, dataStart));
    }

    /// The end of `SETTINGS a = 1, b = 'x'`, or -1 when that is not what follows: then it is the first word of the
    /// data.
    private static int settingsEnd(Lexer lexer) {
        while (true) {
            if (lexer.next() != Lexer.Kind.WORD || lexer.next() != Lexer.Kind.SYMBOL || !lexer.symbol('=')) {
                return -1;
            }
            lexer.next();
            if (lexer.symbol('-') || lexer.symbol('+')) {
                lexer.next();
            }
            int end = lexer.end;
            lexer.next();
            if (!lexer.symbol(',')) {
                return end;
            }
        }
    }

    /// Data starts after the first newline, if nothing but blanks stands before it, else at the first byte that is
    /// no blank.
    private static int afterSpace(byte[] text, int from) {
        int at = from;
        while (at < text.length && (text[at] == ' ' || text[at] == '\t' || text[at] == '\f')) {
            at++;
        }
        if (at < text.length && text[at] == ';') {
            at++;
        }
        if (at < text.length && text[at] == '\r') {
            at++;
        }
        if (at < text.length && text[at] == '\n') {
            at++;
        }
        return at;
    }

    private static Other other(byte[] text) {
        Lexer lexer = new Lexer(text);
        lexer.next();
        String verb = lexer.kind == Lexer.Kind.END ? "" : lexer.token().toUpperCase(Locale.ROOT);
        String format = null;
        boolean totals = false;
        boolean intoOutfile = false;
        while (lexer.kind != Lexer.Kind.END) {
            if (lexer.symbol('(')) {
                lexer.skipParentheses();
                lexer.next();
            } else if (lexer.symbol(';')) {
                return new Other(verb, format, totals, lexer.next() != Lexer.Kind.END, intoOutfile);
            } else if (lexer.word("FORMAT")) {
                if (lexer.next() == Lexer.Kind.WORD) {
                    String name = lexer.token();
                    lexer.next();
                    if (lexer.kind == Lexer.Kind.END || lexer.symbol(';') || lexer.word("SETTINGS")) {
                        format = name;
                    }
                }
            } else if (lexer.word("INTO")) {
                lexer.next();
                intoOutfile |= lexer.word("OUTFILE");
            } else {
                totals |= lexer.word("TOTALS") || lexer.word("extremes");
                lexer.next();
            }
        }
        return new Other(verb, format, totals, false, intoOutfile);
    }
}
