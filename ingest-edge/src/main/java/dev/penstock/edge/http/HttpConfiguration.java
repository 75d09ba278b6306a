package dev.penstock.edge.http;

import dev.penstock.edge.admit.BodyLimits;
import dev.penstock.edge.admit.InFlightBudget;
import dev.penstock.edge.authenticate.Authenticator;
import dev.penstock.edge.decode.DecodeLimits;
import dev.penstock.edge.protocol.NativeProtocol;
import dev.penstock.edge.protocol.Protocols;
import dev.penstock.edge.protocol.TinybirdProtocol;
import dev.penstock.edge.publish.EventPublisher;
import dev.penstock.edge.publish.PublishPolicy;
import dev.penstock.edge.ready.Gate;
import dev.penstock.edge.ready.Readiness;
import dev.penstock.edge.stamp.EventStamp;
import dev.penstock.edge.stamp.StampLimits;
import dev.penstock.edge.unpack.ContentCodings;
import dev.penstock.model.event.EventIdGenerator;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.webflux.autoconfigure.WebHttpHandlerBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({
    HttpPolicy.class,
    ProxyPolicy.class,
    BodyLimits.class,
    DecodeLimits.class,
    StampLimits.class,
    LargeBodyPolicy.class
})
public class HttpConfiguration {

    @Bean
    InstantSource clock() {
        return InstantSource.system();
    }

    @Bean
    EventIdGenerator eventIdGenerator() {
        return new EventIdGenerator();
    }

    @Bean
    InFlightBudget inFlightBudget(BodyLimits limits) {
        return new InFlightBudget(limits);
    }

    @Bean
    HttpMetrics httpMetrics(MeterRegistry registry, InFlightBudget budget) {
        return new HttpMetrics(registry, budget);
    }

    @Bean
    ServerSettings serverSettings(HttpPolicy policy, HttpMetrics metrics) {
        return new ServerSettings(policy, metrics);
    }

    @Bean
    Draining draining(HttpPolicy policy) {
        return new Draining(policy);
    }

    @Bean
    Readiness readiness(ObjectProvider<Gate> gates) {
        return new Readiness(gates.orderedStream().toList());
    }

    @Bean
    ReadinessHealth edgeHealthIndicator(Readiness readiness) {
        return new ReadinessHealth(readiness);
    }

    @Bean
    IngestSteps ingestSteps(
            Authenticator authenticator,
            BodyLimits bodies,
            InFlightBudget budget,
            DecodeLimits decoding,
            StampLimits stamping,
            EventIdGenerator ids,
            ContentCodings codings,
            LargeBodies largeBodies,
            LargeBodyPolicy large,
            EventPublisher publisher,
            PublishPolicy publishing) {
        Intake intake = new Intake(bodies, decoding, large, codings, new EventStamp(stamping, ids));
        return new IngestSteps(authenticator, bodies, budget, intake, largeBodies, publisher, publishing);
    }

    @Bean
    ContentCodings contentCodings() {
        return ContentCodings.ofThisMachine();
    }

    @Bean
    LargeBodies largeBodies(LargeBodyPolicy policy, MeterRegistry registry) {
        return new LargeBodies(policy, registry);
    }

    @Bean
    WebHttpHandlerBuilderCustomizer ingestPath(
            IngestSteps steps,
            HttpMetrics metrics,
            ProxyPolicy proxies,
            EventIdGenerator ids,
            ContentCodings codings,
            InstantSource clock) {
        Protocols protocols = new Protocols(List.of(new NativeProtocol(), new TinybirdProtocol()));
        RequestReader reader = new RequestReader(new RequestIds(ids), new SenderAddress(proxies));
        AnswerWriter writer = new AnswerWriter(
                new RetryAfter(() -> ThreadLocalRandom.current().nextLong()), codings.names());
        return builder -> builder.httpHandlerDecorator(
                others -> new IngestHandler(protocols, steps, reader, writer, metrics, clock, others));
    }

    @Bean
    RouterFunction<ServerResponse> otherRoutes(
            Readiness readiness, HttpMetrics metrics, EventIdGenerator ids, InstantSource clock) {
        return new OtherRoutes(readiness, new NativeProtocol(), new RequestIds(ids), metrics, clock).routes();
    }
}
