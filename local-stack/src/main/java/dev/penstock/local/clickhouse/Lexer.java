package dev.penstock.local.clickhouse;

import java.nio.charset.StandardCharsets;

/// Cuts SQL into tokens, as far as it takes to know where strings, comments and parentheses end.
///
/// Works on bytes and lazily: what follows the head of an INSERT is data and must not be read as SQL.
final class Lexer {

    enum Kind {
        WORD,
        QUOTED,
        NUMBER,
        SYMBOL,
        END
    }

    private final byte[] text;
    private int position;

    Kind kind = Kind.END;
    int start;
    int end;

    Lexer(byte[] text) {
        this.text = text;
    }

    /// Moves to the next token and says what it is.
    Kind next() {
        skipSpaceAndComments();
        start = position;
        if (position >= text.length) {
            kind = Kind.END;
        } else if (wordStart(text[position])) {
            while (position < text.length && (wordStart(text[position]) || digit(text[position]))) {
                position++;
            }
            kind = Kind.WORD;
        } else if (digit(text[position])) {
            while (position < text.length
                    && (wordStart(text[position]) || digit(text[position]) || text[position] == '.')) {
                position++;
            }
            kind = Kind.NUMBER;
        } else if (text[position] == '\'' || text[position] == '"' || text[position] == '`') {
            skipQuoted(text[position]);
            kind = Kind.QUOTED;
        } else {
            position++;
            kind = Kind.SYMBOL;
        }
        end = position;
        return kind;
    }

    boolean word(String keyword) {
        return kind == Kind.WORD && keyword.equalsIgnoreCase(token());
    }

    boolean symbol(char symbol) {
        return kind == Kind.SYMBOL && text[start] == symbol;
    }

    /// True when the next token is this word; does not move.
    boolean followedBy(String keyword) {
        Lexer ahead = new Lexer(text);
        ahead.position = position;
        ahead.next();
        return ahead.word(keyword);
    }

    /// At an opening parenthesis: moves to the closing one, or to the end when there is none.
    void skipParentheses() {
        int depth = 1;
        while (depth > 0 && next() != Kind.END) {
            if (symbol('(')) {
                depth++;
            } else if (symbol(')')) {
                depth--;
            }
        }
    }

    String token() {
        return new String(text, start, end - start, StandardCharsets.UTF_8);
    }

    private void skipSpaceAndComments() {
        while (position < text.length) {
            byte c = text[position];
            if (c == ' ' || (c >= '\t' && c <= '\r')) {
                position++;
            } else if ((c == '-' && at(1) == '-') || (c == '#' && (at(1) == '!' || at(1) == ' '))) {
                while (position < text.length && text[position] != '\n') {
                    position++;
                }
            } else if (c == '/' && at(1) == '*') {
                skipBlockComment();
            } else {
                return;
            }
        }
    }

    // Block comments nest in ClickHouse.
    private void skipBlockComment() {
        int depth = 0;
        do {
            if (text[position] == '/' && at(1) == '*') {
                depth++;
                position += 2;
            } else if (text[position] == '*' && at(1) == '/') {
                depth--;
                position += 2;
            } else {
                position++;
            }
        } while (depth > 0 && position < text.length);
        position = Math.min(position, text.length);
    }

    private void skipQuoted(byte quote) {
        position++;
        while (position < text.length) {
            byte c = text[position];
            if (c == '\\') {
                position += 2;
            } else if (c != quote) {
                position++;
            } else if (at(1) == quote) {
                position += 2;
            } else {
                position++;
                return;
            }
        }
        position = Math.min(position, text.length);
    }

    private int at(int offset) {
        return position + offset < text.length ? text[position + offset] : -1;
    }

    private static boolean wordStart(byte c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$' || c < 0;
    }

    private static boolean digit(byte c) {
        return c >= '0' && c <= '9';
    }
}
