package dev.penstock.edge.http;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads the W3C `traceparent` header; anything but its one defined form is nothing.
final class TraceParent {

    private static final int LENGTH = 55;
    private static final Pattern FORM = Pattern.compile("00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");

    private TraceParent() {}

    /// The header if it is sound, else an empty text.
    static String of(@Nullable String header) {
        return header != null
                        && header.length() == LENGTH
                        && FORM.matcher(header).matches()
                ? header
                : "";
    }
}
