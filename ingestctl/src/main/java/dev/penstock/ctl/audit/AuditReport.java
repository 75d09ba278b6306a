package dev.penstock.ctl.audit;

import dev.penstock.ctl.audit.OffsetProof.Found;
import dev.penstock.ctl.audit.OffsetProof.Place;
import dev.penstock.ctl.terminal.TextTable;
import dev.penstock.sink.audit.LedgerSums;
import dev.penstock.sink.audit.LedgerSums.OpenMinute;
import dev.penstock.sink.audit.MinuteSums;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;

/// What an audit came to: the counts of both sides, minute by minute, and where each record is.
///
/// @param minutes of the window, with those that are in flight alone
/// @param holes as far as they are told
/// @param untold records of holes beyond those
record AuditReport(
        Window window,
        List<MinuteSums> minutes,
        List<OpenMinute> open,
        Flying flying,
        List<PartitionRange> ranges,
        List<Found> found,
        List<Hole> holes,
        long untold) {

    AuditReport {
        minutes = withFlying(minutes, flying);
        open = List.copyOf(open);
        ranges = List.copyOf(ranges);
        found = List.copyOf(found);
        holes = List.copyOf(holes);
    }

    // A record in flight of an organization that neither side has counted is a surplus of one.
    private static List<MinuteSums> withFlying(List<MinuteSums> minutes, Flying flying) {
        Set<String> known = new HashSet<>();
        Set<Instant> inTotal = new HashSet<>();
        for (MinuteSums sums : minutes) {
            known.add(sums.minute() + sums.organization());
            if (sums.organization().equals(LedgerSums.ALL)) {
                inTotal.add(sums.minute());
            }
        }
        List<MinuteSums> all = new ArrayList<>(minutes);
        flying.all()
                .forEach((minute, organizations) -> organizations.keySet().forEach(organization -> {
                    if (!inTotal.contains(minute) && known.add(minute + organization)) {
                        // Its edge may not have written what it counted yet: there is only a least then.
                        all.add(new MinuteSums(organization, minute, 0, 0, 0, 0, 0, 0, 0, true));
                    }
                }));
        return List.copyOf(all);
    }

    /// Whether nothing is missing and nothing is too many.
    boolean balanced() {
        return outside().isEmpty() && holes.isEmpty() && untold == 0;
    }

    /// The minutes whose counts do not fit together.
    List<MinuteSums> outside() {
        return minutes.stream()
                .filter(sums -> sums.missing(flying(sums)) + sums.surplus(flying(sums)) > 0)
                .toList();
    }

    String verdict() {
        if (!balanced()) {
            return "differences";
        }
        return open.isEmpty() ? "balanced" : "unknown";
    }

    TextTable table() {
        TextTable table = new TextTable("FINDING", "WHERE", "ORGANIZATION", "EVENTS", "DETAIL");
        for (MinuteSums sums : outside()) {
            long missing = sums.missing(flying(sums));
            table.add(
                    missing > 0 ? "missing" : "surplus",
                    sums.minute().toString(),
                    sums.organization(),
                    Long.toString(missing > 0 ? missing : sums.surplus(flying(sums))),
                    "accepted " + sums.accepted() + ", unknown " + sums.unknown() + ", settled " + sums.settled()
                            + ", in flight " + flying(sums));
        }
        for (Hole hole : holes) {
            table.add(
                    "hole",
                    "partition " + hole.partition() + ", offset " + hole.first()
                            + (hole.records() > 1 ? " to " + hole.last() : ""),
                    String.join(" ", hole.organizations()),
                    Long.toString(hole.records()),
                    (hole.why() == Hole.Why.NOWHERE
                                    ? "in no table, received in "
                                    : "not in Kafka either, which compacts the topic, after ")
                            + hole.minute());
        }
        if (untold > 0) {
            table.add("hole", "-", "-", Long.toString(untold), "and more, which are not listed");
        }
        for (OpenMinute minute : open) {
            table.add(
                    "unknown",
                    minute.minute().toString(),
                    "-",
                    "-",
                    "edge " + minute.instance() + " (run " + minute.boot() + ") has not closed the minute");
        }
        return table;
    }

    /// One line for people.
    String sentence() {
        long records = found.stream()
                .flatMap(of -> of.records().values().stream())
                .mapToLong(Long::longValue)
                .sum();
        String looked = sum(MinuteSums::accepted) + " accepted events, " + records + " records, " + flying.count()
                + " in flight";
        return switch (verdict()) {
            case "balanced" -> "balanced: " + looked + ", nothing is missing";
            case "unknown" ->
                "nothing is missing of what is known, but " + open.size() + " minutes were not closed by an edge: "
                        + looked;
            default ->
                "NOT balanced: " + outside().size() + " minutes outside, "
                        + (holes.stream().mapToLong(Hole::records).sum() + untold) + " records in holes: " + looked;
        };
    }

    Map<String, Object> document() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("from", window.from());
        document.put("to", window.to());
        document.put("verdict", verdict());
        Map<String, Object> events = new LinkedHashMap<>();
        events.put("accepted", sum(MinuteSums::accepted));
        events.put("unknown", sum(MinuteSums::unknown));
        events.put("refused", sum(MinuteSums::refused));
        events.put("stored", sum(MinuteSums::stored));
        events.put("dead_lettered", sum(MinuteSums::deadLettered));
        events.put("parked", sum(MinuteSums::parked));
        events.put("returned", sum(MinuteSums::returned));
        events.put("in_flight", flying.count());
        document.put("events", events);
        document.put("outside", outside().stream().map(this::documentOf).toList());
        document.put("partitions", found.stream().map(this::documentOf).toList());
        document.put("holes", holes.stream().map(AuditReport::documentOf).toList());
        document.put("records_in_other_holes", untold);
        document.put(
                "unknown_minutes",
                open.stream()
                        .map(minute ->
                                Map.of("minute", minute.minute(), "instance", minute.instance(), "boot", minute.boot()))
                        .toList());
        return document;
    }

    private long sum(ToLongFunction<MinuteSums> what) {
        return minutes.stream().mapToLong(what).sum();
    }

    private long flying(MinuteSums sums) {
        return flying.of(sums.minute(), sums.organization(), sums.organization().equals(LedgerSums.ALL));
    }

    private Map<String, Object> documentOf(MinuteSums sums) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("minute", sums.minute());
        document.put("organization", sums.organization());
        document.put("accepted", sums.accepted());
        document.put("unknown", sums.unknown());
        document.put("settled", sums.settled());
        document.put("in_flight", flying(sums));
        document.put("missing", sums.missing(flying(sums)));
        document.put("surplus", sums.surplus(flying(sums)));
        return document;
    }

    private Map<String, Object> documentOf(Found of) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("partition", of.partition());
        document.put("from", of.from());
        document.put("to", of.to());
        for (Place place : Place.values()) {
            document.put(place.name().toLowerCase(Locale.ROOT), of.records().getOrDefault(place, 0L));
        }
        return document;
    }

    private static Map<String, Object> documentOf(Hole hole) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("partition", hole.partition());
        document.put("first", hole.first());
        document.put("last", hole.last());
        document.put("minute", hole.minute());
        document.put("organizations", hole.organizations());
        document.put("why", hole.why().name().toLowerCase(Locale.ROOT));
        return document;
    }
}
