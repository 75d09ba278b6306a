package dev.penstock.edge.admit;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/// How much one request, and all of them together, may bring.
///
/// @param body bytes of a body as it is sent
/// @param decompressed bytes of a body once it is unpacked
/// @param ratio bytes a body may unpack to, for each byte that was sent; counts from 1 MB of output on
/// @param inFlight bytes of bodies, packed and unpacked, that the edge holds at once; full is 503 `edge_full`. The
///     heap needs about three times as much. 0: an eighth of the heap, up to 128 MB
@ConfigurationProperties("penstock.edge.admit")
public record BodyLimits(
        @DefaultValue("5MB") DataSize body,
        @DefaultValue("20MB") DataSize decompressed,
        @DefaultValue("100") int ratio,
        @DefaultValue("0B") DataSize inFlight) {

    // What unpacks to less than this harms nobody, however small it was.
    private static final long HARMLESS = DataSize.ofMegabytes(1).toBytes();

    // An array's length is an int.
    private static final DataSize LARGEST = DataSize.ofGigabytes(1);

    private static final DataSize MOST_IN_FLIGHT = DataSize.ofMegabytes(128);

    public BodyLimits {
        requireBetween("body", body, DataSize.ofBytes(1), LARGEST);
        requireBetween("decompressed", decompressed, body, LARGEST);
        if (ratio < 1) {
            throw new IllegalArgumentException("penstock.edge.admit.ratio must be at least 1: " + ratio);
        }
        DataSize least = DataSize.ofBytes(largest(body, decompressed));
        if (inFlight.toBytes() == 0) {
            inFlight = HeapShare.between(least, least.compareTo(MOST_IN_FLIGHT) > 0 ? least : MOST_IN_FLIGHT);
        }
        if (inFlight.compareTo(least) < 0) {
            throw new IllegalArgumentException("penstock.edge.admit.in-flight (" + inFlight
                    + ") must not be below penstock.edge.admit.body and decompressed together (" + least
                    + "): the largest body would never be admitted");
        }
    }

    /// Bytes that the largest request holds.
    long largest() {
        return largest(body, decompressed);
    }

    private static long largest(DataSize body, DataSize decompressed) {
        return body.toBytes() + decompressed.toBytes() + InFlightBudget.REQUEST_WEIGHT;
    }

    /// Bytes that `packed` bytes may unpack to.
    public int mostUnpacked(int packed) {
        return (int) Math.min(decompressed.toBytes(), Math.max(HARMLESS, (long) packed * ratio));
    }

    private static void requireBetween(String property, DataSize value, DataSize least, DataSize most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    "penstock.edge.admit." + property + " must be between " + least + " and " + most + ": " + value);
        }
    }
}
