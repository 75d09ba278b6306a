package dev.penstock.ctl.limits;

import dev.penstock.model.limit.Limits;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/// Limits as they are shown.
public final class LimitsText {

    private LimitsText() {}

    /// For people, such as `100 req/s, 5000 ev/s`; `none` when there are none.
    public static String of(Limits limits) {
        StringJoiner text = new StringJoiner(", ");
        text.setEmptyValue("none");
        add(text, limits.requestsPerSecond(), "req/s");
        add(text, limits.eventsPerSecond(), "ev/s");
        add(text, limits.bytesPerSecond(), "B/s");
        return text.toString();
    }

    /// For programs; a rate that is not set is null.
    public static Map<String, @Nullable Object> document(Limits limits) {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("requests_per_second", limits.requestsPerSecond());
        document.put("events_per_second", limits.eventsPerSecond());
        document.put("bytes_per_second", limits.bytesPerSecond());
        return document;
    }

    private static void add(StringJoiner text, @Nullable Long rate, String unit) {
        if (rate != null) {
            text.add(rate + " " + unit);
        }
    }
}
