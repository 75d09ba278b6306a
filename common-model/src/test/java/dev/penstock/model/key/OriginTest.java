package dev.penstock.model.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://shop.example.com",
                "http://localhost:3000",
                "https://xn--bcher-kva.example",
                "http://[::1]:8080",
                "http://192.0.2.1",
                "capacitor://localhost",
                "chrome-extension://aabbccddeeffgghhiijjkkllmmnnoopp",
            })
    void whatABrowserSendsIsAnOrigin(String text) {
        assertThat(new Origin(text)).hasToString(text);
        assertThat(Origin.ofHeader(text)).contains(new Origin(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "null",
                "shop.example.com",
                "https://",
                "https://*.example.com",
                "https://shop.example.com/",
                "https://shop.example.com/cart",
                "https://user@shop.example.com",
                "https://shop.example.com:443",
                "https://shop.example.com:0",
                "https://shop.example.com:65536",
                "https://shop.example.com:",
                "https://shop.example.com:8o",
                "https://Shop.example.com",
                "https://shop.example.com, https://b.example",
                "https://[::1",
                "http://[::1]x",
                "://host",
                "https://a b",
            })
    void anythingElseIsNone(String text) {
        assertThat(Origin.ofHeader(text)).isEmpty();
        assertThatThrownBy(() -> new Origin(text)).hasMessageContaining("https://shop.example.com");
    }

    @ParameterizedTest
    @CsvSource({
        "HTTPS://Shop.Example.com, https://shop.example.com",
        "https://shop.example.com:443, https://shop.example.com",
        "http://shop.example.com:80, http://shop.example.com",
        "http://shop.example.com:443, http://shop.example.com:443",
    })
    void whatAPersonWritesIsPutIntoTheFormOfABrowser(String text, String origin) {
        assertThat(Origin.parse(text)).hasToString(origin);
    }

    @Test
    void aLongOriginIsRefusedAndNotRepeatedWhole() {
        assertThatThrownBy(() -> new Origin("https://" + "x".repeat(100_000)))
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(600));
    }
}
