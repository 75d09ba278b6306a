package dev.penstock.edge.http;

import org.jspecify.annotations.Nullable;

/// Reads the W3C `traceparent` header; anything but its one defined form is nothing.
final class TraceParent {

    // Read for every request: a pattern would take ten times as long.
    private static final String FORM = "00-tttttttttttttttttttttttttttttttt-ssssssssssssssss-ff";
    private static final String NO_TRACE = "00000000000000000000000000000000";
    private static final String NO_SPAN = "0000000000000000";
    private static final int TRACE_ID = 3;
    private static final int SPAN_ID = 36;

    private TraceParent() {}

    /// The header if it is sound, else an empty text.
    static String of(@Nullable String header) {
        if (header == null || header.length() != FORM.length()) {
            return "";
        }
        for (int i = 0; i < FORM.length(); i++) {
            char c = header.charAt(i);
            char form = FORM.charAt(i);
            boolean literal = form == '-' || form == '0';
            boolean hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
            if (literal ? c != form : !hex) {
                return "";
            }
        }
        // Ids of nothing but zeros are invalid, says the standard.
        boolean none = header.startsWith(NO_TRACE, TRACE_ID) || header.startsWith(NO_SPAN, SPAN_ID);
        return none ? "" : header;
    }
}
