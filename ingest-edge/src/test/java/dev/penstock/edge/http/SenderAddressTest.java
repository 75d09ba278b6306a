package dev.penstock.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.model.event.SourceAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SenderAddressTest {

    private static final InetSocketAddress CONNECTION = new InetSocketAddress(InetAddress.ofLiteral("10.0.0.1"), 4711);

    @Test
    void withoutProxiesOfOurOwnTheHeaderIsNotRead() {
        assertThat(of(0, "6.6.6.6")).isEqualTo(address("10.0.0.1"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 | 6.6.6.6, 203.0.113.9           | 203.0.113.9",
                "2 | 6.6.6.6, 203.0.113.9, 10.0.0.2 | 203.0.113.9",
                "1 | 2001:db8::1                    | 2001:db8::1",
                "3 | 203.0.113.9, 10.0.0.2          | 10.0.0.1",
                "1 | unknown                        | 10.0.0.1",
                "1 | evil.example                   | 10.0.0.1",
                "1 | 203.0.113.9,                   | 10.0.0.1",
            })
    void theAddressIsTheOneOurOutermostProxyWrote(int proxies, String header, String expected) {
        assertThat(of(proxies, header)).isEqualTo(address(expected));
    }

    @Test
    void severalHeadersAreOneList() {
        SourceAddress found =
                new SenderAddress(new ProxyPolicy(2)).of(CONNECTION, List.of("6.6.6.6", "203.0.113.9", "10.0.0.2"));

        assertThat(found).isEqualTo(address("203.0.113.9"));
    }

    @Test
    void noHeaderAndNoConnectionIsUnknown() {
        assertThat(new SenderAddress(new ProxyPolicy(1)).of(null, List.of())).isEqualTo(SourceAddress.UNKNOWN);
    }

    private static SourceAddress of(int proxies, String header) {
        return new SenderAddress(new ProxyPolicy(proxies)).of(CONNECTION, List.of(header));
    }

    private static SourceAddress address(String literal) {
        return SourceAddress.of(InetAddress.ofLiteral(literal));
    }
}
