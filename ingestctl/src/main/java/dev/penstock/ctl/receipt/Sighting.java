package dev.penstock.ctl.receipt;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where an event was seen.
///
/// @param place what it is there: `stored`, `dead_lettered`, `parked`, `in_log`
/// @param where the table or the topic, with partition and offset
/// @param at since when it is there
/// @param detail the cause of a letter, for example; empty when there is nothing to say
record Sighting(String eventId, String org, String stream, String place, String where, Instant at, String detail) {

    Map<String, @Nullable Object> document() {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("event_id", eventId);
        document.put("org_id", org);
        document.put("stream", stream);
        document.put("place", place);
        document.put("where", where);
        document.put("at", at);
        document.put("detail", detail);
        return document;
    }
}
