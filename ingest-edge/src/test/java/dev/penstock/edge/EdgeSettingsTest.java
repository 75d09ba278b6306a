package dev.penstock.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.edge.admit.BodyLimits;
import dev.penstock.edge.admit.OrganizationShare;
import dev.penstock.edge.admit.PressurePolicy;
import dev.penstock.edge.admit.RateMode;
import dev.penstock.edge.admit.RatePolicy;
import dev.penstock.edge.admit.UsagePolicy;
import dev.penstock.edge.authenticate.AuthenticationPolicy;
import dev.penstock.edge.authenticate.BadKeyPolicy;
import dev.penstock.edge.decode.DecodeLimits;
import dev.penstock.edge.http.HttpPolicy;
import dev.penstock.edge.http.ProxyPolicy;
import dev.penstock.edge.http.TracePolicy;
import dev.penstock.edge.keys.KeysFilePolicy;
import dev.penstock.edge.publish.Durability;
import dev.penstock.edge.publish.DurabilityPolicy;
import dev.penstock.edge.publish.PublishPolicy;
import dev.penstock.edge.stamp.StampLimits;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.util.unit.DataSize;

/// Every property of the edge: its default, its name, and the sentence that stops a start.
class EdgeSettingsTest {

    private final ApplicationContextRunner runner =
            new ApplicationContextRunner().withUserConfiguration(Settings.class);

    @Test
    void theDefaultsAreTheDocumentedOnes() {
        runner.run(context -> {
            assertThat(context.getBean(BodyLimits.class))
                    .isEqualTo(new BodyLimits(
                            DataSize.ofMegabytes(5), DataSize.ofMegabytes(20), 100, DataSize.ofBytes(0)));
            // An eighth of the heap, whatever that is here.
            assertThat(context.getBean(BodyLimits.class).inFlight())
                    .isBetween(DataSize.ofMegabytes(25), DataSize.ofMegabytes(128));
            assertThat(context.getBean(OrganizationShare.class)).isEqualTo(new OrganizationShare(0.25));
            assertThat(context.getBean(RatePolicy.class))
                    .isEqualTo(new RatePolicy(0, 0, 0, Duration.ofSeconds(1), RateMode.ENFORCE, true));
            assertThat(context.getBean(PressurePolicy.class))
                    .isEqualTo(
                            new PressurePolicy(0.7, 0.4, 0.15, Duration.ofSeconds(10), Duration.ofSeconds(30), 1_000));
            assertThat(context.getBean(UsagePolicy.class))
                    .isEqualTo(new UsagePolicy("", 1, Duration.ofSeconds(5), 1_000));
            assertThat(context.getBean(DecodeLimits.class))
                    .isEqualTo(new DecodeLimits(10_000, DataSize.ofKilobytes(900), 32, 20_000, 256, 100));
            assertThat(context.getBean(StampLimits.class))
                    .isEqualTo(new StampLimits(Duration.ofDays(400), Duration.ofHours(24)));
            assertThat(context.getBean(AuthenticationPolicy.class))
                    .isEqualTo(new AuthenticationPolicy(null, Duration.ofSeconds(60)));
            assertThat(context.getBean(KeysFilePolicy.class)).isEqualTo(new KeysFilePolicy(null));
            assertThat(context.getBean(BadKeyPolicy.class)).isEqualTo(new BadKeyPolicy(60, 30, 10_000));
            assertThat(context.getBean(PublishPolicy.class))
                    .isEqualTo(new PublishPolicy(
                            Duration.ofSeconds(1),
                            Duration.ofSeconds(8),
                            Duration.ofSeconds(4),
                            Duration.ofMillis(5),
                            DataSize.ofKilobytes(256),
                            DataSize.ofBytes(0),
                            Duration.ofSeconds(8),
                            Duration.ofSeconds(1)));
            assertThat(context.getBean(HttpPolicy.class))
                    .isEqualTo(new HttpPolicy(
                            Duration.ofSeconds(65),
                            Duration.ofSeconds(10),
                            Duration.ofSeconds(30),
                            Duration.ofSeconds(10),
                            10_000,
                            0,
                            64,
                            100,
                            HttpPolicy.Logged.REFUSED,
                            100,
                            Duration.ZERO));
            assertThat(context.getBean(TracePolicy.class)).isEqualTo(new TracePolicy(10));
            assertThat(context.getBean(ProxyPolicy.class)).isEqualTo(new ProxyPolicy(0));
            assertThat(context.getBean(DurabilityPolicy.class)).isEqualTo(new DurabilityPolicy(Durability.STRICT));
        });
    }

    @Test
    void everyPropertyIsBoundUnderItsDocumentedName() {
        runner.withPropertyValues(
                        "penstock.edge.admit.body=1MB",
                        "penstock.edge.admit.decompressed=2MB",
                        "penstock.edge.admit.ratio=3",
                        "penstock.edge.admit.in-flight=4MB",
                        "penstock.edge.admit.organization-share=0.5",
                        "penstock.edge.admit.rate.requests=1",
                        "penstock.edge.admit.rate.events=2",
                        "penstock.edge.admit.rate.bytes=3",
                        "penstock.edge.admit.rate.burst=4s",
                        "penstock.edge.admit.rate.mode=dry-run",
                        "penstock.edge.admit.rate.headers=false",
                        "penstock.edge.admit.pressure.elevated=0.6",
                        "penstock.edge.admit.pressure.high=0.5",
                        "penstock.edge.admit.pressure.critical=0.4",
                        "penstock.edge.admit.pressure.valid-for=5s",
                        "penstock.edge.admit.pressure.hysteresis=6s",
                        "penstock.edge.admit.pressure.guaranteed-events=7",
                        "penstock.edge.admit.usage.instance=edge-1",
                        "penstock.edge.admit.usage.edges=2",
                        "penstock.edge.admit.usage.silence=3s",
                        "penstock.edge.admit.usage.organizations=4",
                        "penstock.edge.decode.events=1",
                        "penstock.edge.decode.event=2KB",
                        "penstock.edge.decode.depth=3",
                        "penstock.edge.decode.tokens=4",
                        "penstock.edge.decode.name=5",
                        "penstock.edge.decode.number=6",
                        "penstock.edge.stamp.past=1d",
                        "penstock.edge.stamp.future=2h",
                        "penstock.edge.control.snapshot=/tmp/snapshot",
                        "penstock.edge.control.stale-after=7s",
                        "penstock.edge.control.keys-file=/etc/keys.yaml",
                        "penstock.edge.bad-keys.per-minute=1",
                        "penstock.edge.bad-keys.burst=2",
                        "penstock.edge.bad-keys.addresses=3",
                        "penstock.edge.publish.answer-timeout=100ms",
                        "penstock.edge.publish.delivery-timeout=3s",
                        "penstock.edge.publish.request-timeout=2s",
                        "penstock.edge.publish.linger=4ms",
                        "penstock.edge.publish.batch=5KB",
                        "penstock.edge.publish.buffer=6MB",
                        "penstock.edge.publish.close-timeout=7s",
                        "penstock.edge.publish.breaker-wait=8s",
                        "penstock.edge.http.idle-timeout=1s",
                        "penstock.edge.http.read-timeout=2s",
                        "penstock.edge.http.request-timeout=3s",
                        "penstock.edge.http.connections=4",
                        "penstock.edge.http.connections-per-address=7",
                        "penstock.edge.http.head-timeout=6s",
                        "penstock.edge.http.headers=8",
                        "penstock.edge.http.streams=9",
                        "penstock.edge.http.access-log=all",
                        "penstock.edge.http.access-log-rate=10",
                        "penstock.edge.trace.callers-per-second=11",
                        "penstock.edge.http.drain-delay=5s",
                        "penstock.edge.trusted-proxies=1",
                        "penstock.edge.durability=development")
                .run(context -> {
                    assertThat(context.getBean(BodyLimits.class))
                            .isEqualTo(new BodyLimits(
                                    DataSize.ofMegabytes(1), DataSize.ofMegabytes(2), 3, DataSize.ofMegabytes(4)));
                    assertThat(context.getBean(OrganizationShare.class)).isEqualTo(new OrganizationShare(0.5));
                    assertThat(context.getBean(RatePolicy.class))
                            .isEqualTo(new RatePolicy(1, 2, 3, Duration.ofSeconds(4), RateMode.DRY_RUN, false));
                    assertThat(context.getBean(PressurePolicy.class))
                            .isEqualTo(
                                    new PressurePolicy(0.6, 0.5, 0.4, Duration.ofSeconds(5), Duration.ofSeconds(6), 7));
                    assertThat(context.getBean(UsagePolicy.class))
                            .isEqualTo(new UsagePolicy("edge-1", 2, Duration.ofSeconds(3), 4));
                    assertThat(context.getBean(DecodeLimits.class))
                            .isEqualTo(new DecodeLimits(1, DataSize.ofKilobytes(2), 3, 4, 5, 6));
                    assertThat(context.getBean(StampLimits.class))
                            .isEqualTo(new StampLimits(Duration.ofDays(1), Duration.ofHours(2)));
                    assertThat(context.getBean(AuthenticationPolicy.class))
                            .isEqualTo(new AuthenticationPolicy(Path.of("/tmp/snapshot"), Duration.ofSeconds(7)));
                    assertThat(context.getBean(KeysFilePolicy.class))
                            .isEqualTo(new KeysFilePolicy(Path.of("/etc/keys.yaml")));
                    assertThat(context.getBean(BadKeyPolicy.class)).isEqualTo(new BadKeyPolicy(1, 2, 3));
                    assertThat(context.getBean(PublishPolicy.class))
                            .isEqualTo(new PublishPolicy(
                                    Duration.ofMillis(100),
                                    Duration.ofSeconds(3),
                                    Duration.ofSeconds(2),
                                    Duration.ofMillis(4),
                                    DataSize.ofKilobytes(5),
                                    DataSize.ofMegabytes(6),
                                    Duration.ofSeconds(7),
                                    Duration.ofSeconds(8)));
                    assertThat(context.getBean(HttpPolicy.class))
                            .isEqualTo(new HttpPolicy(
                                    Duration.ofSeconds(1),
                                    Duration.ofSeconds(2),
                                    Duration.ofSeconds(3),
                                    Duration.ofSeconds(6),
                                    4,
                                    7,
                                    8,
                                    9,
                                    HttpPolicy.Logged.ALL,
                                    10,
                                    Duration.ofSeconds(5)));
                    assertThat(context.getBean(TracePolicy.class)).isEqualTo(new TracePolicy(11));
                    assertThat(context.getBean(ProxyPolicy.class)).isEqualTo(new ProxyPolicy(1));
                    assertThat(context.getBean(DurabilityPolicy.class))
                            .isEqualTo(new DurabilityPolicy(Durability.DEVELOPMENT));
                });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "penstock.edge.admit.body=0B | penstock.edge.admit.body must be between 1B and 1073741824B: 0B",
                "penstock.edge.admit.decompressed=1MB | penstock.edge.admit.decompressed must be between 5242880B",
                "penstock.edge.admit.ratio=0 | penstock.edge.admit.ratio must be at least 1: 0",
                "penstock.edge.admit.in-flight=1MB | penstock.edge.admit.in-flight (1048576B) must not be below",
                "penstock.edge.admit.organization-share=0 | penstock.edge.admit.organization-share must be above 0",
                "penstock.edge.admit.rate.events=-1 | penstock.edge.admit.rate.events must be between 0 and 1000000000: -1",
                "penstock.edge.admit.rate.burst=100ms | penstock.edge.admit.rate.burst must be between PT1S and PT1H",
                "penstock.edge.admit.pressure.high=0.9 | penstock.edge.admit.pressure must have 0 <= critical <= high",
                "penstock.edge.admit.pressure.valid-for=1s | penstock.edge.admit.pressure.valid-for must be between PT2S",
                "penstock.edge.admit.usage.edges=0 | penstock.edge.admit.usage.edges must be between 1 and 200: 0",
                "penstock.edge.admit.usage.silence=1s | penstock.edge.admit.usage.silence must be between PT2S",
                "penstock.edge.decode.event=1MB | penstock.edge.decode.event must be between 1 and 983040: 1048576",
                "penstock.edge.decode.depth=65 | penstock.edge.decode.depth must be between 1 and 64: 65",
                "penstock.edge.decode.events=0 | penstock.edge.decode.events must be between 1 and 1000000: 0",
                "penstock.edge.stamp.past=-1d | penstock.edge.stamp.past must be between PT0S",
                "penstock.edge.control.stale-after=1s | penstock.edge.control.stale-after must be at least PT5S: PT1S",
                "penstock.edge.bad-keys.addresses=0 | penstock.edge.bad-keys.addresses must be between 1 and 1000000: 0",
                "penstock.edge.publish.delivery-timeout=2s | penstock.edge.publish.delivery-timeout (PT2S) must not be below",
                "penstock.edge.publish.buffer=1MB | penstock.edge.publish.buffer must be between 2097152B",
                "penstock.edge.http.connections=0 | penstock.edge.http.connections must be between 1 and 2147483647: 0",
                "penstock.edge.http.drain-delay=21s | penstock.edge.http.drain-delay must be between PT0S and PT20S: PT21S",
                "penstock.edge.trusted-proxies=-1 | penstock.edge.trusted-proxies must be between 0 and 10: -1",
            })
    void aWrongValueStopsTheStartWithASentence(String property, String sentence) {
        runner.withPropertyValues(property)
                .run(context -> assertThat(context).getFailure().rootCause().hasMessageStartingWith(sentence));
    }

    @Test
    void forwardHeadersAreNotBelievedWhereverItRuns() throws IOException {
        PropertySource<?> yaml = new YamlPropertySourceLoader()
                .load("application", new ClassPathResource("application.yml"))
                .getFirst();

        // Unset, Boot believes them as soon as it sees that it runs in Kubernetes.
        assertThat(yaml.getProperty("server.forward-headers-strategy")).isEqualTo("none");
        assertThat(yaml.getProperty("management.endpoints.web.exposure.include"))
                .isEqualTo("health,prometheus,info");
        assertThat(yaml.getProperty("management.server.port")).isNotEqualTo(yaml.getProperty("server.port"));
    }

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties({
        BodyLimits.class,
        OrganizationShare.class,
        RatePolicy.class,
        PressurePolicy.class,
        UsagePolicy.class,
        DecodeLimits.class,
        StampLimits.class,
        AuthenticationPolicy.class,
        BadKeyPolicy.class,
        KeysFilePolicy.class,
        PublishPolicy.class,
        DurabilityPolicy.class,
        HttpPolicy.class,
        ProxyPolicy.class,
        TracePolicy.class
    })
    static class Settings {}
}
