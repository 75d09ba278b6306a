package dev.penstock.ctl.topics;

import java.util.Locale;

/// Who of Penstock talks to Kafka, each with a user of its own.
public enum KafkaRole {
    /// The edges: they write events, and cannot read one.
    EDGE,

    /// The writers.
    WRITER,

    /// Whoever makes topics, keys and streams, and brings back what was dead-lettered or parked: `ingestctl`.
    OPERATOR,

    /// Whoever looks: the commands of `ingestctl` that change nothing. He sees the bytes of every event.
    AUDITOR;

    /// The word of the command line: `edge`.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The user it has unless told otherwise.
    String defaultPrincipal() {
        return "User:penstock-" + word();
    }
}
