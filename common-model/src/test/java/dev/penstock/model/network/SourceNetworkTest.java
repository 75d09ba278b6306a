package dev.penstock.model.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.model.event.SourceAddress;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourceNetworkTest {

    @ParameterizedTest
    @CsvSource({
        "192.0.2.0/24, 192.0.2.255, true",
        "192.0.2.0/24, 192.0.3.0, false",
        "192.0.2.0/24, ::ffff:192.0.2.1, true",
        "::ffff:192.0.2.0/120, 192.0.2.1, true",
        "192.0.2.0/24, 2001:db8::1, false",
        "0.0.0.0/0, 8.8.8.8, true",
        "0.0.0.0/0, 2001:db8::1, false",
        "::/0, 2001:db8::1, true",
        "::/0, 8.8.8.8, true",
        "2001:db8::/32, 2001:db8:ffff::1, true",
        "2001:db8::/32, 2001:db9::1, false",
        "2001:db8::/64, 2001:db8::ffff:ffff:ffff:ffff, true",
        "2001:db8::/64, 2001:db8:0:1::, false",
        "2001:db8::/65, 2001:db8::8000:0:0:0, false",
        "10.1.2.3, 10.1.2.3, true",
        "10.1.2.3, 10.1.2.4, false",
        "2001:db8::1, 2001:db8::1, true",
        "2001:db8::1/128, 2001:db8::2, false",
    })
    void anAddressIsInANetworkThatHasItsFirstBits(String network, String address, boolean contained) {
        SourceAddress source = SourceAddress.of(InetAddress.ofLiteral(address));

        assertThat(source.isIn(SourceNetwork.parse(network))).isEqualTo(contained);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/8",
                "10.0.0.0/",
                "10.0.0.0/x",
                "10.0.0.0/-1",
                "10.0.0.0/ 8",
                "10.0.0/8",
                "10/8",
                "localhost",
                "example.com/24",
                "fe80::1%eth0/64",
                "2001:db8::/32/8",
                "256.0.0.0/8",
                "[::1]/128",
            })
    void whatIsNoNetworkIsRefusedWithAnExample(String text) {
        assertThatThrownBy(() -> SourceNetwork.parse(text)).hasMessageContaining("192.0.2.0/24");
    }

    @Test
    void anAddressInsideTheNetworkIsRefusedWithTheOneThatWasMeant() {
        assertThatThrownBy(() -> SourceNetwork.parse("10.1.0.0/8"))
                .hasMessageContaining("10.0.0.0/8")
                .hasMessageContaining("10.1.0.0/8");
    }

    @Test
    void aPrefixLongerThanTheAddressIsRefused() {
        assertThatThrownBy(() -> SourceNetwork.parse("10.0.0.0/33")).hasMessageContaining("0 to 32");
        assertThatThrownBy(() -> SourceNetwork.parse("::/129")).hasMessageContaining("0 to 128");
    }

    @Test
    void aLongTextIsNotRepeatedWhole() {
        assertThatThrownBy(() -> SourceNetwork.parse("1".repeat(100_000)))
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(300));
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.0/24", "0.0.0.0/0", "10.1.2.3/32", "::/0", "2001:db8::/32", "::/90"})
    void aNetworkIsPrintedAsItIsRead(String text) {
        SourceNetwork network = SourceNetwork.parse(text);

        assertThat(SourceNetwork.parse(network.toString())).isEqualTo(network);
    }
}
