package dev.penstock.model.stream;

/// Names a kind of event. It becomes part of a table's name, hence the narrow alphabet.
///
/// @param value 1 to 128 characters of `A-Z a-z 0-9 _`, the first one no digit; what Tinybird's data sources are
///     called fits
public record StreamName(String value) {

    /// The stream of an event that names none.
    public static final StreamName DEFAULT = new StreamName("default");

    /// Longest name, in characters.
    public static final int MAX_LENGTH = 128;

    public StreamName {
        if (!isValid(value)) {
            throw new IllegalArgumentException("stream name must be 1 to " + MAX_LENGTH
                    + " of A-Z a-z 0-9 _ and not begin with a digit: '" + shortened(value) + "'");
        }
    }

    /// Tells whether `value` can name a stream.
    public static boolean isValid(String value) {
        if (value.isEmpty() || value.length() > MAX_LENGTH || isDigit(value.charAt(0))) {
            return false;
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (!isDigit(c) && c != '_' && !(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z')) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static String shortened(String value) {
        return value.length() <= MAX_LENGTH ? value : value.substring(0, MAX_LENGTH) + "…";
    }

    @Override
    public String toString() {
        return value;
    }
}
