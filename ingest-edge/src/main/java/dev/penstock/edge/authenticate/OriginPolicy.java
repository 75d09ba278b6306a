package dev.penstock.edge.authenticate;

import dev.penstock.model.key.KeyRecord;
import dev.penstock.model.key.Origin;
import org.jspecify.annotations.Nullable;

/// Which pages may send events.
///
/// A key that lists no origin is a secret one: with it no page may send, because a key that is in a page is in the
/// hands of everybody who looks. A key that lists origins may also be used without any, by a server; the header
/// keeps other people's pages from spending the key in their visitors' browsers, and nobody from sending by hand.
public final class OriginPolicy {

    private final KeyDirectory keys;

    public OriginPolicy(KeyDirectory keys) {
        this.keys = keys;
    }

    /// Whether a request with this key may come from a page of this origin.
    ///
    /// @param origin the header `Origin` as it was sent; null when there was none, which is always allowed
    public static boolean allows(KeyRecord key, @Nullable String origin) {
        return origin == null
                || (!key.origins().isEmpty()
                        && Origin.ofHeader(origin)
                                .filter(key.origins()::contains)
                                .isPresent());
    }

    /// Whether a browser that asks before it sends (a CORS preflight, which shows no key) is told to go on: when some
    /// key that is not revoked lists the origin. The request itself is judged by its own key.
    public boolean allowsPreflight(String origin) {
        return Origin.ofHeader(origin).filter(keys::isListed).isPresent();
    }
}
