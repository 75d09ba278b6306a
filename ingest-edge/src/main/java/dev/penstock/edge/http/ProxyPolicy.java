package dev.penstock.edge.http;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Whose word counts for where a request came from.
///
/// @param trustedProxies how many proxies of our own every request passes. The sender's address is the one the
///     outermost of them wrote into `X-Forwarded-For`, counted from the right; what stands left of it anybody may
///     have written. 0: the address of the connection
@ConfigurationProperties("penstock.edge")
public record ProxyPolicy(@DefaultValue("0") int trustedProxies) {

    private static final int MOST = 10;

    public ProxyPolicy {
        if (trustedProxies < 0 || trustedProxies > MOST) {
            throw new IllegalArgumentException(
                    "penstock.edge.trusted-proxies must be between 0 and " + MOST + ": " + trustedProxies);
        }
    }
}
