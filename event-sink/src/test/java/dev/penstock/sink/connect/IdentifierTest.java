package dev.penstock.sink.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentifierTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "1a", "a b", "a`b", "a.b", "a-b", "a;b", "ä", "a\n", "a\0", "a'", "a\\"})
    void whatWouldNeedQuotesIsRefused(String name) {
        assertThat(Identifier.isPlain(name)).isFalse();
        assertThatThrownBy(() -> Identifier.checked("table", name)).hasMessageStartingWith("table must be 1 to 160");
    }

    @Test
    void plainNamesPassUpToTheLongestOfAStreamsTables() {
        assertThat(Identifier.checked("table", "s".repeat(128) + "_quarantine")).hasSize(139);
        assertThat(Identifier.isPlain("a".repeat(161))).isFalse();
    }
}
