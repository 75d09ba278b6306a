package dev.penstock.ctl.top;

import dev.penstock.ctl.lag.Drain;
import dev.penstock.ctl.lag.Lag;
import dev.penstock.ctl.lag.PartitionLag;
import dev.penstock.ctl.live.LedgerRates.OrganizationRates;
import dev.penstock.ctl.live.LedgerRates.Rates;
import dev.penstock.ctl.terminal.TextTable;
import dev.penstock.ctl.time.SpanText;
import dev.penstock.model.pressure.Pressure;
import dev.penstock.model.pressure.PressureLevel;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// One look at everything, for people and for programs. Asks nobody.
///
/// @param before the look at the lag before this one
/// @param pressure by partition; of those that no writer speaks for there is none
record Frame(Instant at, Rates rates, Lag before, Lag lag, List<Pressure> pressure, List<ProcessLook> processes) {

    Frame {
        pressure = List.copyOf(pressure);
        processes = List.copyOf(processes);
    }

    /// @param organizations most of them that are shown
    String text(int organizations) {
        Drain drain = Drain.between(before, lag);
        StringBuilder text = new StringBuilder();
        line(text, "Penstock at %s".formatted(at.truncatedTo(ChronoUnit.SECONDS)));
        line(
                text,
                "events/s   %s accepted, %s refused, %s stored, %s dead-lettered, %s parked"
                        .formatted(
                                rate(sum(OrganizationRates::accepted)),
                                rate(sum(OrganizationRates::refused)),
                                rate(sum(OrganizationRates::stored)),
                                rate(sum(OrganizationRates::deadLettered)),
                                rate(sum(OrganizationRates::parked))));
        line(
                text,
                "lag        %d records, %s; drained in %s; unread data expires in %s"
                        .formatted(
                                lag.unread(),
                                SpanText.of(lag.behind()),
                                SpanText.of(drain.time()),
                                SpanText.of(lag.expiresIn())));
        line(
                text,
                "batches    %s a second of %s records"
                        .formatted(rate(rates.batchesPerSecond()), rate(rates.batchRecords())));
        line(text, "pressure   %s%s".formatted(name(level()), pressure.isEmpty() ? ": no writer tells" : ""));
        if (rates.dropped() > 0) {
            line(
                    text,
                    "%d lines of the ledger were too many: events/s and batches are too low"
                            .formatted(rates.dropped()));
        }
        text.append('\n').append(organizationsTable(organizations));
        if (rates.organizations().size() > organizations) {
            line(text, "and %d more".formatted(rates.organizations().size() - organizations));
        }
        text.append('\n').append(partitionsTable());
        if (!processes.isEmpty()) {
            text.append('\n').append(processesTable());
        }
        return text.toString();
    }

    private TextTable organizationsTable(int most) {
        TextTable table =
                new TextTable("ORGANIZATION", "ACCEPTED/S", "REFUSED/S", "STORED/S", "DEAD-LETTERED/S", "PARKED/S");
        rates.organizations().stream()
                .limit(most)
                .forEach(one -> table.add(
                        one.organization(),
                        rate(one.accepted()),
                        rate(one.refused()),
                        rate(one.stored()),
                        rate(one.deadLettered()),
                        rate(one.parked())));
        return table;
    }

    private TextTable partitionsTable() {
        TextTable table = new TextTable("PARTITION", "UNREAD", "BEHIND", "EXPIRES IN", "PRESSURE", "HEAD-ROOM");
        for (PartitionLag partition : lag.partitions()) {
            Pressure told = of(partition.partition());
            table.add(
                    Integer.toString(partition.partition()),
                    Long.toString(partition.unread()),
                    SpanText.of(partition.behind(lag.at())),
                    SpanText.of(partition.expiresIn(lag.at(), lag.retention())),
                    told == null ? "-" : name(told.level()),
                    told == null ? "-" : Math.round(100 * told.headRoom()) + " %");
        }
        return table;
    }

    private TextTable processesTable() {
        TextTable table = new TextTable("PROCESS", "KIND", "LATENCY", "BATCH", "HELD", "");
        for (ProcessLook process : processes) {
            Double latency = process.latencyMillis();
            Double batch = process.batchRecords();
            Double held = process.heldBytes();
            table.add(
                    process.url().getAuthority(),
                    process.kind(),
                    latency == null ? "-" : rate(latency) + " ms",
                    batch == null ? "-" : rate(batch),
                    held == null ? "-" : Math.round(held / 1_024) + " KiB",
                    process.trouble());
        }
        return table;
    }

    Map<String, @Nullable Object> document() {
        Drain drain = Drain.between(before, lag);
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("at", at);
        document.put("accepted_per_second", rounded(sum(OrganizationRates::accepted)));
        document.put("refused_per_second", rounded(sum(OrganizationRates::refused)));
        document.put("stored_per_second", rounded(sum(OrganizationRates::stored)));
        document.put("dead_lettered_per_second", rounded(sum(OrganizationRates::deadLettered)));
        document.put("parked_per_second", rounded(sum(OrganizationRates::parked)));
        document.put("batches_per_second", rounded(rates.batchesPerSecond()));
        document.put("batch_records", rounded(rates.batchRecords()));
        document.put("unread", lag.unread());
        document.put("lost", lag.lost());
        document.put("behind_seconds", lag.behind().toSeconds());
        document.put(
                "drained_in_seconds", drain.time() == null ? null : drain.time().toSeconds());
        document.put(
                "expires_in_seconds",
                lag.expiresIn() == null ? null : lag.expiresIn().toSeconds());
        document.put("pressure", pressure.isEmpty() ? null : name(level()));
        document.put("organizations", organizations());
        document.put("partitions", partitions());
        document.put("processes", processes.stream().map(ProcessLook::document).toList());
        return document;
    }

    private List<Map<String, Object>> organizations() {
        List<Map<String, Object>> all = new ArrayList<>();
        for (OrganizationRates one : rates.organizations()) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("org_id", one.organization());
            document.put("accepted_per_second", rounded(one.accepted()));
            document.put("refused_per_second", rounded(one.refused()));
            document.put("stored_per_second", rounded(one.stored()));
            document.put("dead_lettered_per_second", rounded(one.deadLettered()));
            document.put("parked_per_second", rounded(one.parked()));
            all.add(document);
        }
        return all;
    }

    private List<Map<String, @Nullable Object>> partitions() {
        List<Map<String, @Nullable Object>> all = new ArrayList<>();
        for (PartitionLag partition : lag.partitions()) {
            Pressure told = of(partition.partition());
            Map<String, @Nullable Object> document = new LinkedHashMap<>();
            document.put("partition", partition.partition());
            document.put("unread", partition.unread());
            document.put("behind_seconds", partition.behind(lag.at()).toSeconds());
            document.put("pressure", told == null ? null : name(told.level()));
            document.put("head_room", told == null ? null : told.headRoom());
            all.add(document);
        }
        return all;
    }

    private PressureLevel level() {
        return pressure.stream().map(Pressure::level).reduce(PressureLevel.FINE, PressureLevel::or);
    }

    private @Nullable Pressure of(int partition) {
        return pressure.stream()
                .filter(told -> told.partition() == partition)
                .findFirst()
                .orElse(null);
    }

    private double sum(ToDoubleFunction<OrganizationRates> rate) {
        return rates.organizations().stream().mapToDouble(rate).sum();
    }

    private static String name(PressureLevel level) {
        return level.name().toLowerCase(Locale.ROOT);
    }

    // Few events a second are the rule on a quiet day, and are not none.
    private static String rate(double value) {
        return String.format(Locale.ROOT, value == 0 || value >= 10 ? "%.0f" : "%.1f", value);
    }

    private static double rounded(double value) {
        return Math.round(value * 10) / 10.0;
    }

    private static void line(StringBuilder text, String line) {
        text.append(line).append('\n');
    }
}
