package dev.penstock.edge.publish;

/// How much the topic must survive before a 202 is given for it.
public enum Durability {
    /// Three replicas, two of them in sync, no unclean election: what the promise needs.
    STRICT(3, 2),

    /// One replica is enough. For a laptop: a 202 then lives as long as that one broker's disk.
    DEVELOPMENT(1, 1);

    private final int replicas;
    private final int inSync;

    Durability(int replicas, int inSync) {
        this.replicas = replicas;
        this.inSync = inSync;
    }

    int replicas() {
        return replicas;
    }

    int inSync() {
        return inSync;
    }
}
