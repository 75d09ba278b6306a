package dev.penstock.sink.connect;

import java.util.regex.Pattern;

/// Tells which names may become part of a statement: those that mean the same with and without quotes.
public final class Identifier {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,159}");

    private Identifier() {}

    /// Whether `name` is 1 to 160 of `A-Z a-z 0-9 _`, the first one no digit.
    public static boolean isPlain(String name) {
        return PLAIN.matcher(name).matches();
    }

    /// `name`, if it is plain.
    ///
    /// @param kind of what it is the name, for the message
    /// @throws IllegalArgumentException when it is not
    public static String checked(String kind, String name) {
        if (!isPlain(name)) {
            throw new IllegalArgumentException(
                    kind + " must be 1 to 160 of A-Z a-z 0-9 _ and not begin with a digit: '" + name + "'");
        }
        return name;
    }
}
