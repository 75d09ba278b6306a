package dev.penstock.edge.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// All protocols this edge speaks.
public final class Protocols {

    private final List<ClientProtocol> all;

    public Protocols(List<ClientProtocol> all) {
        this.all = List.copyOf(all);
    }

    /// The protocol a path belongs to; null when it is none of theirs.
    public @Nullable ClientProtocol of(String path) {
        for (ClientProtocol protocol : all) {
            if (protocol.owns(path)) {
                return protocol;
            }
        }
        return null;
    }
}
