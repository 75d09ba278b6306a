package dev.penstock.edge.http;

import dev.penstock.model.event.SourceAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds out where a request came from, believing only our own proxies.
final class SenderAddress {

    private final int trustedProxies;

    SenderAddress(ProxyPolicy policy) {
        this.trustedProxies = policy.trustedProxies();
    }

    /// The sender's address.
    ///
    /// @param connection the other end of the connection
    /// @param forwarded all values of `X-Forwarded-For`, in their order
    SourceAddress of(@Nullable InetSocketAddress connection, List<String> forwarded) {
        if (trustedProxies > 0) {
            SourceAddress written = fromTheRight(String.join(",", forwarded));
            if (written != null) {
                return written;
            }
        }
        InetAddress address = connection == null ? null : connection.getAddress();
        return address == null ? SourceAddress.UNKNOWN : SourceAddress.of(address);
    }

    private @Nullable SourceAddress fromTheRight(String list) {
        int end = list.length();
        for (int hop = 1; hop < trustedProxies; hop++) {
            end = list.lastIndexOf(',', end - 1);
            if (end < 0) {
                return null;
            }
        }
        String text = list.substring(list.lastIndexOf(',', end - 1) + 1, end).strip();
        try {
            // Reads literals only: no name is ever looked up.
            return text.isEmpty() ? null : SourceAddress.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException e) {
            // A proxy that writes something else (a port, "unknown") tells us nothing; the connection's address is
            // true.
            return null;
        }
    }
}
