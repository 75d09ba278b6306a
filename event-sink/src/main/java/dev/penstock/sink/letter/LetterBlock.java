package dev.penstock.sink.letter;

import dev.penstock.sink.block.InsertToken;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.List;

/// Letters as the lines of JSON that one insert sends, and the token that stands for exactly these bytes.
public final class LetterBlock {

    private final String table;
    private final List<String> columns;
    private final int rows;
    private final byte[] array;
    private final int length;
    private final InsertToken token;

    LetterBlock(String table, List<String> columns, int rows, byte[] array, int length, InsertToken token) {
        this.table = table;
        this.columns = List.copyOf(columns);
        this.rows = rows;
        this.array = array;
        this.length = length;
        this.token = token;
    }

    /// The table it is for, without the database.
    public String table() {
        return table;
    }

    /// The columns that rows may have. A statement that names them fails as a whole where one is missing.
    public List<String> columns() {
        return columns;
    }

    public int rows() {
        return rows;
    }

    public int length() {
        return length;
    }

    public InsertToken token() {
        return token;
    }

    /// The bytes, from the first one each time it is called.
    public InputStream open() {
        return new ByteArrayInputStream(array, 0, length);
    }
}
