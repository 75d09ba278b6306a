package dev.penstock.edge.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.penstock.model.refusal.Refusal;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RetryAfterTest {

    private final RetryAfter retryAfter = new RetryAfter(new Random(1));

    @ParameterizedTest
    @EnumSource
    void whatMayBeSentAgainIsSpreadOverSomeSecondsAndTheRestIsNot(Refusal refusal) {
        if (!refusal.retryable()) {
            assertThatIllegalArgumentException().isThrownBy(() -> retryAfter.seconds(refusal));
            return;
        }
        Set<Integer> seconds = IntStream.range(0, 200)
                .mapToObj(i -> retryAfter.seconds(refusal))
                .collect(Collectors.toSet());

        assertThat(seconds).hasSizeGreaterThan(1).allMatch(second -> second >= 1 && second < 10);
    }

    @Test
    void aKnownWaitIsRoundedUpAndLengthenedByUpToAFifth() {
        long wait = Duration.ofMillis(9_500).toNanos();
        Set<Integer> seconds =
                IntStream.range(0, 200).mapToObj(i -> retryAfter.seconds(wait)).collect(Collectors.toSet());

        assertThat(seconds).containsExactlyInAnyOrder(10, 11, 12);
        assertThat(retryAfter.seconds(1L)).isEqualTo(1);
        assertThat(retryAfter.seconds(Duration.ofDays(9_000).toNanos())).isEqualTo(86_400);
    }
}
