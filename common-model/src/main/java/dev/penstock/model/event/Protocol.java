package dev.penstock.model.event;

import java.util.Optional;

/// The protocol in which an event reached the edge. The code is on the wire: it never changes.
public enum Protocol {
    NATIVE("native"),
    TINYBIRD("tinybird"),
    CLICKSTREAM("clickstream"),
    AUTOBLOCKS("autoblocks"),
    SEGMENT("segment"),
    CLOUDEVENTS("cloudevents");

    private final String code;

    Protocol(String code) {
        this.code = code;
    }

    public String code() {
        return code;
    }

    /// The protocol of a code, or empty when a newer edge wrote it.
    public static Optional<Protocol> ofCode(String code) {
        for (Protocol protocol : values()) {
            if (protocol.code.equals(code)) {
                return Optional.of(protocol);
            }
        }
        return Optional.empty();
    }
}
