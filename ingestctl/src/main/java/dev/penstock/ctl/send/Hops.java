package dev.penstock.ctl.send;

import dev.penstock.ctl.terminal.TextTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// How long after it was sent an event was seen where. Not thread-safe.
final class Hops {

    private final List<Hop> hops = new ArrayList<>();
    private final long begun = System.nanoTime();

    void reached(String name, String where) {
        hops.add(new Hop(name, Duration.ofNanos(System.nanoTime() - begun).toMillis(), where));
    }

    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    TextTable table() {
        TextTable table = new TextTable("HOP", "AFTER", "WHERE");
        hops.forEach(hop -> table.add(hop.name(), hop.millis() + " ms", hop.where()));
        return table;
    }

    List<Map<String, Object>> documents() {
        return hops.stream().map(Hop::document).toList();
    }

    private record Hop(String name, long millis, String where) {

        Map<String, Object> document() {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("hop", name);
            document.put("after_ms", millis);
            document.put("where", where);
            return document;
        }
    }
}
