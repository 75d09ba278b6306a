package dev.penstock.sink.migrate;

import java.util.regex.Pattern;

/// The cluster whose servers all get the tables, and where its Keeper keeps what they have.
///
/// @param name as in `remote_servers`, or a macro such as `{cluster}`
/// @param path Keeper's path of a table, with the macros `{shard}` and `{table}`; ClickHouse replaces them, on each
/// server by its own
/// @param replica the name of a server among those of its shard, with `{replica}`
public record ClickHouseCluster(String name, String path, String replica) {

    /// As ClickHouse proposes it.
    public static final String DEFAULT_PATH = "/clickhouse/tables/{shard}/{database}/{table}";

    public static final String DEFAULT_REPLICA = "{replica}";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.{}-]{1,64}");

    // Nothing that could end the string these become part of.
    private static final Pattern WORDS = Pattern.compile("[A-Za-z0-9_./:{}-]{1,256}");

    public ClickHouseCluster {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "the cluster's name must be 1 to 64 of A-Z a-z 0-9 _ . - { }: '" + name + "'");
        }
        if (!WORDS.matcher(path).matches() || !path.startsWith("/")) {
            throw new IllegalArgumentException(
                    "Keeper's path must begin with / and be of A-Z a-z 0-9 _ . / : - { }: '" + path + "'");
        }
        // Without them two tables, or two shards, would be taken for copies of each other.
        requireMacro("Keeper's path", path, "{shard}");
        requireMacro("Keeper's path", path, "{table}");
        if (!WORDS.matcher(replica).matches()) {
            throw new IllegalArgumentException(
                    "the replica's name must be of A-Z a-z 0-9 _ . / : - { }: '" + replica + "'");
        }
        requireMacro("the replica's name", replica, "{replica}");
    }

    /// The cluster `name` with the paths that ClickHouse proposes.
    public static ClickHouseCluster named(String name) {
        return new ClickHouseCluster(name, DEFAULT_PATH, DEFAULT_REPLICA);
    }

    private static void requireMacro(String what, String text, String macro) {
        if (!text.contains(macro)) {
            throw new IllegalArgumentException(what + " must contain " + macro + ": '" + text + "'");
        }
    }
}
