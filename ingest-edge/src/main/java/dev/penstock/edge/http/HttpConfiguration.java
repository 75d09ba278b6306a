package dev.penstock.edge.http;

import dev.penstock.edge.admit.AdmissionControl;
import dev.penstock.edge.admit.BodyLimits;
import dev.penstock.edge.admit.InFlightBudget;
import dev.penstock.edge.authenticate.Authenticator;
import dev.penstock.edge.authenticate.OriginPolicy;
import dev.penstock.edge.decode.DecodeLimits;
import dev.penstock.edge.ledger.EdgeLedger;
import dev.penstock.edge.protocol.AutoblocksProtocol;
import dev.penstock.edge.protocol.ClickstreamProtocol;
import dev.penstock.edge.protocol.CloudEventsProtocol;
import dev.penstock.edge.protocol.NativeProtocol;
import dev.penstock.edge.protocol.Protocols;
import dev.penstock.edge.protocol.SegmentProtocol;
import dev.penstock.edge.protocol.TinybirdProtocol;
import dev.penstock.edge.publish.EventPublisher;
import dev.penstock.edge.publish.PublishPolicy;
import dev.penstock.edge.ready.Gate;
import dev.penstock.edge.ready.Readiness;
import dev.penstock.edge.stamp.EventStamp;
import dev.penstock.edge.stamp.StampLimits;
import dev.penstock.edge.stamp.StreamDirectory;
import dev.penstock.edge.stored.Awaiting;
import dev.penstock.edge.unpack.ContentCodings;
import dev.penstock.model.event.EventIdGenerator;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.reactor.netty.autoconfigure.NettyServerProperties;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.boot.webflux.autoconfigure.WebHttpHandlerBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({
    HttpPolicy.class,
    ProxyPolicy.class,
    DecodeLimits.class,
    StampLimits.class,
    LargeBodyPolicy.class,
    TracePolicy.class
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
    HttpMetrics httpMetrics(MeterRegistry registry, InFlightBudget budget) {
        return new HttpMetrics(registry, budget);
    }

    @Bean
    Connections connections(HttpPolicy policy, MeterRegistry registry) {
        return new Connections(policy, registry);
    }

    @Bean
    RefusalMark refusalMark() {
        return new RefusalMark(new SecureRandom());
    }

    @Bean
    ServerSettings serverSettings(
            HttpPolicy policy,
            Connections connections,
            RefusalMark mark,
            HttpMetrics metrics,
            ServerProperties server,
            NettyServerProperties netty) {
        boolean tls = server.getSsl() != null && server.getSsl().isEnabled();
        if (server.getHttp2().isEnabled() && !tls) {
            throw new IllegalArgumentException(
                    "server.http2.enabled needs server.ssl: HTTP/2 is spoken over TLS only, not in clear text");
        }
        HttpDecoderConfig decoding = new HttpDecoderConfig()
                .setMaxInitialLineLength((int) netty.getMaxInitialLineLength().toBytes())
                .setMaxHeaderSize((int) server.getMaxHttpRequestHeaderSize().toBytes())
                .setInitialBufferSize((int) netty.getInitialBufferSize().toBytes())
                .setValidateHeaders(netty.isValidateHeaders());
        return new ServerSettings(
                policy, connections, mark, metrics, decoding, server.getHttp2().isEnabled());
    }

    @Bean
    AccessLog accessLog(HttpPolicy policy, MeterRegistry registry) {
        return new AccessLog(policy, registry);
    }

    /// Every span that is begun is sampled: it was begun because it shall be (see [RequestTracing]).
    @Bean
    Sampler spanSampler() {
        return Sampler.alwaysOn();
    }

    @Bean
    RequestTracing requestTracing(
            ObjectProvider<SpanExporter> exporters,
            Tracer tracer,
            TracePolicy policy,
            @Value("${management.tracing.sampling.probability}") double probability) {
        boolean somewhere = exporters.stream().findAny().isPresent();
        return new RequestTracing(somewhere ? tracer : null, probability, policy);
    }

    @Bean
    RequestTrails requestTrails(HttpMetrics metrics, AccessLog log, RequestTracing tracing, EdgeLedger ledger) {
        return new RequestTrails(metrics, log, tracing, ledger);
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
    KeylessBodies keylessBodies(InFlightBudget budget, MeterRegistry registry) {
        return new KeylessBodies(budget.limit(), registry);
    }

    @Bean
    IngestSteps ingestSteps(
            OriginPolicy origins,
            KeylessBodies keyless,
            Authenticator authenticator,
            BodyLimits bodies,
            InFlightBudget budget,
            AdmissionControl admission,
            DecodeLimits decoding,
            StampLimits stamping,
            EventIdGenerator ids,
            ContentCodings codings,
            StreamDirectory streams,
            LargeBodies largeBodies,
            LargeBodyPolicy large,
            EventPublisher publisher,
            PublishPolicy publishing,
            Awaiting awaiting,
            EdgeLedger ledger) {
        Intake intake = new Intake(bodies, decoding, large, codings, new EventStamp(stamping, streams, ids));
        return new IngestSteps(
                new Cors(origins, authenticator),
                authenticator,
                bodies,
                budget,
                admission,
                keyless,
                intake,
                largeBodies,
                publisher,
                publishing,
                awaiting,
                ledger);
    }

    @Bean
    ContentCodings contentCodings() {
        ContentCodings codings = ContentCodings.ofThisMachine();
        if (!codings.missing().isEmpty()) {
            LoggerFactory.getLogger(HttpConfiguration.class)
                    .atWarn()
                    .addKeyValue("codings", codings.missing())
                    .addKeyValue("directory", System.getProperty("java.io.tmpdir"))
                    .log("some content codings are not taken, their library cannot be loaded from here");
        }
        return codings;
    }

    @Bean
    LargeBodies largeBodies(LargeBodyPolicy policy, MeterRegistry registry) {
        return new LargeBodies(policy, registry);
    }

    @Bean
    WebHttpHandlerBuilderCustomizer ingestPath(
            IngestSteps steps,
            HttpMetrics metrics,
            RequestTrails trails,
            RefusalMark mark,
            ProxyPolicy proxies,
            EventIdGenerator ids,
            ContentCodings codings,
            StreamDirectory streams,
            InstantSource clock) {
        Protocols protocols = new Protocols(List.of(
                new NativeProtocol(),
                new TinybirdProtocol(),
                new SegmentProtocol(),
                new ClickstreamProtocol(),
                new AutoblocksProtocol(),
                new CloudEventsProtocol(new NativeProtocol())));
        RequestReader reader = new RequestReader(new RequestIds(ids), new SenderAddress(proxies), streams);
        AnswerWriter writer = new AnswerWriter(
                new RetryAfter(() -> ThreadLocalRandom.current().nextLong()), codings.names());
        RefusedRequests refused = new RefusedRequests(new NativeProtocol(), new RequestIds(ids), writer, trails, clock);
        return builder -> builder.httpHandlerDecorator(others ->
                new IngestHandler(protocols, steps, reader, writer, metrics, trails, mark, refused, clock, others));
    }

    @Bean
    RouterFunction<ServerResponse> otherRoutes(
            Readiness readiness, RequestTrails trails, EventIdGenerator ids, InstantSource clock) {
        return new OtherRoutes(readiness, new NativeProtocol(), new RequestIds(ids), trails, clock, ApiDocument.load())
                .routes();
    }
}
