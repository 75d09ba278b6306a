package dev.penstock.edge.admit;

import dev.penstock.edge.authenticate.KeyDirectory;
import dev.penstock.model.limit.Limits;
import dev.penstock.model.organization.OrgId;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({
    BodyLimits.class,
    OrganizationShare.class,
    RatePolicy.class,
    PressurePolicy.class,
    UsagePolicy.class
})
public class AdmitConfiguration {

    private static final int LONGEST_HOST = 190;

    @Bean
    EdgeInstance edgeInstance(UsagePolicy policy) {
        return new EdgeInstance(policy.instance().isEmpty() ? hostAndRandom() : policy.instance());
    }

    @Bean
    InFlightBudget inFlightBudget(BodyLimits limits, OrganizationShare share) {
        return new InFlightBudget(limits, share);
    }

    @Bean
    PressureBoard pressureBoard(PressurePolicy policy) {
        return new PressureBoard(policy);
    }

    @Bean
    UsageShares usageShares(UsagePolicy policy, EdgeInstance instance, RatePolicy rates, KeyDirectory keys) {
        Function<OrgId, Limits> limits =
                org -> rates.limits(keys.organization(org).orElse(null));
        return new UsageShares(policy, instance.name(), limits);
    }

    @Bean
    RateLimiter rateLimiter(RatePolicy policy, UsageShares shares) {
        return new RateLimiter(policy, shares);
    }

    @Bean
    AdmissionControl admissionControl(
            RateLimiter limiter, PressureBoard pressure, PressurePolicy policy, KeyDirectory keys, BulkStreams bulk) {
        return new AdmissionControl(limiter, pressure::level, policy, keys::organization, bulk);
    }

    @Bean
    AdmitMetrics admitMetrics(
            MeterRegistry registry,
            RateLimiter limiter,
            PressureBoard pressure,
            UsageShares shares,
            InFlightBudget budget) {
        return new AdmitMetrics(registry, limiter, pressure, shares, budget);
    }

    private static String hostAndRandom() {
        String end = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
        try {
            String host = InetAddress.getLocalHost().getHostName();
            return host.substring(0, Math.min(host.length(), LONGEST_HOST)) + '-' + end;
        } catch (UnknownHostException e) {
            return "edge-" + end;
        }
    }
}
