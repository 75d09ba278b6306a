package dev.penstock.edge.stored;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

class StoredPolicyTest {

    private final ApplicationContextRunner runner =
            new ApplicationContextRunner().withUserConfiguration(Settings.class);

    @Test
    void theDefaultsAreTheDocumentedOnes() {
        runner.run(context -> assertThat(context.getBean(StoredPolicy.class))
                .isEqualTo(new StoredPolicy(Duration.ofSeconds(10), 5_000, 500_000)));
    }

    @Test
    void everyPropertyIsBoundUnderItsDocumentedName() {
        runner.withPropertyValues(
                        "penstock.edge.stored.timeout=2s",
                        "penstock.edge.stored.requests=3",
                        "penstock.edge.stored.events=4")
                .run(context -> assertThat(context.getBean(StoredPolicy.class))
                        .isEqualTo(new StoredPolicy(Duration.ofSeconds(2), 3, 4)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "penstock.edge.stored.timeout=1ms | penstock.edge.stored.timeout must be between PT0.01S and PT55S",
                "penstock.edge.stored.timeout=1m | penstock.edge.stored.timeout must be between PT0.01S and PT55S",
                "penstock.edge.stored.requests=-1 | penstock.edge.stored.requests must not be negative: -1",
                "penstock.edge.stored.events=-1 | penstock.edge.stored.events must not be negative: -1",
            })
    void aWrongValueStopsTheStartWithASentence(String property, String sentence) {
        runner.withPropertyValues(property)
                .run(context -> assertThat(context).getFailure().rootCause().hasMessageStartingWith(sentence));
    }

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(StoredPolicy.class)
    static class Settings {}
}
