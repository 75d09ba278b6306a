package dev.penstock.ctl.replay.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.model.event.Payload;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PayloadPredicateTest {

    private static final Payload EVENT = Payload.of(
            "{\"user\":{\"plan\":\"pro\",\"age\":1.50,\"a/b\":true},\"tags\":[\"x\",\"y\"],\"none\":null,\"number\":\"7\"}");

    @ParameterizedTest
    @CsvSource({
        "/user/plan=pro, true",
        "/user/plan=free, false",
        "/user/plan, true",
        "/user/absent, false",
        "/user/absent=null, false",
        "/user/age=1.5, true",
        "/user/age=15e-1, true",
        "/user/age=pro, false",
        "/user/a~1b=true, true",
        "/tags/1=y, true",
        "/tags/2, false",
        "/tags=x, false",
        "/none=null, true",
        "/none, true",
        "/number=7, true",
        "/user/plan=a=b, false"
    })
    void aPlaceHasAValueOrNot(String predicate, boolean matches) {
        assertThat(PayloadPredicate.parse(predicate).matches(EVENT)).isEqualTo(matches);
    }
}
