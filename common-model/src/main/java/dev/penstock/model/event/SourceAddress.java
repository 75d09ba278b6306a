package dev.penstock.model.event;

import dev.penstock.model.network.SourceNetwork;
import java.net.InetAddress;

/// The address an event came from, as IPv6; IPv4 is mapped to `::ffff:a.b.c.d`, which is how the table keeps it.
public record SourceAddress(long high, long low) {

    /// Bytes of an address on the wire and in the table.
    public static final int BYTES = 16;

    /// The address of an event whose sender is not known: `::`.
    public static final SourceAddress UNKNOWN = new SourceAddress(0, 0);

    private static final long MAPPED_IPV4 = 0x0000_FFFF_0000_0000L;

    public static SourceAddress of(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length == 4) {
            long ipv4 = 0;
            for (byte b : bytes) {
                ipv4 = (ipv4 << 8) | (b & 0xFF);
            }
            return new SourceAddress(0, MAPPED_IPV4 | ipv4);
        }
        long high = 0;
        long low = 0;
        for (int i = 0; i < 8; i++) {
            high = (high << 8) | (bytes[i] & 0xFF);
            low = (low << 8) | (bytes[8 + i] & 0xFF);
        }
        return new SourceAddress(high, low);
    }

    /// Whether the address lies in `network`.
    public boolean isIn(SourceNetwork network) {
        return network.contains(high, low);
    }
}
