package dev.penstock.sink.migrate;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The words of a table's DDL that differ between one server and a cluster. Whoever makes tables takes them from here,
/// so that all tables of a database have the same form.
///
/// On a cluster each statement says `ON CLUSTER`. A shard's servers have copies of its tables; writers insert into the
/// table of a shard, and views read over all shards, through a `Distributed` table of the name [#readable] gives.
///
/// Pure, immutable.
public final class TableEngines {

    /// One server, nothing replicated.
    public static final TableEngines ONE_SERVER = new TableEngines(null);

    private static final String DISTRIBUTED_SUFFIX = "_all";

    // By what tokens are forgotten, whichever is reached first. A week is what Kafka keeps: nothing older is sent
    // again.
    private static final int REMEMBERED_INSERTS = 100_000;
    private static final int REMEMBERED_SECONDS = 7 * 24 * 60 * 60;

    private final @Nullable ClickHouseCluster cluster;

    private TableEngines(@Nullable ClickHouseCluster cluster) {
        this.cluster = cluster;
    }

    public static TableEngines on(ClickHouseCluster cluster) {
        return new TableEngines(cluster);
    }

    public boolean replicated() {
        return cluster != null;
    }

    /// What follows the name of a table, view or database: ` ON CLUSTER '…'`, or nothing.
    public String onCluster() {
        return cluster == null ? "" : " ON CLUSTER '" + cluster.name() + "'";
    }

    /// The engine that keeps, of rows with the same sorting key, the one with the greatest `version`, shard by shard.
    public String replacing(String version) {
        return replicatedPrefix() + "ReplacingMergeTree(" + ofShard() + version + ")";
    }

    /// The engine of a small table of which every server of every shard has a copy.
    public String replacingEverywhere(String version) {
        return replicatedPrefix() + "ReplacingMergeTree(" + everywhere() + version + ")";
    }

    /// The setting that makes a table remember tokens.
    public String deduplication() {
        return cluster == null
                ? "non_replicated_deduplication_window = " + REMEMBERED_INSERTS
                : "replicated_deduplication_window = " + REMEMBERED_INSERTS
                        + ", replicated_deduplication_window_seconds = " + REMEMBERED_SECONDS;
    }

    /// The table through which `table` is read: itself, or the one that asks all shards.
    public String readable(String table) {
        return cluster == null ? table : table + DISTRIBUTED_SUFFIX;
    }

    /// The statement that makes the table [#readable] names, after `table` was made; empty on one server. It has no
    /// sharding key, so with several shards nobody can insert into it.
    public Optional<String> distributed(String database, String table) {
        return cluster == null
                ? Optional.empty()
                : Optional.of("CREATE TABLE IF NOT EXISTS " + database + "." + readable(table) + onCluster() + " AS "
                        + database + "." + table + " ENGINE = Distributed('" + cluster.name() + "', '" + database
                        + "', '" + table + "')");
    }

    /// What stands for `${…}` in the steps:
    ///
    /// | | |
    /// | --- | --- |
    /// | `database` | its name |
    /// | `on_cluster` | [#onCluster]: `${database}.t${on_cluster}` |
    /// | `replicated`, `shard`, `everywhere` | an engine: `${replicated}ReplacingMergeTree(${shard}version)`, or
    /// `${everywhere}` |
    /// | `shard_alone` | as `shard`, for an engine with nothing else in its brackets |
    /// | `deduplication` | [#deduplication] |
    /// | `all` | what makes a table's name the one to read: `FROM ${database}.t${all}` |
    /// | `on_a_cluster`, `cluster` | a line that begins with `${on_a_cluster}` is a comment on one server |
    public Map<String, String> placeholders(String database) {
        return Map.of(
                "database", database,
                "on_cluster", onCluster(),
                "replicated", replicatedPrefix(),
                "shard", ofShard(),
                "shard_alone", alone(ofShard()),
                "everywhere", everywhere(),
                "deduplication", deduplication(),
                "all", cluster == null ? "" : DISTRIBUTED_SUFFIX,
                "on_a_cluster", cluster == null ? "-- on a cluster: " : "",
                "cluster", cluster == null ? "" : cluster.name());
    }

    /// The engine of a plain table of which every server has a copy.
    String everywhereWithoutVersion() {
        return replicatedPrefix() + "MergeTree(" + alone(everywhere()) + ")";
    }

    // Without the comma for what would follow.
    private static String alone(String arguments) {
        return arguments.isEmpty() ? "" : arguments.substring(0, arguments.lastIndexOf(','));
    }

    private String replicatedPrefix() {
        return cluster == null ? "" : "Replicated";
    }

    private String ofShard() {
        return cluster == null ? "" : "'" + cluster.path() + "', '" + cluster.replica() + "', ";
    }

    // Replicas may be numbered anew in each shard, so a name among all servers needs both.
    private String everywhere() {
        return cluster == null
                ? ""
                : "'" + cluster.path().replace("{shard}", "all") + "', '{shard}-" + cluster.replica() + "', ";
    }

    @Override
    public String toString() {
        return cluster == null ? "one server" : cluster.toString();
    }
}
