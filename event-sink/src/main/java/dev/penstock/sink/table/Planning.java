package dev.penstock.sink.table;

import dev.penstock.normalize.Shape;
import dev.penstock.normalize.Shape.TypedColumn;
import dev.penstock.sink.encode.Column;
import dev.penstock.sink.migrate.TableEngines;
import dev.penstock.sink.table.ExistingTable.ExistingColumn;
import dev.penstock.sink.table.TablePlan.Difference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Compares what a stream's table should be with what is there. Pure.
///
/// Nothing becomes part of a statement that has not been checked here: a definition comes from outside, and what
/// ClickHouse says of its tables is not ours either.
final class Planning {

    private static final String SORTED = "org_id, timestamp, trace_id, event_id";
    private static final String MONTH = "toYYYYMM(timestamp)";
    private static final String QUARANTINE_SORTED =
            "org_id, received_at, kafka_topic_id, kafka_partition, kafka_offset";
    private static final String QUARANTINE_MONTH = "toYYYYMM(received_at)";

    private static final Pattern OUR_RULE =
            Pattern.compile("(?:timestamp|received_at) \\+ toIntervalDay\\((\\d{1,5})\\)");

    private final String database;
    private final StreamTable wanted;
    private final Existing existing;
    private final TableEngines engines;
    private final Statements statements;
    private final List<Difference> differences = new ArrayList<>();
    private final List<String> steps = new ArrayList<>();

    private Planning(String database, TableEngines engines, StreamTable wanted, Existing existing) {
        this.database = database;
        this.engines = engines;
        this.wanted = wanted;
        this.existing = existing;
        this.statements = new Statements(database, wanted, engines);
    }

    /// The way from what is there to what is wanted.
    ///
    /// @param database a plain name
    /// @param engines the form of the database's tables
    static TablePlan plan(String database, TableEngines engines, StreamTable wanted, Existing existing) {
        if (wanted.shape().equals(Shape.COMMON)) {
            return new TablePlan.Same();
        }
        return new Planning(database, engines, wanted, existing).plan();
    }

    private TablePlan plan() {
        differences.addAll(Names.wrongIn(wanted));
        beOfOneForm(existing.find(Shape.COMMON.table()));
        if (!differences.isEmpty()) {
            return new TablePlan.Impossible(differences);
        }
        ExistingTable raw = existing.find(wanted.raw());
        List<DeclaredColumn> columns = HouseColumns.raw(wanted);
        if (raw == null) {
            steps.add(statements.createRaw());
        } else {
            amend(wanted.raw(), raw, columns, MONTH, SORTED, "timestamp");
        }
        readOverShards(wanted.raw(), columns);
        ExistingTable quarantine = existing.find(wanted.quarantine());
        List<DeclaredColumn> quarantined = HouseColumns.quarantine(wanted);
        if (quarantine == null) {
            steps.add(statements.createQuarantine());
        } else {
            amend(wanted.quarantine(), quarantine, quarantined, QUARANTINE_MONTH, QUARANTINE_SORTED, "received_at");
        }
        readOverShards(wanted.quarantine(), quarantined);
        show(raw, existing.find(wanted.view()));
        note(existing.find(wanted.seen()));
        if (!differences.isEmpty()) {
            return new TablePlan.Impossible(differences);
        }
        if (raw == null) {
            return new TablePlan.Create(steps);
        }
        return steps.isEmpty() ? new TablePlan.Same() : new TablePlan.AddColumns(steps);
    }

    // Plain tables between replicated ones would be on one of the servers only.
    private void beOfOneForm(@Nullable ExistingTable events) {
        String subject = "table " + Shape.COMMON.table();
        if (events == null) {
            differ(subject, "not been made yet", "been made by `ingestctl schema migrate`");
        } else if (engines.replicated() != events.engine().startsWith("Replicated")) {
            differ(
                    subject,
                    "the engine " + events.engine(),
                    engines.replicated()
                            ? "a replicated one, as a cluster is named"
                            : "one of one server, as no cluster is named");
        }
    }

    private void amend(
            String name,
            ExistingTable table,
            List<DeclaredColumn> columns,
            String partitions,
            String sorted,
            String time) {
        String subject = "table " + name;
        if (!table.engine().endsWith("ReplacingMergeTree")
                || (engines.replicated() && !table.engine().startsWith("Replicated"))) {
            // What it is sorted by, and what its columns are, is then beside the point.
            differ(
                    subject,
                    "the engine " + table.engine(),
                    "the engine " + (engines.replicated() ? "ReplicatedReplacingMergeTree" : "ReplacingMergeTree"));
            return;
        }
        if (!table.partitionKey().equals(partitions)) {
            differ(subject, "the partition key '" + table.partitionKey() + "'", "the partition key " + partitions);
        }
        if (!table.sortingKey().equals(sorted)) {
            differ(subject, "the sorting key '" + table.sortingKey() + "'", "the sorting key " + sorted);
        }
        addMissing(name, table, columns);
        retain(name, table.rules(), time);
    }

    // The table that asks all shards has columns of its own, which are added apart.
    private void readOverShards(String name, List<DeclaredColumn> columns) {
        Optional<String> created = statements.createOverShards(name);
        if (created.isEmpty()) {
            return;
        }
        String readable = engines.readable(name);
        ExistingTable table = existing.find(readable);
        if (table == null) {
            steps.add(created.get());
        } else if (table.engine().equals("Distributed")) {
            addMissing(readable, table, columns);
        } else {
            differ("table " + readable, "the engine " + table.engine(), "the engine Distributed");
        }
    }

    private void addMissing(String name, ExistingTable table, List<DeclaredColumn> columns) {
        List<DeclaredColumn> missing = new ArrayList<>();
        for (DeclaredColumn column : columns) {
            ExistingColumn present = table.column(column.name());
            if (present == null) {
                missing.add(column);
            } else if (!present.isStored()) {
                differ(
                        "column " + name + "." + column.name(),
                        "the kind " + present.kind(),
                        "a value that is inserted");
            } else if (!new Column(present.name(), present.type()).isDeclared(column.type())) {
                differ(
                        "column " + name + "." + column.name(),
                        "the type " + present.type(),
                        "the type " + column.type());
            }
        }
        if (!missing.isEmpty()) {
            steps.add(statements.addColumns(name, missing));
        }
    }

    private void retain(String name, String rules, String time) {
        int days = 0;
        if (!rules.isEmpty()) {
            Matcher rule = OUR_RULE.matcher(rules);
            if (!rule.matches()) {
                differ("table " + name, "the rule TTL " + rules, "a rule that we made, or none");
                return;
            }
            days = Integer.parseInt(rule.group(1));
        }
        if (bounded(days) != bounded(wanted.retentionDays())) {
            steps.add(statements.retain(name, time));
        }
    }

    // A hundred years are for ever.
    private static int bounded(int days) {
        return days == 0 ? StreamTable.MOST_DAYS : Math.min(days, StreamTable.MOST_DAYS);
    }

    // A view that shows more than we ask is somebody's own and stays as long as it shows what we ask.
    private void show(@Nullable ExistingTable raw, @Nullable ExistingTable view) {
        List<String> shown = shown(raw);
        if (view != null) {
            String subject = "view " + wanted.view();
            // CREATE OR REPLACE VIEW takes the place of a table of that name too, with all that is in it.
            if (!view.engine().equals("View")) {
                differ(subject, "the name of what is there with the engine " + view.engine(), "a name that is free");
                return;
            }
            String raws = engines.readable(wanted.raw());
            if (!reads(raws, view.select())) {
                differ(subject, "the name of a view that does not read " + raws, "a name that is free");
                return;
            }
            if (view.columns().stream().map(ExistingColumn::name).toList().containsAll(shown)) {
                return;
            }
        }
        steps.add(statements.createView(shown));
    }

    private void note(@Nullable ExistingTable seen) {
        if (seen == null) {
            steps.add(statements.createSeen());
        } else if (!seen.engine().equals("MaterializedView") || !reads(wanted.raw(), seen.select())) {
            differ("view " + wanted.seen(), "the name of what does not read " + wanted.raw(), "a name that is free");
        }
    }

    // What the definition names comes first. What it no longer names still has the values of older events.
    private List<String> shown(@Nullable ExistingTable raw) {
        List<String> names = new ArrayList<>();
        HouseColumns.COMMON.forEach(column -> names.add(column.name()));
        wanted.shape().columns().stream().map(TypedColumn::name).forEach(names::add);
        if (raw != null) {
            raw.columns().stream()
                    .filter(ExistingColumn::isStored)
                    .map(ExistingColumn::name)
                    .filter(name -> !names.contains(name) && Names.isColumn(name))
                    .toList()
                    .forEach(names::add);
        }
        return names;
    }

    private boolean reads(String table, String select) {
        return Pattern.compile("\\b" + database + "\\." + table + "\\b")
                .matcher(select.replace("`", ""))
                .find();
    }

    private void differ(String subject, String has, String wants) {
        differences.add(new Difference(subject, has, wants));
    }
}
