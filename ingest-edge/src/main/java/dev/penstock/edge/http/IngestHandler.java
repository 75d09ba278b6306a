package dev.penstock.edge.http;

import dev.penstock.edge.protocol.ClientProtocol;
import dev.penstock.edge.protocol.Protocols;
import dev.penstock.model.refusal.Refusal;
import java.time.InstantSource;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;

/// Takes the requests that bring events before Spring's routing sees them; that path is paid for each request, and
/// costs as much as all we do (ADR 5). Every other path goes on to the routes.
final class IngestHandler implements HttpHandler {

    private final Protocols protocols;
    private final IngestSteps steps;
    private final RequestReader reader;
    private final AnswerWriter writer;
    private final HttpMetrics metrics;
    private final RequestTrails trails;
    private final RefusalMark mark;
    private final RefusedRequests refused;
    private final InstantSource clock;
    private final HttpHandler others;

    IngestHandler(
            Protocols protocols,
            IngestSteps steps,
            RequestReader reader,
            AnswerWriter writer,
            HttpMetrics metrics,
            RequestTrails trails,
            RefusalMark mark,
            RefusedRequests refused,
            InstantSource clock,
            HttpHandler others) {
        this.protocols = protocols;
        this.steps = steps;
        this.reader = reader;
        this.writer = writer;
        this.metrics = metrics;
        this.trails = trails;
        this.mark = mark;
        this.refused = refused;
        this.clock = clock;
        this.others = others;
    }

    @Override
    public Mono<Void> handle(ServerHttpRequest request, ServerHttpResponse response) {
        HttpServerRequest connection = ServerHttpRequestDecorator.getNativeRequest(request);
        Refusal refusal = mark.read(connection.requestHeaders());
        if (refusal != null) {
            return refused.answer(response, refusal);
        }
        String path = request.getPath().value();
        ClientProtocol protocol = protocols.of(path);
        if (protocol == null) {
            return others.handle(request, response);
        }
        return new IngestExchange(
                        protocol,
                        new ServerRequestHead(request, path),
                        request,
                        response,
                        steps,
                        reader,
                        writer,
                        metrics,
                        trails,
                        clock.instant())
                .run();
    }
}
