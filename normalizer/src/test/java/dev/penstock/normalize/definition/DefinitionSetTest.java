package dev.penstock.normalize.definition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.model.control.ControlFact.StreamFact;
import dev.penstock.model.stream.StreamName;
import dev.penstock.normalize.definition.Definitions.Answer;
import java.util.List;
import org.junit.jupiter.api.Test;

class DefinitionSetTest {

    private static final StreamName ORDERS = new StreamName("orders");
    private static final StreamName CLICKS = new StreamName("clicks");

    @Test
    void theHighestVersionIsInForce() {
        Definitions definitions = DefinitionSet.of(List.of(fact(ORDERS, 2), fact(ORDERS, 10), fact(ORDERS, 9)));

        assertThat(definitions.of(ORDERS))
                .isInstanceOfSatisfying(
                        Answer.Defined.class,
                        defined -> assertThat(defined.definition().version()).isEqualTo(10));
        assertThat(definitions.of(CLICKS)).isEqualTo(new Answer.Undefined());
    }

    @Test
    void whatCannotBeReadIsNotUndefined() {
        Definitions definitions = DefinitionSet.of(
                List.of(fact(ORDERS, 1), new StreamFact(ORDERS, 2, "{\"from_the_future\":1}"), fact(CLICKS, 1)));

        assertThat(definitions.of(ORDERS)).isInstanceOfSatisfying(Answer.Unusable.class, unusable -> {
            assertThat(unusable.version()).isEqualTo(2);
            assertThat(unusable.reason()).startsWith("/from_the_future: is not known");
        });
        assertThat(definitions.of(CLICKS)).isInstanceOf(Answer.Defined.class);
    }

    @Test
    void aVersionIsReadOnce() {
        DefinitionSet first = DefinitionSet.of(List.of(fact(ORDERS, 1), fact(CLICKS, 1)));
        Answer orders = first.of(ORDERS);
        Answer clicks = first.of(CLICKS);

        DefinitionSet next = first.at(List.of(fact(ORDERS, 1), fact(CLICKS, 1), fact(CLICKS, 2)));

        assertThat(first.of(ORDERS)).isSameAs(orders);
        assertThat(next.of(ORDERS)).isSameAs(orders);
        assertThat(next.of(CLICKS)).isNotEqualTo(clicks);
        assertThat(first.of(CLICKS)).isSameAs(clicks);
    }

    private static StreamFact fact(StreamName stream, int version) {
        return new StreamFact(stream, version, "{}");
    }
}
