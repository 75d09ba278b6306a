package dev.penstock.edge.authenticate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.model.event.SourceAddress;
import java.net.InetAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BadKeysTest {

    private static final SourceAddress ANY = address("192.0.2.1");

    // Not zero, and wrapping round within the test: that is what nanoTime may do.
    private long now = Long.MAX_VALUE - Duration.ofSeconds(1).toNanos();

    private final BadKeys badKeys = new BadKeys(new BadKeyPolicy(60, 3, 4), () -> now);

    @Test
    void aBurstIsForgivenAndThenOneASecond() {
        assertThat(tooMany(ANY, 3)).isZero();
        assertThat(tooMany(ANY, 5)).isEqualTo(5);

        now += Duration.ofSeconds(1).toNanos();
        assertThat(tooMany(ANY, 2)).isEqualTo(1);

        now += Duration.ofMinutes(1).toNanos();
        assertThat(tooMany(ANY, 4)).isEqualTo(1);
    }

    @Test
    void anIpv6SenderIsItsNetworkAndAnIpv4SenderItself() {
        assertThat(tooMany(address("2001:db8::1"), 3)).isZero();
        assertThat(tooMany(address("2001:db8::ffff:ffff:ffff:ffff"), 1)).isEqualTo(1);
        assertThat(tooMany(address("2001:db8:0:1::1"), 1)).isZero();

        assertThat(tooMany(address("192.0.2.1"), 3)).isZero();
        assertThat(tooMany(address("192.0.2.2"), 1)).isZero();
    }

    @Test
    void noMoreAddressesAreRememberedThanMayBeAndForgettingOneIsCounted() {
        for (int i = 0; i < 10_000; i++) {
            badKeys.isOneTooMany(new SourceAddress(0x2001_0DB8_0000_0000L + i, 1));
        }

        assertThat(badKeys.remembered()).isEqualTo(4);
        assertThat(badKeys.forgotten()).isEqualTo(9_996);
    }

    @Test
    void theQuietestIsForgottenFirstAndItIsNoLossWhenNothingIsHeldAgainstIt() {
        tooMany(ANY, 3);
        for (int i = 0; i < 10; i++) {
            badKeys.isOneTooMany(new SourceAddress(0x2001_0DB8_0000_0000L + i, 1));
            assertThat(badKeys.isOneTooMany(ANY)).isTrue();
        }
        long forgotten = badKeys.forgotten();

        now += Duration.ofMinutes(1).toNanos();
        for (int i = 100; i < 104; i++) {
            badKeys.isOneTooMany(new SourceAddress(0x2001_0DB8_0000_0000L + i, 1));
        }

        assertThat(badKeys.forgotten()).isEqualTo(forgotten);
        assertThat(badKeys.isOneTooMany(ANY)).isFalse();
    }

    private int tooMany(SourceAddress source, int presented) {
        int tooMany = 0;
        for (int i = 0; i < presented; i++) {
            tooMany += badKeys.isOneTooMany(source) ? 1 : 0;
        }
        return tooMany;
    }

    private static SourceAddress address(String text) {
        return SourceAddress.of(InetAddress.ofLiteral(text));
    }
}
