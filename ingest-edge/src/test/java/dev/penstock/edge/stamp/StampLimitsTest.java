package dev.penstock.edge.stamp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class StampLimitsTest {

    @Test
    void theLimitsAreToldInTheWordsOfPeople() {
        assertThat(new StampLimits(Duration.ofDays(400), Duration.ofHours(24)).inWords())
                .isEqualTo("the time of an event must be at most 400 days in the past and 24 hours in the future");
        assertThat(new StampLimits(Duration.ofSeconds(90), Duration.ofMillis(1500)).inWords())
                .contains("90 s in the past", "1500 ms in the future");
    }
}
