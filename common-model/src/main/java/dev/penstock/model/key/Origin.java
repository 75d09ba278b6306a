package dev.penstock.model.key;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where a page came from, as a browser says it in the header `Origin`: scheme, host and port.
///
/// No wildcards: `*` would let every page on earth spend a key that is printed in one of them.
///
/// @param value in the form a browser sends: `scheme://host` or `scheme://host:port`, lower-case, no path, and no
///     port that the scheme implies. At most 300 characters
public record Origin(String value) {

    private static final int MAX_LENGTH = 300;
    private static final int MAX_PORT = 65_535;
    private static final String AFTER_SCHEME = "://";

    public Origin {
        String problem = problemOf(value);
        if (problem != null) {
            throw new IllegalArgumentException("an origin is scheme://host or scheme://host:port in lower case, such as"
                    + " https://shop.example.com; '" + shortened(value) + "' " + problem);
        }
    }

    /// Reads what a person wrote: upper case and a port that the scheme implies are put into the form a browser
    /// sends.
    ///
    /// @throws IllegalArgumentException when it is no origin; the message says why
    public static Origin parse(String text) {
        String value = text.toLowerCase(Locale.ROOT);
        if (value.startsWith("https://") && value.endsWith(":443")) {
            return new Origin(value.substring(0, value.length() - ":443".length()));
        }
        if (value.startsWith("http://") && value.endsWith(":80")) {
            return new Origin(value.substring(0, value.length() - ":80".length()));
        }
        return new Origin(value);
    }

    /// Reads what a request says. Constant work for any text.
    ///
    /// @return empty for what cannot be on a list, `null` (a sandboxed page) and garbage alike
    public static Optional<Origin> ofHeader(String text) {
        return problemOf(text) == null ? Optional.of(new Origin(text)) : Optional.empty();
    }

    @Override
    public String toString() {
        return value;
    }

    private static @Nullable String problemOf(String value) {
        if (value.length() > MAX_LENGTH) {
            return "is longer than " + MAX_LENGTH + " characters";
        }
        if (value.indexOf('*') >= 0) {
            return "has a wildcard";
        }
        int separator = value.indexOf(AFTER_SCHEME);
        if (separator < 1 || !isScheme(value.substring(0, separator))) {
            return "has no scheme";
        }
        String scheme = value.substring(0, separator);
        String rest = value.substring(separator + AFTER_SCHEME.length());
        int hostEnd = rest.startsWith("[") ? rest.indexOf(']') + 1 : rest.indexOf(':');
        String host = hostEnd < 0 ? rest : rest.substring(0, hostEnd);
        if (!isHost(host)) {
            return "has no host, or more than a host and a port";
        }
        return host.length() == rest.length() ? null : problemOfPort(scheme, rest.substring(host.length()));
    }

    private static @Nullable String problemOfPort(String scheme, String text) {
        String digits = text.substring(1);
        if (text.charAt(0) != ':' || digits.isEmpty() || digits.length() > 5 || !isAll(digits, "0123456789")) {
            return "has no number for a port";
        }
        int port = Integer.parseInt(digits);
        if (port < 1 || port > MAX_PORT || digits.charAt(0) == '0') {
            return "has a port outside 1 to " + MAX_PORT;
        }
        boolean implied = (scheme.equals("https") && port == 443) || (scheme.equals("http") && port == 80);
        return implied ? "names the port that its scheme implies" : null;
    }

    private static boolean isScheme(String text) {
        return text.charAt(0) >= 'a' && text.charAt(0) <= 'z' && isAll(text, "abcdefghijklmnopqrstuvwxyz0123456789+.-");
    }

    // What a browser can send is enough: names beyond ASCII arrive as punycode.
    private static boolean isHost(String text) {
        if (text.startsWith("[")) {
            return text.length() > 3 && isAll(text.substring(1, text.length() - 1), "0123456789abcdef:.");
        }
        return !text.isEmpty() && isAll(text, "abcdefghijklmnopqrstuvwxyz0123456789-._");
    }

    private static boolean isAll(String text, String alphabet) {
        for (int i = 0; i < text.length(); i++) {
            if (alphabet.indexOf(text.charAt(i)) < 0) {
                return false;
            }
        }
        return true;
    }

    private static String shortened(String value) {
        return value.length() <= MAX_LENGTH ? value : value.substring(0, MAX_LENGTH) + "…";
    }
}
