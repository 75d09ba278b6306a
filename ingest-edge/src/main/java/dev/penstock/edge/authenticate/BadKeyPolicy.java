package dev.penstock.edge.authenticate;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How many unknown keys an address may present before it is told to slow down. A good key is taken all the same.
///
/// @param perMinute unknown keys a minute and address (of IPv6: and /64) that are answered 401; those above get 429
///     `too_many_bad_keys`
/// @param burst how many of them may come at once
/// @param addresses how many addresses are remembered; the one that has been quiet for longest is forgotten first
@ConfigurationProperties("penstock.edge.bad-keys")
public record BadKeyPolicy(
        @DefaultValue("60") int perMinute,
        @DefaultValue("30") int burst,
        @DefaultValue("10000") int addresses) {

    // A minute is divided by it to the nanosecond.
    private static final int MOST_PER_MINUTE = 1_000_000;

    // About 150 bytes each.
    private static final int MOST_ADDRESSES = 1_000_000;

    public BadKeyPolicy {
        require("per-minute", perMinute, MOST_PER_MINUTE);
        require("burst", burst, MOST_PER_MINUTE);
        require("addresses", addresses, MOST_ADDRESSES);
    }

    private static void require(String property, int value, int most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException(
                    "penstock.edge.bad-keys." + property + " must be between 1 and " + most + ": " + value);
        }
    }
}
