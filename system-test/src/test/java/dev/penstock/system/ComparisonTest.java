package dev.penstock.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// A judge that never says "broken" proves nothing.
class ComparisonTest {

    private static final Map<String, String> SENT = Map.of("a", "1", "b", "2");

    @Test
    void whatIsStoredAsItWasSentHolds() {
        Comparison comparison = Comparison.of(SENT, Map.of("a", List.of("1"), "b", List.of("2"), "c", List.of("3")));

        assertThat(comparison.holds()).isTrue();
        assertThat(comparison.counts(1, 3, 0)).containsEntry("lost", 0).containsEntry("verdict", "held");
    }

    @Test
    void anEventThatIsNotThereIsLost() {
        Comparison comparison = Comparison.of(SENT, Map.of("a", List.of("1")));

        assertThat(comparison.missing()).containsExactly("b");
        assertThat(comparison.counts(1, 1, 0)).containsEntry("lost", 1).containsEntry("verdict", "broken");
    }

    @Test
    void otherBytesAreNoticed() {
        assertThat(Comparison.of(SENT, Map.of("a", List.of("1"), "b", List.of("2 ")))
                        .altered())
                .containsExactly("b");
    }

    @Test
    void aSecondVisibleRowIsNoticedEvenOfAnEventOfUnknownFate() {
        Map<String, List<String>> stored = Map.of("a", List.of("1"), "b", List.of("2"), "c", List.of("3", "3"));

        assertThat(Comparison.of(SENT, stored).shownTwice()).containsExactly("c");
    }
}
